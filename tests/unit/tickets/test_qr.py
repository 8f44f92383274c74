import re

import numpy as np
import pytest
import zxingcpp
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from qrcode.util import QRData

from app.tickets.qr import QUIET_ZONE, qr_matrix, svg_path

CODE = "AEADYSAA" * 16 + "ABCQ"
HEADS = ["https://luntan.example/c/", "https://forum.association.example.org/c/", "http://10.0.0.7:5000/c/"]


def image(matrix, scale=3):
    padded = np.pad(np.array(matrix, dtype=bool), QUIET_ZONE)
    return np.where(np.kron(padded, np.ones((scale, scale), dtype=bool)), 0, 255).astype(np.uint8)


def drawn(path, size):
    """The modules that a renderer would fill, from the path's own commands."""
    canvas = np.zeros((size, size), dtype=bool)
    bars = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path)
    assert "".join(f"M{x} {y}h{w}v1h-{back}z" for x, y, w, back in bars) == path
    for x, y, width, back in bars:
        assert width == back
        canvas[int(y), int(x) : int(x) + int(width)] = True
    return canvas


@pytest.mark.parametrize("head", HEADS)
def test_the_code_is_read_back_with_the_case_of_its_url(head):
    [found] = zxingcpp.read_barcodes(image(qr_matrix(head, CODE)), formats=zxingcpp.BarcodeFormat.QRCode)
    assert found.text == head + CODE
    assert found.format == zxingcpp.BarcodeFormat.QRCode
    assert found.ec_level == "M"


def test_a_head_of_forty_characters_fits_version_eight():
    assert len(HEADS[1]) == 40
    assert (len(qr_matrix(HEADS[1], CODE)) - 17) // 4 <= 8


def test_the_path_draws_just_the_dark_modules():
    matrix = qr_matrix(HEADS[0], CODE)
    assert np.array_equal(drawn(svg_path(matrix), len(matrix)), np.array(matrix))


def test_a_run_of_dark_modules_is_one_bar():
    assert svg_path([[True, True, False, True], [False, False, False, False]]) == "M0 0h2v1h-2zM3 0h1v1h-1z"


@pytest.mark.parametrize("head", [*HEADS, "https://" + "forum." * 20 + "example/c/"])
@pytest.mark.parametrize("length", [1, 20, 77, 131, 132])
def test_every_module_is_where_the_library_puts_it(head, length):
    code = (CODE[::-1] + CODE)[7 : 7 + length]
    assert qr_matrix(head, code) == drawn_by_the_library(head, code)


def drawn_by_the_library(head, code):
    qr = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=2)
    qr.add_data(QRData(head.encode(), mode=4), optimize=0)
    qr.add_data(QRData(code.encode(), mode=2), optimize=0)
    qr.make(fit=True)
    return [[bool(module) for module in row] for row in qr.modules]


def test_an_address_too_long_for_a_code_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="too long"):
        qr_matrix("h" * 900, CODE)
