"""What a phone's camera sees: badges from a PDF, held close and tilted, as a film that Chromium plays as its camera."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import zxingcpp
from PIL import Image

from app.tickets.qr import qr_matrix
from tests.unit.badges.reading import pages

WIDTH, HEIGHT = 960, 720
#: Chromium plays files of this kind at this pace, and begins again at their end.
FRAMES_A_SECOND = 30
WALL = (72, 74, 78)
#: How a hand turns what it holds: by how much each corner moves, clockwise from the top left, as shares of the sides.
TILTS = (
    ((0.05, 0.02), (-0.02, 0.06), (-0.06, -0.01), (0.02, -0.05)),
    ((0.00, 0.07), (-0.08, 0.01), (-0.01, -0.04), (0.06, -0.02)),
    ((0.09, 0.00), (-0.01, 0.03), (-0.04, -0.07), (0.00, -0.02)),
    ((0.02, 0.04), (-0.05, 0.00), (0.01, -0.03), (0.07, -0.08)),
)
Corners = Sequence[tuple[float, float]]


def badges_of(pdf: bytes, dpi: int = 300) -> list[Image.Image]:
    """Each page around its code, as close as people hold it."""
    return [_around_code(page.render(scale=dpi / 72).to_pil().convert("RGB")) for page in pages(pdf)]


def _around_code(page: Image.Image) -> Image.Image:
    (code,) = zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)
    found = code.position
    corners = (found.top_left, found.top_right, found.bottom_right, found.bottom_left)
    x, y = (sum(getattr(corner, axis) for corner in corners) / 4 for axis in "xy")
    half = abs(found.top_right.x - found.top_left.x)
    return page.crop((int(x - half), int(y - half * 0.75), int(x + half), int(y + half * 0.75)))


def card_with(head: str, code: str) -> Image.Image:
    """A card that somebody printed at home, or a phone's screen: the code, white around it."""
    dark = np.array(qr_matrix(head, code))
    grey = np.pad(np.where(dark, 0, 255).astype(np.uint8), 6, constant_values=255)
    return Image.fromarray(grey).resize((grey.shape[1] * 8, grey.shape[0] * 8), Image.Resampling.NEAREST).convert("RGB")


def with_one_bit_flipped(code: str) -> str:
    """The code with one bit of its signature the other way round."""
    body = bytearray(base64.b32decode(code + "=" * (-len(code) % 8)))
    body[-10] ^= 1
    return base64.b32encode(bytes(body)).decode().rstrip("=")


def tilted(picture: Image.Image, tilt: Corners) -> Image.Image:
    """The picture in the frame, seen from the side."""
    scale = min(WIDTH / picture.width, HEIGHT / picture.height)
    wide, high = picture.width * scale, picture.height * scale
    left, top = (WIDTH - wide) / 2, (HEIGHT - high) / 2
    square = ((left, top), (left + wide, top), (left + wide, top + high), (left, top + high))
    seen = [(x + dx * wide, y + dy * high) for (x, y), (dx, dy) in zip(square, tilt, strict=True)]
    flat = ((0, 0), (picture.width, 0), (picture.width, picture.height), (0, picture.height))
    way_back = _projection(seen, flat)
    return picture.transform(
        (WIDTH, HEIGHT), Image.Transform.PERSPECTIVE, way_back, Image.Resampling.BICUBIC, fillcolor=WALL
    )


def _projection(source: Corners, target: Corners) -> list[float]:
    """The eight numbers of the projection that takes each corner of ``source`` to that of ``target``."""
    rows, values = [], []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return [float(number) for number in np.linalg.solve(np.array(rows), np.array(values))]


def jpeg(picture: Image.Image, quality: int = 70) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def film(path: Path, scenes: Iterable[tuple[Image.Image | None, float]]) -> Path:
    """Write an MJPEG of pictures and for how many seconds each is held; None is the wall."""
    wall = jpeg(Image.new("RGB", (WIDTH, HEIGHT), WALL), 20)
    with path.open("wb") as out:
        for picture, seconds in scenes:
            turns = [wall] if picture is None else [jpeg(tilted(picture, tilt)) for tilt in TILTS]
            frames = int(seconds * FRAMES_A_SECOND)
            for number in range(frames):
                out.write(turns[number * len(turns) // frames])
    return path


def slides(path: Path, cards: Iterable[Image.Image], seconds: float) -> Path:
    """Write an MJPEG of cards that a hand holds up one after another, each for so long."""
    with path.open("wb") as out:
        for card in cards:
            out.write(jpeg(_small(card)) * int(seconds * FRAMES_A_SECOND))
    return path


def _small(card: Image.Image) -> Image.Image:
    """On a picture of half the width: many of them make a film that is read from disk as fast as it plays."""
    picture = Image.new("RGB", (WIDTH // 2, HEIGHT // 2), WALL)
    side = picture.height
    picture.paste(card.resize((side, side), Image.Resampling.BILINEAR), ((picture.width - side) // 2, 0))
    return picture
