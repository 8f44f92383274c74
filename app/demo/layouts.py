"""The live forum's badges: a layout for all, and one with a back for experts."""

import hashlib
import struct
import zlib

from sqlalchemy import select

from app.badges.layouts.builtin import CLASSIC, DOUBLE
from app.badges.layouts.editing import plain
from app.badges.layouts.schema import Element, Face, Image, Layout, Text
from app.badges.models import BadgeImage, BadgeLayout, LayoutUse
from app.demo.maker import Maker
from app.events.models import Event
from app.registration.models import Category, CategoryKind

#: Of the picture: a river of three colours, in RGB.
COLOURS = ((0x2A, 0x6F, 0x97), (0x61, 0xA5, 0xC2), (0xE9, 0xC4, 0x6A))
WIDE, TALL = 240, 48


def make_layouts(make: Maker, event: Event) -> None:
    logo = _logo(make, event)
    usual = _layout(make, event, "论坛胸牌 Forum badge", "classic", CLASSIC)
    experts = _layout(make, event, "专家双面胸牌 Experts, both sides", "double", _for_experts(logo.public_id))
    of_experts = Category.event_id == event.id, Category.kind == CategoryKind.EXPERT
    expert = make.session.scalars(select(Category).where(*of_experts)).one()
    make.add(LayoutUse(event_id=event.id, category_id=None, layout_id=usual.id))
    make.add(LayoutUse(event_id=event.id, category_id=expert.id, layout_id=experts.id))
    make.session.flush()


def _layout(make: Maker, event: Event, name: str, begun_from: str, layout: Layout) -> BadgeLayout:
    row = make.add(BadgeLayout(event_id=event.id, name=name, begun_from=begun_from, content=plain(layout)))
    make.session.flush()
    return row


def _for_experts(logo: str) -> Layout:
    """The ready layout with the hall's network and a picture on the back."""
    picture = Image(x=67, y=8, w=30, h=6, image=logo)
    back: tuple[Element, ...] = (*(_network(element) for element in DOUBLE.back.elements), picture)
    return DOUBLE.model_copy(update={"back": Face(elements=back)})


def _network(element: Element) -> Element:
    if not isinstance(element, Text) or element.zh or element.en or "free_zh" not in element.fields:
        return element
    said = {"zh": "无线网络：FORUM-DEMO，密码：turning-wheel", "en": "Wi-Fi: FORUM-DEMO, password: turning-wheel"}
    return element.model_copy(update=said)


def _logo(make: Maker, event: Event) -> BadgeImage:
    body = _picture()
    image = make.add(
        BadgeImage(
            event_id=event.id,
            name="demo-river.png",
            media_type="image/png",
            width=WIDE,
            height=TALL,
            digest=hashlib.sha256(body).hexdigest(),
            body=body,
            created_at=make.at(make.day(-20), "10:00"),
        )
    )
    make.session.flush()
    return image


def _picture() -> bytes:
    """A PNG of three bars."""
    lines = b"".join(b"\0" + bytes(COLOURS[row * len(COLOURS) // TALL]) * WIDE for row in range(TALL))
    header = struct.pack(">IIBBBBB", WIDE, TALL, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
