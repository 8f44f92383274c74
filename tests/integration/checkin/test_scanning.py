"""The verdicts, by the service that records scans."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.checkin.answers import ScanAnswer
from app.checkin.models import Attendance, RosterEntry, Scan
from app.core.clock import now
from app.core.text import Bilingual
from app.registration.models import RegistrationState
from app.tickets import issuing, keys
from app.tickets.queries import signing_keys
from tests.factories.checkin import Door, make_checkpoint, make_door, make_item, make_phone, scan, uuid7
from tests.factories.events import make_event
from tests.factories.registration import make_category, make_registration
from tests.factories.tickets import forged, make_ticket, secrets_of_app


def only(session: Session, door: Door, code: str, **overrides) -> ScanAnswer:
    [answer] = scan(session, door.phone, make_item(door.checkpoint, code, **overrides))
    return answer


def attendance(session: Session) -> list[Attendance]:
    return list(session.scalars(select(Attendance).execution_options(populate_existing=True)))


def count_of(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Scan)) or 0


def test_a_valid_code_is_admitted_and_named(session: Session):
    door = make_door(session)
    guest, ticket = door.guest(session)
    answer = only(session, door, ticket.code)
    assert answer.verdict == "admitted"
    assert answer.person.id == guest.public_id
    assert answer.person.name == Bilingual("吕小明", "Lyu Xiaoming")
    assert answer.person.category == Bilingual("参会代表", "Participant")
    [row] = attendance(session)
    assert (row.registration_id, row.checkpoint_id, row.count, row.inside) == (guest.id, door.checkpoint.id, 1, True)


def test_the_url_of_a_badge_is_read_whatever_its_host_and_case(session: Session):
    door = make_door(session)
    _, ticket = door.guest(session)
    assert only(session, door, f"http://elsewhere.example/c/{ticket.code.lower()}").verdict == "admitted"


def test_the_second_scan_is_a_repeat_that_tells_when_and_where(session: Session):
    door = make_door(session)
    other = make_phone(session, door.event)
    _, ticket = door.guest(session)
    first = only(session, door, ticket.code)
    [second] = scan(session, other, make_item(door.checkpoint, ticket.code))
    assert second.verdict == "repeat"
    assert (second.first.at, second.first.device) == (first.at, door.phone.device.name)
    assert second.first.checkpoint == door.checkpoint.title
    assert count_of(session) == 2
    assert len(attendance(session)) == 1


def test_two_checkpoints_count_apart(session: Session):
    door = make_door(session)
    hall = make_checkpoint(session, door.event)
    _, ticket = door.guest(session)
    answers = scan(session, door.phone, make_item(door.checkpoint, ticket.code), make_item(hall, ticket.code))
    assert [answer.verdict for answer in answers] == ["admitted", "admitted"]


def test_text_that_is_no_code_is_unknown(session: Session):
    door = make_door(session)
    answer = only(session, door, "https://mall.example/menu")
    assert (answer.verdict, answer.reason, answer.person) == ("refused", "unknown", None)
    [line] = session.scalars(select(Scan))
    assert line.registration_id is None
    assert len(line.code_digest) == 64


def test_a_forged_code_is_told_from_an_unknown_one(session: Session):
    door = make_door(session)
    _, ticket = door.guest(session)
    answer = only(session, door, forged(ticket.code))
    assert (answer.reason, answer.person) == ("bad_signature", None)


def test_a_flipped_bit_is_a_bad_signature(session: Session):
    door = make_door(session)
    _, ticket = door.guest(session)
    place = 60
    other = "A" if ticket.code[place] != "A" else "B"
    assert only(session, door, ticket.code[:place] + other + ticket.code[place + 1 :]).reason == "bad_signature"


def test_a_genuine_code_of_nobody_any_more_is_unknown(session: Session):
    door = make_door(session)
    guest, ticket = door.guest(session)
    code = ticket.code
    session.delete(ticket)
    session.flush()
    guest.public_id = "A" * 16
    assert only(session, door, code).reason == "unknown"


def test_a_code_of_another_event_is_named_with_that_event(session: Session):
    door, other = make_door(session), make_door(session)
    _, ticket = other.guest(session)
    answer = only(session, door, ticket.code)
    assert answer.reason == "other_event"
    assert answer.other == other.event.title
    assert answer.person is None


def test_a_replaced_badge_is_refused_and_its_successor_admitted(session: Session):
    door = make_door(session)
    guest, ticket = door.guest(session)
    renewed = issuing.reissue(session, secrets_of_app(), guest, now())
    assert only(session, door, ticket.code).reason == "replaced"
    assert only(session, door, renewed.code).verdict == "admitted"


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("cancelled", "cancelled"),
        ("withdrawn", "cancelled"),
        ("waitlisted", "waitlisted"),
        ("rejected", "not_accepted"),
        ("submitted", "not_accepted"),
    ],
)
def test_a_registration_that_is_not_accepted_is_refused_with_its_state(session: Session, state: str, reason: str):
    door = make_door(session)
    guest, ticket = door.guest(session)
    guest.state = RegistrationState(state)
    answer = only(session, door, ticket.code)
    assert (answer.verdict, answer.reason) == ("refused", reason)
    assert answer.person.name.zh == "吕小明"
    assert answer.forcible


def test_a_checkpoint_that_is_closed_says_which_way(session: Session):
    door = make_door(session, opens_at=now() + timedelta(hours=1), closes_at=now() + timedelta(hours=2))
    past = make_checkpoint(session, door.event, closes_at=now() - timedelta(minutes=1))
    _, ticket = door.guest(session)
    assert only(session, door, ticket.code).reason == "too_early"
    assert scan(session, door.phone, make_item(past, ticket.code))[0].reason == "too_late"


def test_a_checkpoint_for_some_categories_refuses_the_others(session: Session):
    door = make_door(session, admits="categories")
    press = make_category(session, door.event, "press")
    door.checkpoint.categories.append(press)
    _, ticket = door.guest(session)
    reporter = make_registration(session, press)
    assert only(session, door, ticket.code).reason == "other_checkpoint"
    assert only(session, door, make_ticket(session, reporter).code).verdict == "admitted"


def test_a_roster_admits_its_people_and_names_where_the_others_belong(session: Session):
    door = make_door(session, admits="roster", kind="bus")
    second = make_checkpoint(session, door.event, admits="roster", kind="bus")
    (rider, first), (stray, other), (_, stranger) = (door.guest(session) for _ in range(3))
    session.add(RosterEntry(checkpoint_id=door.checkpoint.id, registration_id=rider.id))
    session.add(RosterEntry(checkpoint_id=second.id, registration_id=stray.id))
    assert only(session, door, first.code).verdict == "admitted"
    answer = only(session, door, other.code)
    assert (answer.reason, answer.other) == ("other_checkpoint", second.title)
    assert only(session, door, stranger.code).reason == "not_on_roster"


def test_a_device_bound_to_one_checkpoint_scans_at_no_other(session: Session):
    door = make_door(session)
    hall = make_checkpoint(session, door.event)
    bound = make_phone(session, door.event, checkpoints=[door.checkpoint])
    _, ticket = door.guest(session)
    [answer] = scan(session, bound, make_item(hall, ticket.code))
    assert (answer.reason, answer.flags, answer.forcible) == ("other_checkpoint", ("device_not_assigned",), False)
    assert scan(session, bound, make_item(door.checkpoint, ticket.code))[0].verdict == "admitted"


def test_a_checkpoint_of_another_event_is_an_error_of_the_item(session: Session):
    door, other = make_door(session), make_door(session)
    _, ticket = door.guest(session)
    [answer] = scan(session, door.phone, make_item(other.checkpoint, ticket.code))
    assert (answer.verdict, answer.error.code) == (None, "unknown_checkpoint")
    assert count_of(session) == 0


def test_a_revoked_key_makes_its_codes_worthless_and_people_get_new_ones(session: Session):
    door = make_door(session)
    guest, ticket = door.guest(session)
    stolen, code = signing_keys(session, door.event.id)[0], ticket.code
    assert issuing.revoke_key(session, secrets_of_app(), stolen, now()) == 1
    assert only(session, door, code).reason == "bad_signature"
    assert only(session, door, make_ticket(session, guest).code).verdict == "admitted"


def test_a_retired_keys_codes_stay_valid(session: Session):
    door = make_door(session)
    _, ticket = door.guest(session)
    keys.rotate(session, secrets_of_app(), door.event.id, now())
    _, newer = door.guest(session)
    assert newer.key_id != ticket.key_id
    assert [only(session, door, code).verdict for code in (ticket.code, newer.code)] == ["admitted", "admitted"]


def test_a_short_code_is_as_good_as_the_code_and_as_old(session: Session):
    door = make_door(session)
    guest, ticket = door.guest(session)
    typed = f" {ticket.short_code[:4].lower()}-{ticket.short_code[4:]} "
    assert only(session, door, short_code=typed, code="").verdict == "admitted"
    issuing.reissue(session, secrets_of_app(), guest, now())
    assert only(session, door, short_code=typed, code="").reason == "replaced"
    assert only(session, door, short_code="0000-0000", code="").reason == "unknown"


def test_a_short_code_of_another_event_is_nobodys(session: Session):
    door, other = make_door(session), make_door(session)
    _, ticket = other.guest(session)
    assert only(session, door, short_code=ticket.short_code, code="").reason == "unknown"


def test_only_some_roles_may_pick_people_by_name(session: Session):
    door = make_door(session)
    guest, _ = door.guest(session)
    picked = {"code": "", "registration": guest.public_id}
    assert only(session, door, **picked).error.code == "not_allowed"
    door.phone = make_phone(session, door.event, "search")
    assert only(session, door, **picked).verdict == "admitted"


def test_a_person_of_another_event_cannot_be_picked(session: Session):
    door, other = make_door(session), make_door(session)
    guest, _ = other.guest(session)
    door.phone = make_phone(session, door.event, "supervisor")
    assert only(session, door, code="", registration=guest.public_id).reason == "unknown"


def test_a_supervisor_overrules_a_refusal_and_nobody_else_does(session: Session):
    door = make_door(session)
    guest, ticket = door.guest(session)
    guest.state = RegistrationState.WAITLISTED
    assert only(session, door, ticket.code, forced=True).error.code == "not_allowed"
    door.phone = make_phone(session, door.event, "supervisor")
    answer = only(session, door, ticket.code, forced=True)
    assert (answer.verdict, answer.flags) == ("admitted", ("forced",))
    assert only(session, door, forged(ticket.code), forced=True).reason == "bad_signature"


def test_a_day_counts_by_itself_on_the_places_calendar(session: Session):
    door = make_door(session, make_event(session, zone="Asia/Shanghai"), rule="daily")
    _, ticket = door.guest(session)
    evening = now().replace(hour=15, minute=50, second=0, microsecond=0) - timedelta(days=2)  # 23:50 in Shanghai
    moments = [evening, evening + timedelta(minutes=5), evening + timedelta(minutes=15)]
    answers = [only(session, door, ticket.code, scanned_at=moment) for moment in moments]
    assert [answer.verdict for answer in answers] == ["admitted", "repeat", "admitted"]
    assert len({answer.window for answer in answers}) == 2


def test_in_and_out_follows_the_person(session: Session):
    door = make_door(session, rule="in_out")
    _, ticket = door.guest(session)
    steps = [("in", "admitted"), ("in", "repeat"), ("out", "admitted"), ("out", "repeat"), ("in", "admitted")]
    for direction, verdict in steps:
        assert only(session, door, ticket.code, direction=direction).verdict == verdict
    [row] = attendance(session)
    assert (row.inside, row.count) == (True, 2)


def test_leaving_is_not_refused_for_what_bars_entry(session: Session):
    door = make_door(session, rule="in_out")
    guest, ticket = door.guest(session)
    only(session, door, ticket.code)
    guest.state = RegistrationState.CANCELLED
    assert only(session, door, ticket.code, direction="out").verdict == "admitted"
    assert only(session, door, ticket.code).reason == "cancelled"


def test_counting_admits_every_time(session: Session):
    door = make_door(session, rule="count")
    _, ticket = door.guest(session)
    assert [only(session, door, ticket.code).verdict for _ in range(3)] == ["admitted"] * 3
    assert attendance(session)[0].count == 3


def test_ids_are_uuid7(session: Session):
    assert uuid7().version == 7
