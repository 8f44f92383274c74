"""The QR in a mail is a picture that a scanner reads."""

from __future__ import annotations

import io

import zxingcpp
from PIL import Image

from app.messaging.pictures import qr_png
from app.tickets.qr import qr_matrix


def test_the_picture_reads_as_the_code() -> None:
    head, code = "https://luntan.example/c/", "AEAQCAIB" * 16 + "AEAQ"
    picture = Image.open(io.BytesIO(qr_png(qr_matrix(head, code))))
    assert picture.size[0] == picture.size[1]
    assert picture.convert("L").getpixel((0, 0)) == 255
    [found] = zxingcpp.read_barcodes(picture.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
    assert found.text == head + code
