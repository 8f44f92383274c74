"""Erasing: nothing of who somebody was stays in any table, by the person's wish or when the time is over; counts do."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.checkin.models import Scan
from app.core import audit
from app.core.audit import AuditedBy, AuditEntry
from app.core.clock import now
from app.core.db import db
from app.core.edge import Application
from app.core.model import Base
from app.core.outbox import MailboxMessage, OutboxMail
from app.events.models import Event
from app.registration import admission, erasing, queries
from app.registration.models import Category, Consent, Registration, RegistrationState
from app.registration.states import Act
from app.registration.tasks import erase_the_past
from app.tickets.models import Ticket
from tests.factories.checkin import make_checkpoint, make_phone
from tests.factories.registration import make_field, make_open_event, make_registration
from tests.factories.typed import typed_registration
from tests.integration.accounts.mail import read_mail
from tests.integration.forms import post
from tests.integration.registration.cast import confirmation, everyone, staff_of, taken

EMAIL = "hidden@mail.example"
PERSON = {
    "han_name": "仇丽萍",
    "family_name": "Qiuson",
    "given_name": "Lipingfu",
    "latin_name": "QIUSON LIPINGFU",
    "organisation_zh": "隐湖大学",
    "job_title_en": "Keeper of Secrets",
    "email": EMAIL,
    "wechat": "wx_hidden_one",
    "q_plain": "left-handed",
    "q_secret": "peanuts",
    "consent_sensitive": "y",
}
#: In small letters, as typed and as derived.
TRACES = (
    *("仇", "丽萍", "qiuson", "lipingfu", "qiuliping", "隐湖", "keeper of", "hidden@", "wx_hidden", "left-handed"),
    *("peanuts", "8613800138000", "00083100831", "asked by her boss"),
)


@pytest.fixture
def event(session: Session) -> Event:
    event, _category = make_open_event(session)
    make_field(session, event, key="plain")
    make_field(session, event, key="secret", sensitive=True)
    session.commit()
    return event


@pytest.fixture
def category(session: Session, event: Event) -> Category:
    return queries.categories(session, event.id)[0]


def _whole_database(engine: Engine) -> str:
    """Every value of every row, in small letters."""
    with engine.connect() as connection:
        tables = (connection.execute(select(table)).all() for table in Base.metadata.sorted_tables)
        return "\n".join(str(tuple(row)) for rows in tables for row in rows).lower()


def _traces(session: Session) -> list[str]:
    session.rollback()
    everything = _whole_database(db.engine)
    return [trace for trace in TRACES if trace in everything]


@pytest.fixture
def known(application: Application, session: Session, client: FlaskClient, event: Event, category: Category) -> str:
    """The page of somebody who has registered, come, and left traces wherever people can; their browser is ours."""
    post(client, f"/events/{event.slug}/register/", typed_registration(category, **PERSON))
    post(client, confirmation(application, everyone(session)[0]))
    read_mail(application, EMAIL)
    [registration] = everyone(session)
    session.info["audited_by"] = AuditedBy(7, "Qin Lixin", "192.0.2.1")
    audit.record(session, "reveal", registration)
    registration.organisation = registration.organisation.__class__("隐湖大学", "Keeper of Lakes")
    registration.wechat = "wx_hidden_two"
    admission.act(session, registration, Act.WAITLIST, now(), by=7, reason="Asked by her boss")
    admission.act(session, registration, Act.ACCEPT, now(), by=7)
    del session.info["audited_by"]
    _noted_at_the_door(session, event, registration)
    session.commit()
    assert set(_traces(session)) >= set(TRACES) - {"peanuts"}, "else the test would prove nothing"
    return f"/my/{registration.public_id}/"


def _noted_at_the_door(session: Session, event: Event, registration: Registration) -> None:
    at = now()
    scan = Scan(
        event_id=event.id,
        device_id=make_phone(session, event).device.id,
        scan_id=uuid.uuid4(),
        digest="",
        checkpoint_id=make_checkpoint(session, event).id,
        registration_id=registration.id,
        sequence=1,
        scanned_at=at,
        corrected_at=at,
        received_at=at,
        verdict="admitted",
        note="Asked by her boss",
    )
    session.add(scan)
    session.flush()


def _later(event: Event, days: int) -> datetime:
    """The hour of the chore, so many days after the departure."""
    return datetime.combine(event.departure_on, datetime.min.time(), ZoneInfo(event.zone)) + timedelta(
        days=days, minutes=23
    )


def test_who_has_withdrawn_erases_all_that_tells_who_it_was(
    application: Application, session: Session, client: FlaskClient, category: Category, known: str
) -> None:
    post(client, f"{known}withdraw/", page=known)
    read_mail(application, EMAIL)
    assert "Erase my data" in client.get(known).text
    answer = post(client, f"{known}erase/", page=known, follow_redirects=True)
    assert "Your data are erased." in answer.text
    assert _traces(session) == []
    [registration] = everyone(session)
    assert (registration.state, registration.country) == (RegistrationState.WITHDRAWN, "CN")
    assert registration.public_id not in known
    assert registration.erased_at
    for gone in (Ticket, OutboxMail, MailboxMessage):
        assert session.scalar(select(func.count()).select_from(gone)) == 0
    assert session.scalar(select(func.count()).select_from(Consent)) == 2
    assert taken(session, category) == (0, 0)
    assert client.get("/my/").status_code == 302, "the account went, too"


def test_who_still_comes_is_told_to_withdraw_first(session: Session, client: FlaskClient, known: str) -> None:
    assert "Erase my data" not in client.get(known).text
    told = post(client, f"{known}erase/", page=known, follow_redirects=True)
    assert "Withdraw first" in told.text
    assert everyone(session)[0].erased_at is None


def test_a_secretary_keeps_the_account_and_the_mails_of_others(
    application: Application, session: Session, client: FlaskClient, category: Category, known: str
) -> None:
    other = make_registration(session, category, contact_email=EMAIL)
    session.commit()
    post(client, f"/events/{other.event.slug}/register/", typed_registration(category, email=EMAIL, han_name="王大山"))
    post(client, f"{known}withdraw/", page=known)
    assert post(client, f"{known}erase/", page=known).location == "/my/"
    session.rollback()
    assert session.scalars(select(User).where(User.email == EMAIL)).one()
    [kept] = session.scalars(select(OutboxMail))
    assert kept.payload["registration"] == everyone(session)[2].id
    page = client.get("/my/").text
    assert "Your data are erased." in page
    assert "仇丽萍" not in page


def test_staff_who_erase_their_own_registration_stay_staff(
    session: Session, client: FlaskClient, event: Event, category: Category
) -> None:
    user = staff_of(session, client, event)
    registration = make_registration(session, category, state="withdrawn", contact_email=user.email)
    session.commit()
    page = f"/my/{registration.public_id}/"
    assert post(client, f"{page}erase/", page=page).status_code == 303
    assert client.get(f"/manage/events/{event.slug}/").status_code == 200
    entries = str([(entry.before, entry.after, entry.label) for entry in session.scalars(select(AuditEntry))])
    assert "江南大学" not in entries


@pytest.mark.parametrize("days", [90, 7])
def test_people_are_forgotten_when_the_days_of_their_event_are_over(
    session: Session, event: Event, category: Category, known: str, days: int
) -> None:
    event.retention_days = days
    session.commit()
    with time_machine.travel(_later(event, days)):
        erase_the_past()
    assert everyone(session)[0].erased_at is None, "the last day is a whole one"
    with time_machine.travel(_later(event, days + 1)):
        for _time in range(2):
            erase_the_past()
    assert _traces(session) == []
    [registration] = everyone(session)
    assert (registration.state, registration.category_id) == (RegistrationState.ACCEPTED, category.id)
    assert taken(session, category) == (1, 1), "what is counted stays"
    [entry] = session.scalars(select(AuditEntry).where(AuditEntry.action == "erase"))
    assert (entry.event_id, entry.object_type, entry.after) == (event.id, "event", {"rows": 1})


def test_a_large_event_is_forgotten_batch_by_batch_and_logged_once(
    session: Session, event: Event, category: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "BATCH", 2)
    for _number in range(4):
        make_registration(session, category)
    session.commit()
    with time_machine.travel(_later(event, 91)):
        erase_the_past()
    assert all(registration.erased_at for registration in everyone(session))
    assert session.scalars(select(AuditEntry)).one().after == {"rows": 4}


def test_nobody_of_an_event_that_is_not_long_over_is_forgotten(
    session: Session, event: Event, category: Category
) -> None:
    make_registration(session, category)
    later, other = make_open_event(session, starts_on=event.starts_on + timedelta(days=1))
    make_registration(session, other)
    session.commit()
    with time_machine.travel(_later(event, 91)):
        erase_the_past()
    assert [bool(registration.erased_at) for registration in everyone(session)] == [True, False]
    assert later.departure_on > event.departure_on


@pytest.fixture
def erased(session: Session, client: FlaskClient, event: Event, category: Category) -> str:
    """The organizers' page of somebody who was accepted and is erased; an organizer is signed in."""
    make_registration(session, category)
    session.commit()
    with time_machine.travel(_later(event, 91)):
        erase_the_past()
    staff_of(session, client, event)
    return f"/manage/events/{event.slug}/registrations/{everyone(session)[0].public_id}/"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_organizers_see_that_somebody_was_there_and_can_do_nothing_with_it(
    session: Session, client: FlaskClient, event: Event, category: Category, erased: str, language: str
) -> None:
    word = {"en": "Erased", "zh": "已清除"}[language]
    lists = f"/manage/events/{event.slug}/"
    assert word in client.get(f"{lists}registrations/?lang={language}").text
    assert client.get(f"{erased}?lang={language}").status_code == 200
    assert client.get(f"{lists}badges/?lang={language}").status_code == 200
    for act, form in (
        ("act/", {"act": "cancel"}),
        ("category/", {"category": category.public_id}),
        ("ticket/renew/", {}),
    ):
        post(client, f"{erased}{act}", form, page=f"{lists}registrations/new/")
    assert everyone(session)[0].state is RegistrationState.ACCEPTED
    assert session.scalar(select(func.count()).select_from(Ticket)) == 0


def test_organizers_say_after_how_many_days_and_the_standard_notice_says_it_too(
    session: Session, client: FlaskClient, event: Event, category: Category
) -> None:
    staff_of(session, client, event)
    for notice in queries.notices(session, event.id):
        session.delete(notice)
    session.commit()
    page = f"/manage/events/{event.slug}/privacy/retention/"
    assert "90 days after" in client.get(f"/events/{event.slug}/register/").text
    for wrong in ("0", "", "3651", "soon", "1e9"):
        refused = post(client, page, {"retention_days": wrong, "version": event.changed_at.isoformat()})
        assert refused.status_code == 422, wrong
        assert 'href="#retention_days"' in refused.text
    form = {"retention_days": "30", "version": event.changed_at.isoformat()}
    assert post(client, page, form).status_code == 303
    assert "30 days after" in client.get(f"/events/{event.slug}/register/").text
    session.rollback()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.object_type == "event")).one()
    assert (entry.before, entry.after) == ({"retention_days": 90}, {"retention_days": 30})
    assert post(client, page, form | {"retention_days": "60"}).status_code == 422, "somebody changed it meanwhile"


def test_the_day_is_said_on_the_clock_of_the_place(session: Session, client: FlaskClient) -> None:
    event, _category = make_open_event(session, starts_on=date(2027, 6, 20), retention_days=10)
    staff_of(session, client, event)
    assert event.departure_on == date(2027, 6, 23)
    assert "4 July 2027" in client.get(f"/manage/events/{event.slug}/privacy/").text
