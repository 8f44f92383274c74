"""The main job from end to end on real input: a published forum, a registration, its mail, badge, scan and feed."""

from __future__ import annotations

from io import BytesIO

import zxingcpp
from flask.testing import FlaskClient
from icalendar import Calendar
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.agenda.models import AgendaSession
from app.checkin.models import Attendance, Checkpoint, Scan
from app.core.edge import Application
from app.events.models import Event, EventState
from app.registration.models import Category, Registration, RegistrationState
from app.tickets.models import Ticket
from tests.factories.accounts import make_administrator, sign_in
from tests.factories.agenda import make_session
from tests.factories.checkin import Phone, make_checkpoint, make_phone, uuid7
from tests.factories.registration import make_open_event
from tests.factories.typed import typed_registration
from tests.integration.accounts.mail import only_link, read_mail
from tests.integration.forms import post
from tests.integration.outside import catch_up
from tests.unit.badges.reading import codes, pages

GUEST = "guest@thread.example"


def test_from_an_open_forum_to_a_checked_in_guest(
    application: Application, session: Session, client: FlaskClient
) -> None:
    event, category, talk, gate, phone = _stage(session)
    desk, guest = application.test_client(), client
    sign_in(desk, _administrator(session))

    _is_published(desk, guest, session, event)
    registration = _registers(application, guest, session, event, category)
    code = _gets_the_ticket(application, session, registration)
    assert _prints_the_badge(desk, event, registration) == [code]
    assert _count(session, Scan) == 0, "a print is no entry"
    _is_admitted_once(guest, session, phone, gate, registration, code)
    _is_followed(desk, guest, session, event, talk)


def _stage(session: Session) -> tuple[Event, Category, AgendaSession, Checkpoint, Phone]:
    event, category = make_open_event(
        session, slug="thread", state=EventState.AWAITING_APPROVAL, approval_number="", capacity=1
    )
    talk = make_session(session, event, "10:00")
    gate, phone = make_checkpoint(session, event), make_phone(session, event)
    session.commit()
    return event, category, talk, gate, phone


def _administrator(session: Session):
    user = make_administrator(session)
    session.commit()
    return user


def _count(session: Session, model: type[Scan] | type[Attendance]) -> int:
    catch_up(session)
    return session.scalar(select(func.count()).select_from(model)) or 0


def _is_published(desk: FlaskClient, guest: FlaskClient, session: Session, event: Event) -> None:
    assert guest.get("/events/thread/").status_code == 404
    approved = {"to": "published", "approval_number": "DEMO-2027-7"}
    refused = post(desk, "/manage/events/thread/publish/", approved | {"approval_number": ""})
    assert refused.status_code == 422
    assert post(desk, "/manage/events/thread/publish/", approved).status_code == 303
    assert guest.get("/events/thread/").status_code == 200


def _registers(
    application: Application, guest: FlaskClient, session: Session, event: Event, category: Category
) -> Registration:
    typed = typed_registration(category, email=GUEST)
    assert post(guest, "/events/thread/register/", typed).status_code == 303
    (mail,) = read_mail(application, GUEST)
    link = only_link(mail)
    assert guest.get(link).status_code == 200
    confirmed = post(guest, link)
    catch_up(session)
    registration = session.scalars(select(Registration)).one()
    assert registration.state is RegistrationState.ACCEPTED
    assert confirmed.location == f"/my/{registration.public_id}/"
    assert guest.get(confirmed.location).status_code == 200
    return registration


def _gets_the_ticket(application: Application, session: Session, registration: Registration) -> str:
    """What the code says that the mail shows, in its picture and in its PDF."""
    catch_up(session)
    ticket = session.scalars(select(Ticket).where(Ticket.registration_id == registration.id)).one()
    mail = read_mail(application, GUEST)[-1]
    parts = {part.get_content_type(): part.get_payload(decode=True) for part in mail.walk()}
    (shown,) = zxingcpp.read_barcodes(Image.open(BytesIO(parts["image/png"])), formats=zxingcpp.BarcodeFormat.QRCode)
    assert shown.text.endswith(f"/c/{ticket.code}")
    assert codes(pages(parts["application/pdf"])[0]) == [shown.text]
    (invited,) = Calendar.from_ical(parts["text/calendar"]).walk("VEVENT")
    assert str(invited["UID"]) == registration.event.uid
    return str(shown.text)


def _prints_the_badge(desk: FlaskClient, event: Event, registration: Registration) -> list[str]:
    where = f"/manage/events/thread/registrations/{registration.public_id}/"
    sheet = desk.get(post(desk, f"{where}badge/", page=where).location)
    assert sheet.mimetype == "application/pdf"
    (page,) = pages(sheet.data)
    return codes(page)


def _scan(client: FlaskClient, phone: Phone, gate: Checkpoint, code: str, sequence: int) -> TestResponse:
    at = "2027-01-01T00:00:00+00:00"
    item = {
        "scan_id": str(uuid7()),
        "checkpoint": gate.public_id,
        "code": code,
        "sequence": sequence,
        "scanned_at": at,
    }
    return client.post("/api/v1/scans", json={"scans": [item], "sent_at": at}, headers=phone.headers)


def _is_admitted_once(
    client: FlaskClient, session: Session, phone: Phone, gate: Checkpoint, registration: Registration, code: str
) -> None:
    verdicts = []
    for sequence in (1, 2):
        answer = _scan(client, phone, gate, code, sequence)
        assert answer.status_code == 200
        verdicts.append(answer.json["results"][0]["verdict"])
    assert verdicts == ["admitted", "repeat"]
    assert (_count(session, Scan), _count(session, Attendance)) == (2, 1)
    assert session.scalars(select(Attendance)).one().registration_id == registration.id


def _is_followed(
    desk: FlaskClient, subscriber: FlaskClient, session: Session, event: Event, talk: AgendaSession
) -> None:
    feed = "/events/thread/agenda.ics"
    first = subscriber.get(feed)
    assert subscriber.get(feed, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    where = f"/manage/events/thread/agenda/{talk.public_id}/"
    reason = {"reason_zh": "讲者未到", "reason_en": "The speaker is late"}
    assert post(desk, f"{where}cancel/", reason, page=where).status_code == 303
    second = subscriber.get(feed, headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    (before,), (after,) = (Calendar.from_ical(answer.data).walk("VEVENT") for answer in (first, second))
    assert before["UID"] == after["UID"] == talk.uid
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert (str(before["STATUS"]), str(after["STATUS"])) == ("CONFIRMED", "CANCELLED")
