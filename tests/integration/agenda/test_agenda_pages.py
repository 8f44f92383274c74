"""The organizers' agenda pages: forms, filters, clashes, and ids of another event."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.agenda.models import AgendaSession, Room, SessionState, Speaker, Track
from app.agenda.queries import rooms
from app.core.clock import now
from app.core.names import PersonName
from app.core.text import Bilingual
from app.events.models import Event
from tests.factories.agenda import make_room, make_session, make_speaker, make_track
from tests.factories.events import make_event
from tests.integration.forms import csrf_token, post
from tests.integration.organizing import as_headquarters, as_host, as_role, counted
from tests.integration.outside import catch_up


def url(event: Event, page: str = "") -> str:
    return f"/manage/events/{event.slug}/{page}"


def typed(event: Event, **more: Any) -> dict[str, Any]:
    """What is typed into the form of a session, from 10:00 to 10:30 on the first day."""
    return {
        "title_zh": "光伏与灌溉",
        "title_en": "Solar power",
        "kind": "talk",
        "state": "confirmed",
        "starts": f"{event.starts_on}T10:00",
        "ends": f"{event.starts_on}T10:30",
        "room": "",
        "track": "",
        "abstract_zh": "",
        "abstract_en": "",
        "conference_url": "",
        **{f"speaker_{number}": "" for number in range(1, 9)},
        **more,
    }


def version(client: FlaskClient, address: str) -> str:
    return client.get(address).text.split('name="version" type="hidden" value="')[1].split('"')[0]


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_page_opens_in_both_languages_empty_and_filled(
    client: FlaskClient, session: Session, locale: str
) -> None:
    empty, event = make_event(session), make_event(session)
    room, track, speaker = make_room(session, event), make_track(session, event), make_speaker(session, event)
    row = make_session(session, event, room=room, track=track, speakers=[speaker])
    make_session(session, event, room=room, speakers=[speaker])
    make_session(session, event, removed_at=now())
    make_session(session, event, day=20)
    as_headquarters(client, session)
    lists = ["agenda/", "rooms/", "tracks/", "speakers/", "agenda/new/", "rooms/new/", "tracks/new/", "speakers/new/"]
    one = [f"agenda/{row.public_id}/", f"rooms/{room.public_id}/", f"tracks/{track.public_id}/"]
    addresses = [url(empty, page) for page in lists]
    addresses += [url(event, page) for page in [*lists, *one, f"speakers/{speaker.public_id}/"]]
    for address in addresses:
        assert client.get(f"{address}?lang={locale}").status_code == 200, address


def test_a_session_is_made_with_times_of_the_place(client: FlaskClient, session: Session) -> None:
    event = make_event(session, zone="Europe/Berlin")
    room, track, speaker = make_room(session, event), make_track(session, event), make_speaker(session, event)
    as_headquarters(client, session)
    chosen = {"room": room.public_id, "track": track.public_id, "speaker_2": speaker.public_id}
    made = post(client, url(event, "agenda/new/"), typed(event, languages=["zh", "en"], **chosen))
    assert made.status_code == 303
    row = session.scalars(select(AgendaSession)).one()
    assert made.location.endswith(f"/agenda/#s-{row.public_id}")
    assert (row.room, row.track, row.speakers, row.languages) == (room, track, [speaker], "zh en")
    offset = row.starts_at.astimezone().utcoffset()
    assert offset is not None
    assert 'value="' + f"{event.starts_on}T10:00" in client.get(url(event, f"agenda/{row.public_id}/")).text


def test_saving_and_adding_another_opens_the_next_form_where_the_last_ended(
    client: FlaskClient, session: Session
) -> None:
    event = make_event(session)
    as_headquarters(client, session)
    made = post(client, url(event, "agenda/new/"), typed(event, then="another"))
    assert made.location == url(event, "agenda/new/")
    assert f'value="{event.starts_on}T10:30"' in client.get(made.location).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title_en", "x" * 201),
        ("kind", "party"),
        ("state", "cancelled"),
        ("starts", ""),
        ("starts", "tomorrow"),
        ("starts", "2001-01-01T10:00"),
        ("ends", "0001-01-01T00:00"),
        ("room", "nowhere"),
        ("track", "nothing"),
        ("speaker_1", "nobody"),
        ("languages", "klingon"),
        ("conference_url", "javascript:alert(1)"),
    ],
)
def test_bad_input_is_refused_and_what_was_typed_stays(
    client: FlaskClient, session: Session, field: str, value: str
) -> None:
    event = make_event(session)
    as_headquarters(client, session)
    response = post(client, url(event, "agenda/new/"), typed(event, title_zh="留下来的标题") | {field: value})
    assert response.status_code == 422
    assert "留下来的标题" in response.text
    assert session.scalar(select(AgendaSession)) is None


def test_a_room_of_another_event_cannot_be_chosen(client: FlaskClient, session: Session) -> None:
    event, other = make_event(session), make_event(session)
    room, speaker = make_room(session, other), make_speaker(session, other)
    as_headquarters(client, session)
    for field, row in (("room", room), ("speaker_1", speaker)):
        refused = post(client, url(event, "agenda/new/"), typed(event, **{field: row.public_id}))
        assert refused.status_code == 422


def test_a_time_that_clocks_skip_at_the_place_is_refused(client: FlaskClient, session: Session) -> None:
    from datetime import date

    event = make_event(session, zone="Europe/Berlin", starts_on=date(2027, 3, 27))
    as_headquarters(client, session)
    night = {"starts": "2027-03-28T02:30", "ends": "2027-03-28T03:30"}
    refused = post(client, url(event, "agenda/new/"), typed(event, **night))
    assert refused.status_code == 422
    assert "the clocks are set forward" in refused.text


def test_a_stale_edit_shows_both_versions_and_keeps_what_was_typed(client: FlaskClient, session: Session) -> None:
    event = make_event(session)
    row = make_session(session, event)
    as_headquarters(client, session)
    address = url(event, f"agenda/{row.public_id}/")
    opened = version(client, address)
    assert post(client, address, typed(event, title_en="Theirs", version=opened)).status_code == 303
    refused = post(client, address, typed(event, title_en="Mine", version=opened))
    assert refused.status_code == 422
    assert "Stored now: Theirs" in refused.text
    assert 'value="Mine"' in refused.text
    catch_up(session)
    assert row.title.en == "Theirs"


def test_clashes_are_shown_as_warnings(client: FlaskClient, session: Session) -> None:
    event = make_event(session)
    room, speaker = make_room(session, event), make_speaker(session, event)
    make_session(session, event, room=room, speakers=[speaker], title=Bilingual("一", "First talk"))
    row = make_session(session, event, room=room, speakers=[speaker], title=Bilingual("二", "Second talk"))
    as_headquarters(client, session)
    for address in (url(event, "agenda/"), url(event, f"agenda/{row.public_id}/")):
        page = client.get(f"{address}?lang=en").text
        assert f"two sessions in {room.name.en}" in page
        assert "Lyu Xiaoming speaks in two sessions" in page


def test_the_list_is_narrowed_by_room_track_state_and_words(client: FlaskClient, session: Session) -> None:
    event = make_event(session)
    room, track = make_room(session, event), make_track(session, event)
    make_session(session, event, room=room, track=track, title=Bilingual("一", "Wind"))
    make_session(session, event, state=SessionState.DRAFT, title=Bilingual("二", "Water"))
    as_headquarters(client, session)
    for query, shown in (
        ("", {"Wind", "Water"}),
        (f"room={room.public_id}", {"Wind"}),
        (f"track={track.public_id}", {"Wind"}),
        ("state=draft", {"Water"}),
        ("q=water", {"Water"}),
        ("q=nothing", set()),
    ):
        page = client.get(f"{url(event, 'agenda/')}?lang=en&{query}").text
        assert {word for word in ("Wind", "Water") if f">{word}</a>" in page} == shown, query


def test_chosen_drafts_are_confirmed_and_those_of_other_events_are_not(client: FlaskClient, session: Session) -> None:
    event, other = make_event(session), make_event(session)
    mine, theirs = (make_session(session, found, state=SessionState.DRAFT) for found in (event, other))
    as_headquarters(client, session)
    ids = [mine.public_id, theirs.public_id, "nonsense"]
    post(client, url(event, "agenda/confirm/"), {"ids": ids}, page=url(event, "agenda/"))
    assert "1 session confirmed." in client.get(url(event, "agenda/")).text
    catch_up(session)
    assert (mine.state, theirs.state) == (SessionState.CONFIRMED, SessionState.DRAFT)


def test_a_session_is_cancelled_with_a_reason_restored_and_removed(client: FlaskClient, session: Session) -> None:
    event = make_event(session)
    row = make_session(session, event)
    as_headquarters(client, session)
    page = url(event, f"agenda/{row.public_id}/")
    refused = post(client, f"{page}cancel/", {"reason_zh": "", "reason_en": ""}, page=page)
    assert refused.status_code == 422
    assert "Say why" in refused.text
    assert post(client, f"{page}cancel/", {"reason_en": "Flood"}, page=page).status_code == 303
    assert "Flood" in client.get(f"{page}?lang=en").text
    assert post(client, f"{page}restore/", page=page).status_code == 303
    assert post(client, f"{page}remove/", page=page).status_code == 303
    assert client.get(page).status_code == 404
    agenda = client.get(f"{url(event, 'agenda/')}?lang=en").text
    assert "Taken off the agenda" in agenda
    post(client, f"{page}restore/", page=url(event, "agenda/"))
    assert client.get(page).status_code == 200
    catch_up(session)
    assert row.sequence == 4


def test_a_draft_is_deleted_and_not_cancelled(client: FlaskClient, session: Session) -> None:
    event = make_event(session)
    row = make_session(session, event, state=SessionState.DRAFT)
    as_headquarters(client, session)
    page = url(event, f"agenda/{row.public_id}/")
    assert f"{page}cancel/" not in client.get(page).text
    refused = post(client, f"{page}cancel/", {"reason_en": "Flood"}, page=page)
    assert refused.status_code == 422
    assert "It is a draft" in refused.text


def test_a_speaker_needs_a_name_in_some_script(client: FlaskClient, session: Session) -> None:
    event = make_event(session)
    as_headquarters(client, session)
    values = {"han_name": "", "family_name": "", "given_name": "", "preferred_name": "", "order_name": ""}
    assert post(client, url(event, "speakers/new/"), values | {"title_en": "Dr"}).status_code == 422
    made = post(client, url(event, "speakers/new/"), values | {"family_name": "Bergström", "given_name": "Anna"})
    assert made.status_code == 303
    speaker = session.scalars(select(Speaker)).one()
    assert speaker.name.display("zh") == "Anna Bergström"


def test_editing_a_speaker_keeps_the_line_of_the_passport(client: FlaskClient, session: Session) -> None:
    event = make_event(session)
    speaker = make_speaker(session, event, name=PersonName("吕小明", "Lyu", "Xiaoming", latin="LYU XIAOMING"))
    as_headquarters(client, session)
    address = url(event, f"speakers/{speaker.public_id}/")
    values = {
        "han_name": "吕晓明",
        "family_name": "Lyu",
        "given_name": "Xiaoming",
        "preferred_name": "",
        "order_name": "",
    }
    assert post(client, address, values | {"version": version(client, address)}).status_code == 303
    catch_up(session)
    assert (speaker.name.han, speaker.name.latin) == ("吕晓明", "LYU XIAOMING")


def test_rooms_are_made_moved_and_removed(client: FlaskClient, session: Session) -> None:
    event = make_event(session)
    as_headquarters(client, session)
    for name in ("First", "Second"):
        post(client, url(event, "rooms/new/"), {"name_zh": "厅", "name_en": name, "seats": "40"})
    first, second = rooms(session, event.id)
    move = url(event, f"rooms/{second.public_id}/move/")
    post(client, move, {"to": "up"}, page=url(event, "rooms/"))
    catch_up(session)
    assert rooms(session, event.id) == [second, first]
    remove = url(event, f"rooms/{first.public_id}/remove/")
    assert post(client, remove, page=url(event, f"rooms/{first.public_id}/")).location == url(event, "rooms/")
    catch_up(session)
    assert rooms(session, event.id) == [second]


def test_a_room_in_use_says_why_it_stays(client: FlaskClient, session: Session) -> None:
    event = make_event(session)
    room = make_room(session, event)
    make_session(session, event, room=room)
    as_headquarters(client, session)
    page = url(event, f"rooms/{room.public_id}/")
    post(client, f"{page}remove/", page=page)
    assert "Move them to another one first." in client.get(f"{page}?lang=en").text


@pytest.mark.parametrize("seats", ["0", "-1", "x", "99999999999"])
def test_impossible_seats_are_refused(client: FlaskClient, session: Session, seats: str) -> None:
    event = make_event(session)
    as_headquarters(client, session)
    refused = post(client, url(event, "rooms/new/"), {"name_zh": "厅", "name_en": "Hall", "seats": seats})
    assert refused.status_code == 422
    assert session.scalar(select(Room)) is None


def test_ids_of_another_event_are_not_found(client: FlaskClient, session: Session) -> None:
    event, other = make_event(session), make_event(session)
    room, track, speaker = make_room(session, other), make_track(session, other), make_speaker(session, other)
    row = make_session(session, other)
    as_headquarters(client, session)
    token = csrf_token(client, url(event, "rooms/new/"))
    for plural, found in (("agenda", row), ("rooms", room), ("tracks", track), ("speakers", speaker)):
        assert client.get(url(other, f"{plural}/{found.public_id}/")).status_code == 200
        assert client.get(url(event, f"{plural}/{found.public_id}/")).status_code == 404
        removed = client.post(url(event, f"{plural}/{found.public_id}/remove/"), data={"csrf_token": token})
        assert removed.status_code == 404


def test_others_may_neither_look_nor_touch(client: FlaskClient, session: Session) -> None:
    event, other = make_event(session), make_event(session)
    row, track = make_session(session, event), make_track(session, event)
    as_host(client, session, other)
    token = csrf_token(client, "/manage/events/new/")
    for page in ("agenda/", "agenda/new/", f"agenda/{row.public_id}/", "rooms/", f"tracks/{track.public_id}/"):
        assert client.get(url(event, page)).status_code == 403
        assert client.post(url(event, page), data={"csrf_token": token}).status_code in (403, 405)
    removed = client.post(url(event, f"agenda/{row.public_id}/remove/"), data={"csrf_token": token})
    assert removed.status_code == 403
    assert session.scalar(select(Track).where(Track.id == track.id))


@pytest.mark.parametrize("role", ["checkin", "viewer"])
def test_lesser_roles_do_not_change_the_agenda(client: FlaskClient, session: Session, role: str) -> None:
    event = make_event(session)
    as_role(client, session, event, role)
    assert client.get(url(event, "agenda/")).status_code == 403


def test_the_list_asks_the_database_the_same_whatever_its_length(client: FlaskClient, session: Session) -> None:
    event = make_event(session)
    room, track = make_room(session, event), make_track(session, event)
    people = [make_speaker(session, event) for _ in range(5)]
    make_session(session, event, room=room, track=track, speakers=people[:1])
    as_headquarters(client, session)
    client.get(url(event, "agenda/"))
    with counted(session) as few:
        client.get(url(event, "agenda/"))
    catch_up(session)
    for number in range(30):
        make_session(session, event, f"{8 + number // 3:02}:00", room=room, track=track, speakers=people)
    session.commit()
    with counted(session) as many:
        client.get(url(event, "agenda/"))
    assert len(many) == len(few) <= 14


def test_the_form_shows_places_for_three_speakers_and_two_more_than_there_are(
    client: FlaskClient, session: Session
) -> None:
    event = make_event(session)
    people = [make_speaker(session, event) for _ in range(4)]
    row = make_session(session, event, speakers=people)
    as_headquarters(client, session)
    assert client.get(url(event, "agenda/new/")).text.count('name="speaker_') == 3
    page = url(event, f"agenda/{row.public_id}/")
    assert client.get(page).text.count('name="speaker_') == 6
    kept = {f"speaker_{number}": person.public_id for number, person in enumerate(people, 1)}
    values = {name: value for name, value in typed(event).items() if not name.startswith("speaker_")}
    assert post(client, page, values | kept | {"version": version(client, page)}).status_code == 303
    catch_up(session)
    assert row.speakers == people
