"""Tickets follow their registration; keys are rotated and revoked."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import DomainError
from app.core.signals import registration_accepted, registration_edited
from app.registration.models import Registration, RegistrationState
from app.tickets import issuing, keys
from app.tickets.codec import parse
from app.tickets.models import SigningKey, Ticket
from app.tickets.queries import signing_keys, ticket_of
from app.tickets.verifying import registration_of_code, signature_of
from tests.factories.accounts import make_user, sign_in
from tests.factories.events import make_event, make_grant
from tests.factories.registration import make_category, make_registration
from tests.factories.tickets import claims_of, forged, make_ticket, secrets_of_app
from tests.integration.forms import post


@pytest.fixture
def guest(session: Session) -> Registration:
    return make_registration(session, make_category(session, make_event(session)))


def anew(session: Session) -> None:
    """See what requests have written since."""
    session.rollback()
    session.expire_all()


def test_whoever_is_accepted_gets_a_ticket_signed_by_the_events_key(session: Session, guest: Registration):
    registration_accepted.send(None, session=session, registration=guest)
    ticket = ticket_of(session, guest)
    assert ticket
    claims = claims_of(ticket.code)
    assert (claims.event, claims.registration) == (guest.event.number_code, guest.public_id)
    assert (claims.generation, claims.kind) == (0, "participant")
    assert signature_of(session, guest.event_id, parse(ticket.code)) == "valid"
    assert len(ticket.short_code) == 8


def test_accepting_twice_changes_nothing(session: Session, guest: Registration):
    first = make_ticket(session, guest)
    registration_accepted.send(None, session=session, registration=guest)
    assert ticket_of(session, guest) is first


def test_another_category_means_another_code(session: Session, guest: Registration):
    first = make_ticket(session, guest)
    guest.category = make_category(session, guest.event, "press")
    session.flush()
    registration_edited.send(None, session=session, registration=guest)
    second = ticket_of(session, guest)
    assert (second.generation, claims_of(second.code).kind) == (1, "press")
    assert first.replaced_at is not None
    assert first.short_code != second.short_code


def test_an_edit_of_the_name_keeps_the_code(session: Session, guest: Registration):
    first = make_ticket(session, guest)
    registration_edited.send(None, session=session, registration=guest)
    assert ticket_of(session, guest) is first


def test_who_is_not_accepted_gets_no_new_ticket(session: Session, guest: Registration):
    guest.state = RegistrationState.CANCELLED
    with pytest.raises(DomainError):
        issuing.reissue(session, secrets_of_app(), guest, now())
    registration_edited.send(None, session=session, registration=guest)
    assert ticket_of(session, guest) is None


def test_a_ticket_cannot_be_renewed_for_ever(session: Session, guest: Registration):
    make_ticket(session, guest).generation = issuing.LAST_GENERATION
    with pytest.raises(DomainError):
        issuing.reissue(session, secrets_of_app(), guest, now())


def test_the_private_key_is_sealed_to_its_row(session: Session, guest: Registration):
    make_ticket(session, guest)
    [key] = signing_keys(session, guest.event_id)
    secrets = secrets_of_app()
    private = keys.private_key_of(key, secrets)
    assert private.public_key().public_bytes_raw() == key.public_key
    assert private.private_bytes_raw() not in key.private_key
    key.number = 7
    with pytest.raises(InvalidTag):
        keys.private_key_of(key, secrets)


def test_each_event_has_its_own_keys(session: Session, guest: Registration):
    other = make_registration(session, make_category(session, make_event(session)))
    first, second = make_ticket(session, guest), make_ticket(session, other)
    assert first.key_id != second.key_id
    assert signature_of(session, other.event_id, parse(first.code)) == "invalid"


def test_a_code_names_its_registration_whoever_signed_it(session: Session, guest: Registration):
    ticket = make_ticket(session, guest)
    assert registration_of_code(session, parse(forged(ticket.code))) is guest
    assert signature_of(session, guest.event_id, parse(forged(ticket.code))) == "invalid"
    assert registration_of_code(session, parse(forged(ticket.code, event=5))) is None
    assert signature_of(session, guest.event_id, parse(forged(ticket.code, key=200))) == "unknown_key"


def test_rotation_retires_and_revocation_renews(session: Session, guest: Registration):
    old = make_ticket(session, guest)
    newer = keys.rotate(session, secrets_of_app(), guest.event_id, now())
    assert (newer.number, ticket_of(session, guest)) == (1, old)
    stolen = session.get_one(SigningKey, old.key_id)
    assert stolen.retired_at is not None
    assert issuing.revoke_key(session, secrets_of_app(), stolen, now()) == 1
    assert ticket_of(session, guest).key_id == newer.id
    assert signature_of(session, guest.event_id, parse(old.code)) == "unknown_key"
    with pytest.raises(DomainError):
        issuing.revoke_key(session, secrets_of_app(), stolen, now())


def test_revoking_the_key_in_use_makes_another(session: Session, guest: Registration):
    ticket = make_ticket(session, guest)
    issuing.revoke_key(session, secrets_of_app(), session.get_one(SigningKey, ticket.key_id), now())
    assert [key.number for key in signing_keys(session, guest.event_id)] == [1, 0]


def test_organizers_rotate_revoke_and_renew_on_their_pages(client: FlaskClient, session: Session, guest: Registration):
    ticket = make_ticket(session, guest)
    organizer = make_user(session, password="correct horse battery")
    make_grant(session, organizer, guest.event)
    session.commit()
    sign_in(client, organizer)
    page = f"/manage/events/{guest.event.slug}/keys/"
    assert post(client, f"{page}rotate/", page=page).status_code == 303
    assert "Retired" in client.get(page).text
    assert post(client, f"{page}0/revoke/", page=page).status_code == 303
    assert "Revoked" in client.get(page).text
    assert post(client, f"{page}9/revoke/", page=page).status_code == 404
    person = f"/manage/events/{guest.event.slug}/registrations/{guest.public_id}/"
    assert f'action="{person}renew-ticket/"' in client.get(person).text
    assert post(client, f"{person}renew-ticket/", page=person).status_code == 303
    anew(session)
    assert [row.generation for row in session.scalars(select(Ticket).order_by(Ticket.id))] == [0, 1, 2]
    assert ticket_of(session, guest).generation == 2
    assert ticket.replaced_at is not None
