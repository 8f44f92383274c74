"""Which language a reader is answered in, by what their browser says."""

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from app.core.i18n import negotiated_locale


@pytest.mark.parametrize(
    ("accepted", "answered"),
    [
        ("zh-SG,en;q=0.5", "zh"),
        ("zh-Hans-CN,en;q=0.8", "zh"),
        ("zh-MO,en;q=0.3", "zh"),
        ("zh_CN", "zh"),
        ("en-GB,zh;q=0.5", "en"),
        ("en-GB,zh-CN;q=0.5", "en"),
        ("en;q=0.3,zh-Hant-TW;q=0.4", "zh"),
        ("fr,zh;q=0.2", "zh"),
        ("zh-CN;q=0, en", "en"),
        ("zh;q=0", "en"),
        ("de-DE,*;q=0.5", "en"),
        ("*,zh;q=0.1", "en"),
        ("zh,*;q=0.1", "zh"),
        ("", "en"),
        ("xx;q=abc,,;", "en"),
    ],
)
def test_the_first_language_that_we_speak_whatever_its_country(accepted: str, answered: str) -> None:
    asked = Request(EnvironBuilder("/", headers={"Accept-Language": accepted}).get_environ())
    assert negotiated_locale(asked) == answered
