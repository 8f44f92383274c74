"""Long work: taken up by the worker, told of while it runs, stopped, and never left half done without a word."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest

from app.core import longwork, working
from app.core.clock import now
from app.core.db import db
from app.core.errors import DomainError
from app.core.longwork import ATTEMPTS, LongWork, WorkState, kinds
from app.core.working import clear_away, work_off
from app.events.models import EventRole
from tests.factories.accounts import make_user, sign_in
from tests.factories.events import make_event, make_grant
from tests.integration.forms import post


@pytest.fixture
def folder(application):
    return application.extensions["luntan_settings"].instance_dir


@pytest.fixture
def does():
    """Registers what does the work `trial` for the length of a test."""

    def register(function):
        longwork.long_work("trial", "Trial")(function)

    yield register
    kinds.pop("trial", None)


@pytest.fixture
def event(session):
    return make_event(session, slug="wuhan")


@pytest.fixture
def asked(session, event):
    work = longwork.ask(session, "trial", event.id, None, now(), people=3)
    session.commit()
    return work


def writes(hands):
    for number in range(1, 4):
        hands.tell(number, 3)
    hands.path.write_bytes(b"three people")
    return "people.txt"


def again(session, work):
    session.rollback()
    return session.get(LongWork, work.id, populate_existing=True)


def test_the_worker_does_what_waits_and_keeps_its_file(session, does, asked, folder):
    does(writes)
    assert work_off(folder)
    work = again(session, asked)
    assert (work.state, work.done, work.total, work.file_name) == (WorkState.DONE, 3, 3, "people.txt")
    assert longwork.file_of(folder, work).read_bytes() == b"three people"
    assert not work_off(folder)


def test_a_refusal_is_told_in_words_and_a_fault_of_ours_without(session, does, event, folder):
    def refuses(hands):
        raise DomainError("Nobody is left.") if hands.params["refuse"] else RuntimeError("a secret of ours")

    does(refuses)
    works = [longwork.ask(session, "trial", event.id, None, now(), refuse=refuse) for refuse in (True, False)]
    session.commit()
    assert work_off(folder)
    assert work_off(folder)
    assert [(again(session, w).state, again(session, w).error) for w in works] == [
        (WorkState.FAILED, "Nobody is left."),
        (WorkState.FAILED, ""),
    ]


def test_what_was_cancelled_stops_at_its_next_step_and_leaves_no_file(session, does, asked, folder, application):
    def is_cancelled_meanwhile(hands):
        hands.path.write_bytes(b"half")
        with db.engine.connect() as connection:
            connection.rollback()
        with working.writing(db.engine) as other:
            assert longwork.cancel(other, other.get(LongWork, hands.id), now())
        hands.tell(3, 3)
        raise AssertionError("the work went on")

    does(is_cancelled_meanwhile)
    assert work_off(folder)
    work = again(session, asked)
    assert work.state is WorkState.CANCELLED
    assert not list((folder / "work").glob(f"{work.public_id}*"))


def test_cancelling_what_is_over_changes_nothing(session, does, asked, folder):
    does(writes)
    work_off(folder)
    work = again(session, asked)
    assert not longwork.cancel(session, work, now())
    assert work.state is WorkState.DONE


def test_the_work_of_a_dead_worker_is_taken_up_again_and_not_before(session, does, asked, folder):
    does(writes)
    asked.state, asked.attempts, asked.beat_at = WorkState.RUNNING, 1, now()
    session.commit()
    assert not work_off(folder)
    asked.beat_at = now() - timedelta(minutes=1)
    session.commit()
    assert work_off(folder)
    work = again(session, asked)
    assert (work.state, work.attempts) == (WorkState.DONE, 2)


def test_what_kills_every_worker_is_given_up_with_a_reason(session, does, asked, folder):
    does(writes)
    asked.state, asked.attempts, asked.beat_at = WorkState.RUNNING, ATTEMPTS, now() - timedelta(minutes=1)
    session.commit()
    assert work_off(folder)
    work = again(session, asked)
    assert work.state is WorkState.FAILED
    assert "stopped several times" in work.error


def test_a_worker_that_was_thought_dead_writes_nothing_over_its_successor(session, does, asked, folder):
    def is_overtaken(hands):
        with working.writing(db.engine) as other:
            other.get(LongWork, hands.id).attempts += 1
        hands.path.write_bytes(b"late")
        return "late.txt"

    does(is_overtaken)
    work_off(folder)
    assert again(session, asked).file_name == ""


def test_a_long_step_does_not_look_like_death(session, does, asked, folder, monkeypatch):
    monkeypatch.setattr(working, "BEAT_SECONDS", 0.02)
    beats = []

    def is_slow(hands):
        deadline = time.monotonic() + 20
        while len(beats) < 2 and time.monotonic() < deadline:
            with working.Session(db.engine) as other:
                beat = other.get(LongWork, hands.id).beat_at
            if beat not in beats:
                beats.append(beat)
            time.sleep(0.02)
        return ""

    does(is_slow)
    work_off(folder)
    assert len(beats) == 2


def test_finished_work_is_cleared_away_with_its_file_after_a_day(session, does, asked, folder):
    does(writes)
    work_off(folder)
    clear_away()
    work = again(session, asked)
    file = longwork.file_of(folder, work)
    assert file.exists()
    work.finished_at = now() - timedelta(days=2)
    session.commit()
    clear_away()
    assert not file.exists()
    session.expunge_all()
    assert session.query(LongWork).count() == 0


def test_the_worker_goes_on_by_itself_until_it_is_told_to_stop(session, does, asked, folder, application):
    does(writes)
    stop = threading.Event()

    def run():
        with application.app_context():
            working.wait_and_work(stop, folder, timedelta(seconds=0.05))

    thread = threading.Thread(target=run)
    thread.start()
    deadline = time.monotonic() + 30
    while again(session, asked).open and time.monotonic() < deadline:
        time.sleep(0.05)
    stop.set()
    thread.join(10)
    assert again(session, asked).state is WorkState.DONE


@pytest.fixture
def staff(session, client, event, application):
    def as_role(role):
        user = make_user(session, password="correct horse battery")
        make_grant(session, user, event, role)
        session.commit()
        other = application.test_client()
        sign_in(other, user)
        return user, other

    return as_role


def test_its_page_says_how_far_it_is_and_gives_the_file_to_whoever_asked(session, does, event, staff, folder):
    user, client = staff(EventRole.CHECKIN)
    _other, stranger = staff(EventRole.CHECKIN)
    _organizer, organizer = staff(EventRole.ORGANIZER)
    does(writes)
    work = longwork.ask(session, "trial", event.id, user.id, now())
    session.commit()
    page = f"/manage/events/wuhan/work/{work.public_id}/"
    assert "Waiting" in client.get(page).text
    assert client.get(f"{page}file/").status_code == 404
    session.rollback()
    work_off(folder)
    told = client.get(f"{page}progress/")
    assert (told.status_code, "Open people.txt" in told.text) == (286, True)
    assert client.get(f"{page}file/").data == b"three people"
    assert organizer.get(f"{page}file/").data == b"three people"
    assert stranger.get(page).status_code == stranger.get(f"{page}file/").status_code == 403


def test_it_is_stopped_from_its_page_and_belongs_to_one_event(session, does, event, staff):
    user, client = staff(EventRole.ORGANIZER)
    does(writes)
    work = longwork.ask(session, "trial", event.id, user.id, now())
    elsewhere = make_event(session, slug="other")
    make_grant(session, user, elsewhere, EventRole.ORGANIZER)
    session.commit()
    page = f"/manage/events/wuhan/work/{work.public_id}/"
    assert post(client, f"{page}cancel/", page=page).status_code == 303
    assert "Stopped" in client.get(page).text
    assert client.get(page.replace("wuhan", "other")).status_code == 404
