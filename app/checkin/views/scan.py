"""The scan page, and how a browser comes to be a device: paired by a code, or in the name of signed-in staff.

The page itself holds nothing of anyone and is the same for all; what it may do is in the token that the browser keeps.
"""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, render_template, request

from app.accounts.views.browser import current_sign_in
from app.checkin import devices, queries
from app.checkin.models import Device, DeviceRole, Pairing
from app.checkin.views.in_app import APPS, app_around
from app.checkin.views.kiosk_texts import kiosk_texts
from app.checkin.views.texts import scanner_texts
from app.core import territories
from app.core.assets import vendor
from app.core.build import BUILD
from app.core.clock import now
from app.core.edge import access, attempt, current_actor, loads, session_of_request
from app.core.guards import guarded
from app.core.headers import scanner_policy
from app.core.i18n import current_locale
from app.core.policies import public
from app.events.models import Event, EventState
from app.events.policies import checks_in, organizes_event
from app.events.queries import managed_events

bp = Blueprint("scan", __name__)
#: Events that are over for longer are not offered for scanning.
OFFERED_AFTER = timedelta(days=7)


@loads("pairing_code")
def load_pairing(session: Any, value: str, _loaded: Any) -> Pairing | None:
    return queries.pairing_by_hash(session, devices.hash_of(value.upper()))


@bp.get("/scan/")
@access(public)
def page() -> str:
    """The scanner, the same for everybody: browsers keep it, to open it without a network."""
    scanner_policy()
    return render_template("scan/scanner.html", config=_config(), countries=_countries())


def _countries() -> list[tuple[str, str]]:
    """For people who are registered at the desk: those of the country itself come first."""
    named = territories.names(current_locale())
    first = territories.MAINLAND
    return [(first, named[first]), *((code, name) for code, name in named.items() if code != first)]


def _config() -> dict[str, Any]:
    inside = [{"mark": mark, "name": {"zh": name.zh, "en": name.en}} for mark, name in APPS]
    words = {"texts": scanner_texts(), "kiosk": kiosk_texts()}
    return {"locale": current_locale(), "build": BUILD, "in_app": inside, **words, **vendor_files()}


def vendor_files() -> dict[str, str]:
    """Addresses of what the scanner takes from packages."""
    return {
        "reader": vendor("zxing-wasm/dist/es/reader/index.js"),
        "wasm": vendor("zxing-wasm/dist/reader/zxing_reader.wasm"),
        "ed25519": vendor("@noble/ed25519/index.js"),
    }


def offered() -> list[Event]:
    """Events that the reader may scan for in their own name, those that begin first before others."""
    actor = current_actor()
    if not actor.is_staff:
        return []
    since = now().date() - OFFERED_AFTER
    found = managed_events(session_of_request(), actor)
    live = [e for e in found if e.state is EventState.PUBLISHED and e.departure_on >= since]
    return sorted((e for e in live if checks_in(actor, {"event": e})), key=lambda event: event.starts_on)


@bp.post("/scan/start/<event>/")
@access(checks_in)
def start(event: Event) -> str:
    """Make this browser a device in the name of who is signed in."""
    actor = current_actor()
    role = DeviceRole.SUPERVISOR if organizes_event(actor, event) else DeviceRole.SEARCH
    terms = devices.Terms((actor.name or actor.email)[:80], role, now() + devices.STAFF_BROWSER_LASTS)
    here = current_sign_in()
    device, token = devices.enrol(
        session_of_request(),
        event.id,
        terms,
        browser=request.user_agent.string,
        user_id=actor.user_id,
        sign_in_id=here.id if here else None,
    )
    return _hand_over(device, token)


@bp.get("/scan/pair/<pairing_code>/")
@access(public)
def pairing(pairing_code: Pairing) -> str:
    """What this phone would become; a button, since previews open addresses too."""
    return _offer(pairing_code, now())


def _offer(found: Pairing, at: datetime) -> str:
    usable = found.used_at is None and found.expires_at > at
    event = session_of_request().get_one(Event, found.event_id)
    browser = request.user_agent.string
    return render_template(
        "scan/pair.html",
        pairing=found,
        event=event,
        usable=usable,
        inside=app_around(browser),
        home_screen_first=_in_safari(browser),
    )


def _in_safari(browser: str) -> bool:
    """On one of Apple's phones, and not as an app on its home screen, which names no Safari."""
    return ("iPhone" in browser or "iPad" in browser) and "Safari/" in browser


@bp.post("/scan/pair/<pairing_code>/")
@access(public)
@guarded("pairing", limit=300, seconds=300)
def pair(pairing_code: Pairing) -> str | tuple[str, int]:
    """Use the code up: this phone is a device from now on."""
    made = attempt(lambda: devices.pair(session_of_request(), pairing_code, request.user_agent.string, now()))
    if made is None:
        return _offer(pairing_code, now()), 409
    return _hand_over(*made)


def _hand_over(device: Device, token: str) -> str:
    """The one page that ever shows a token: a module puts it into the browser's store and goes on to the scanner."""
    return render_template("scan/paired.html", device=device, grant={"token": token, "device": device.public_id})
