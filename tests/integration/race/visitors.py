"""What a browser does to register, in bare requests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urlencode

from tests.integration.race.crowd import Request, open_connection

TOKEN = re.compile(r'name="csrf_token"[^>]*\bvalue="([^"]+)"')
NOTICE = re.compile(r'name="notice"[^>]*\bvalue="([^"]*)"')
FORM = "application/x-www-form-urlencoded"
PERSON = {
    "given_name": "Xiaoming",
    "organisation_en": "Jiangnan University",
    "country": "DE",
    "phone": "+49301234567",
    "locale": "en",
    "consent_notice": "y",
    "consent_cross_border": "y",
}


@dataclass(frozen=True)
class OpenForm:
    """A page with a form, as one browser has it open."""

    path: str
    cookie: str
    token: str
    notice: str = ""

    def sent_with(self, fields: dict[str, str]) -> Request:
        body = urlencode({"csrf_token": self.token, **fields}).encode()
        return Request("POST", self.path, body, {"Content-Type": FORM, "Cookie": self.cookie})

    def registration(self, category: str, email: str, family_name: str) -> Request:
        own = {"category": category, "email": email, "family_name": family_name, "notice": self.notice}
        return self.sent_with({**PERSON, **own})


def open_form(url: str, path: str) -> OpenForm:
    link = open_connection(url)
    link.request("GET", path)
    response = link.getresponse()
    page = response.read().decode()
    link.close()
    token, notice = TOKEN.search(page), NOTICE.search(page)
    assert response.status == 200, (response.status, page[:500])
    assert token, f"no form on {path}"
    return OpenForm(path, _cookies(response.headers), token.group(1), notice.group(1) if notice else "")


def _cookies(headers: Message) -> str:
    return "; ".join(value.split(";", 1)[0] for value in headers.get_all("Set-Cookie", []))
