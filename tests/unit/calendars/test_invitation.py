"""Invitations, which go by mail only (point 17; RFC 5546 and 6047)."""

import pytest

from app.calendars.ical import render_feed, render_invitation
from app.calendars.items import Method, Status
from tests.factories.calendar_items import GUEST, ORGANIZER, calendar_feed, calendar_item
from tests.unit.calendars.reading import by_ical, by_vobject, lines, value


@pytest.mark.parametrize("method", list(Method))
def test_point_17_a_message_has_a_method_an_organizer_and_an_attendee(method):
    data = render_invitation(calendar_item(), method=method, organizer=ORGANIZER, attendee=GUEST)
    assert value(data, "METHOD") == method.value
    assert lines(data, "ORGANIZER") == ['ORGANIZER;CN="论坛秘书处: Secretariat":mailto:office@luntan.example']
    (attendee,) = lines(data, "ATTENDEE")
    assert attendee.endswith("PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:guest@mail.example")
    assert by_vobject(data).vevent.attendee.params["CN"] == [GUEST.name]
    assert by_ical(data).events[0].attendees[0].uri == "mailto:guest@mail.example"


def test_point_05_the_mail_carries_the_same_uid_and_sequence_as_the_feed():
    item = calendar_item()
    mail = render_invitation(item, method=Method.REQUEST, organizer=ORGANIZER, attendee=GUEST)
    feed = render_feed(calendar_feed(item))
    for name in ("UID", "SEQUENCE", "DTSTAMP", "DTEND"):
        assert lines(mail, name) == lines(feed, name)


def test_a_cancellation_carries_the_status():
    item = calendar_item(status=Status.CANCELLED)
    data = render_invitation(item, method=Method.CANCEL, organizer=ORGANIZER, attendee=GUEST)
    assert value(data, "STATUS") == "CANCELLED"


def test_calling_off_one_guest_leaves_the_status_of_the_event_out():
    data = render_invitation(calendar_item(), method=Method.CANCEL, organizer=ORGANIZER, attendee=GUEST)
    assert lines(data, "STATUS") == []
