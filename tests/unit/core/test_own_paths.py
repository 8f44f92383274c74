"""Only a path of this site is followed after signing in."""

from __future__ import annotations

import pytest

from app.core.links import own_path


@pytest.mark.parametrize(
    "path", ["/", "/my/", "/events/wuhan-2027/?lang=zh", "/manage/events/a/registrations/?q=a%20b"]
)
def test_a_path_of_this_site_is_kept(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "my/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        " /my/",
        "/my/\r\nSet-Cookie: a=b",
        "/" + "a" * 300,
    ],
)
def test_anything_else_is_dropped(path: str) -> None:
    assert own_path(path) == ""
