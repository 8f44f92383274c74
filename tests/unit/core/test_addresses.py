"""Mail addresses as they are typed and as they are kept."""

import pytest

from app.core.addresses import counted_as, mail_address


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Wei.Lyu+forum@Example.ORG", "wei.lyu+forum@example.org"),
        ("wei@例子.中国", "wei@xn--fsqu00a.xn--fiqs8s"),
        ("guest001@demo.example", "guest001@demo.example"),
    ],
)
def test_one_mailbox_is_one_address(typed: str, kept: str) -> None:
    assert mail_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "wei", "wei@", "wei@host", "wei@localhost", "a@b@example.org", "两 个@example.org", "wei@" + "a." * 999 + "b"],
)
def test_what_no_mail_would_reach_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"name@example\.org"):
        mail_address(typed)


@pytest.mark.parametrize(
    "typed", ["wei@demo.example", "Wei@Demo.Example", "wei@ｄemo.example", "wei@demo。example", "wei@ⓓⓔⓜⓞ.example"]
)
def test_however_an_address_is_spelt_its_attempts_are_counted_together(typed: str) -> None:
    assert counted_as(typed) == "wei@demo.example"


def test_what_is_no_address_is_counted_as_it_is() -> None:
    assert counted_as("Nobody") == "nobody"
    assert len(counted_as("x" * 5000)) == 254
