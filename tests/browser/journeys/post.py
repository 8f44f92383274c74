"""Reading the mail that the worker handed to the SMTP peer, as a person and their programs do."""

from __future__ import annotations

import re
from io import BytesIO
from urllib.request import Request, urlopen

import zxingcpp
from PIL import Image

from tests.services.smtp import Delivery
from tests.unit.badges.reading import codes, pages


def link_in(mail: Delivery, part: str) -> str:
    """The one address in the mail whose path contains ``part``."""
    found = re.findall(rf"https?://[^\s\"<>]*{re.escape(part)}[^\s\"<>]*", mail.text)
    assert len(set(found)) == 1, mail.text
    return str(found[0])


def previewed(url: str) -> int:
    """Fetch a link as messengers do to preview it: without cookies. Answers the status."""
    with urlopen(Request(url, headers={"User-Agent": "LinkPreview/1.0"})) as answer:
        return int(answer.status)


def enclosed(mail: Delivery, mimetype: str) -> bytes:
    """The content of the one part of this type."""
    parts = [part for part in mail.message.walk() if part.get_content_type() == mimetype]
    assert len(parts) == 1, [part.get_content_type() for part in mail.message.walk()]
    content = parts[0].get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def code_in_pdf(body: bytes) -> str:
    """The text of the one code on the one page."""
    found = [code for page in pages(body) for code in codes(page)]
    assert len(found) == 1
    return found[0]


def code_in_picture(body: bytes) -> str:
    found = zxingcpp.read_barcodes(Image.open(BytesIO(body)), formats=zxingcpp.BarcodeFormat.QRCode)
    assert len(found) == 1
    return str(found[0].text)
