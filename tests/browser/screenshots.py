"""`make screenshots`: takes the pictures of the README from the demo, on the real server, into docs/images."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright
from sqlalchemy import select

from app.accounts.models import Level
from app.accounts.users import user_of
from app.core.clock import today_in
from app.core.db import db, writing
from app.core.edge import Application
from app.core.model import Base
from app.demo.build import make_demo
from app.demo.forums import LIVE_SLUG
from app.demo.guests import ATTENDEE
from app.demo.maker import ZONE
from app.factory import create_app
from app.registration.models import Registration
from app.settings import ROOT
from tests.browser.journeys.window import Reader
from tests.factories.accounts import sign_in
from tests.integration.conftest import settings_for
from tests.services.chromium import FLAGS, MISSING, find_chromium
from tests.services.fonts import fontconfig
from tests.services.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

IMAGES = ROOT / "docs" / "images"


@dataclass(frozen=True, slots=True)
class Picture:
    """What is to be seen, by whom, and how large; `email` empty: by anyone."""

    name: str
    path: str
    reader: Reader
    email: str = ""
    level: Level = Level.STAFF


def pictures(ticket: str) -> list[Picture]:
    phone, desk = Reader("zh", 390), Reader("en", 1280)
    return [
        Picture("event", f"/events/{LIVE_SLUG}/", desk),
        Picture("agenda", f"/events/{LIVE_SLUG}/agenda/?view=grid", desk),
        Picture("ticket", f"/my/{ticket}/", phone, ATTENDEE, Level.MAIL),
        Picture("registrations", f"/manage/events/{LIVE_SLUG}/registrations/", desk, "organizer@demo.example"),
    ]


def main() -> None:
    path = find_chromium()
    if path is None:
        sys.exit(MISSING)
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_for(Path(folder), "")
        application = _demo(create_app(settings))
        with application.app_context():
            mine = select(Registration.public_id).where(Registration.contact_email == ATTENDEE)
            ticket = db.session.scalars(mine.order_by(Registration.id)).first() or ""
        IMAGES.mkdir(exist_ok=True)
        with serving(settings) as server, sync_playwright() as driver:
            environment = {**os.environ, "FONTCONFIG_FILE": str(fontconfig(Path(folder)))}
            chromium = driver.chromium.launch(executable_path=path, args=list(FLAGS), env=environment)
            for picture in pictures(ticket):
                _take(chromium, server.url, picture, _cookie(application, picture))
            chromium.close()


def _demo(application: Application) -> Application:
    hasher, secrets = application.extensions["luntan_hasher"], application.extensions["luntan_secrets"]
    with application.app_context():
        Base.metadata.create_all(db.engine)
        with writing(db.engine) as session:
            make_demo(session, hasher, secrets, today_in(ZONE))
    return application


def _cookie(application: Application, picture: Picture) -> str:
    if not picture.email:
        return ""
    with application.app_context():
        with writing(db.engine) as session:
            user = user_of(session, picture.email, picture.reader.locale)
        client = application.test_client()
        sign_in(client, user, picture.level)
        cookie = client.get_cookie("luntan")
    return cookie.value if cookie else ""


def _take(chromium: Browser, url: str, picture: Picture, cookie: str) -> None:
    context = chromium.new_context(**picture.reader.options())
    context.add_cookies([{"name": "lang", "value": picture.reader.locale, "url": url}])
    if cookie:
        context.add_cookies([{"name": "luntan", "value": cookie, "url": url}])
    page = context.new_page()
    page.goto(url + picture.path, wait_until="networkidle")
    page.screenshot(path=IMAGES / f"{picture.name}.png")
    context.close()
    print(f"docs/images/{picture.name}.png")


if __name__ == "__main__":
    main()
