"""Reading PDF pages back: pixels, codes, text and where it stands."""

from collections.abc import Iterator

import numpy as np
import pypdfium2
import zxingcpp

POINTS_PER_MM = 72 / 25.4


def pages(data: bytes) -> list[pypdfium2.PdfPage]:
    document = pypdfium2.PdfDocument(data)
    return [document[index] for index in range(len(document))]


def pixels(page: pypdfium2.PdfPage, dpi: int = 150) -> np.ndarray:
    """Grey levels, rows from the top."""
    return page.render(scale=dpi / 72, grayscale=True).to_numpy().squeeze()


def codes(page: pypdfium2.PdfPage, dpi: int = 150) -> list[str]:
    """QR codes alone: in one of a thousand their bars pass for digits of another kind of code."""
    found = zxingcpp.read_barcodes(pixels(page, dpi), formats=zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in found]


def text(page: pypdfium2.PdfPage) -> str:
    return page.get_textpage().get_text_bounded()


def words(page: pypdfium2.PdfPage) -> str:
    """The text as a person reads it, without the spaces that PDF readers put between Han and figures."""
    return "".join(text(page).split())


def sign_boxes(page: pypdfium2.PdfPage) -> Iterator[tuple[float, float, float, float]]:
    """Left, top, right and bottom of each sign, in mm from the page's top left corner."""
    textpage, height = page.get_textpage(), page.get_height()
    for index in range(textpage.count_chars()):
        if textpage.get_text_range(index, 1).strip():
            left, bottom, right, top = textpage.get_charbox(index)
            yield tuple(v / POINTS_PER_MM for v in (left, height - top, right, height - bottom))
