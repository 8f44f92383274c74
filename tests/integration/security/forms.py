"""The forms of the site, each once, with values that a service would take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.integration.routes.demo_site import SignedInSite
from tests.integration.routes.following import HERE, Offer, offers_of
from tests.integration.routes.pages import READINGS, is_html, read

#: Parts of a field's name -> what would pass for it.
PLAUSIBLE = (
    ("email", "somebody@people.example"), ("address", "somebody@people.example"), ("password", "correct horse battery"),
    ("_on", "2027-06-20"), ("date", "2027-06-20"), ("starts", "2027-06-20T10:00"), ("ends", "2027-06-20T11:00"),
    ("opens", "2027-06-20T10:00"), ("closes", "2027-06-21T10:00"), ("until", "2027-06-20T10:00"),
    ("capacity", "50"), ("seats", "50"), ("number", "7"), ("hue", "120"), ("slug", "a-new-one"),
    ("website", "https://a.example"), ("url", "https://a.example"), ("latitude", "30.5"), ("longitude", "114.3"),
    ("phone", "+4930901820"), ("country", "DE"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """Who may send what to where."""

    role: str
    method: str
    url: str
    fields: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.role} {self.method} {self.url}"

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(name for name, _value in self.fields))


def forms_of(site: SignedInSite) -> Iterator[Form]:
    """Every form that has fields, by the route that it is sent to and the names of its fields."""
    adapter = site.application.url_map.bind(HERE.removeprefix("http://"))
    seen: set[tuple[object, ...]] = set()
    for row, reader in READINGS:
        page = read(site, row, reader, "en")
        for offer in offers_of(page.text, site.addresses.url(row)) if is_html(page) else ():
            form = _form(reader, offer)
            if not (form.fields or form.choices) or not adapter.test(form.url, form.method):
                continue
            offered = frozenset(name for name, _value in form.choices)
            kind = (adapter.match(form.url, form.method)[0], form.method, tuple(form.names), offered)
            if kind not in seen:
                seen.add(kind)
                yield form


def _form(reader: str, offer: Offer) -> Form:
    path, _, query = offer.url.partition("?")
    asked = [tuple(part.split("=", 1)) if "=" in part else (part, "") for part in query.split("&") if part]
    fields = [*offer.fields, *((str(name), "") for name, *_value in asked)]
    named = [(n, v or _typed(n, offer)) for n, v in fields if n not in ("csrf_token", "lang")]
    consents = [(name, value) for name, value in offer.choices if name.startswith("consent")]
    return Form(reader, offer.method, path, (*named, *consents), offer.choices)


def _typed(name: str, offer: Offer) -> str:
    """What somebody would type, or choose where one chooses."""
    choices = [value for field, value in offer.choices if field == name]
    return plausible(name) if not choices or plausible(name) in choices else ""


def plausible(name: str) -> str:
    if name in ("version", "namesake"):
        return ""
    return next((value for part, value in PLAUSIBLE if part in name), "Something")
