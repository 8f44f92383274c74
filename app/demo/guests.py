"""The demo's registrations, in every state that people get into, with tickets for those who may come."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select, update

from app.core.names import PersonName
from app.core.secrets import Secrets
from app.core.text import Bilingual as B
from app.demo.maker import Maker
from app.demo.people import Person, crowd
from app.demo.places import OVER_QUOTA, QUOTAS
from app.directory.models import OverseasGroup
from app.events.models import Event
from app.registration import answers, consenting, queries
from app.registration.models import (
    Category,
    CategoryKind,
    Consent,
    ConsentKind,
    Places,
    PrivacyNotice,
    Registration,
    RegistrationChange,
    RegistrationState,
)
from app.tickets import issuing

FORUM_SIZE = 180
#: Beside the delegates: those who receive the trip at its sites, and its interpreters.
TRIP_HOSTS, INTERPRETERS = 7, 2
PURGED = 90
#: How often each category comes in the crowd of the forum, out of twenty.
SHARES = (
    *(CategoryKind.PARTICIPANT,) * 13,
    *(CategoryKind.EXPERT,) * 2,
    CategoryKind.SPEAKER,
    CategoryKind.HOST,
    *(CategoryKind.STAFF,) * 2,
    CategoryKind.PRESS,
)
#: Registrations of the forum, by number in the crowd, that did not end in a place.
TURNS = {
    30: RegistrationState.WITHDRAWN,
    41: RegistrationState.CANCELLED,
    52: RegistrationState.REJECTED,
    63: RegistrationState.WAITLISTED,
    64: RegistrationState.WAITLISTED,
    75: RegistrationState.SUBMITTED,
    76: RegistrationState.SUBMITTED,
    77: RegistrationState.SUBMITTED,
}
LOST_BADGE, WITHDREW_CONSENT = 20, 21
#: Came without having registered, and was entered at the desk.
WALK_IN = 101
#: A secretary who registered these three with one mail address.
SECRETARY, CHARGES = "secretary@demo.example", (90, 91, 92)
ATTENDEE = "guest001@demo.example"


def make_guests(
    make: Maker, secrets: Secrets, *, live: Event, trip: Event, past: Event, groups: dict[str, OverseasGroup]
) -> None:
    """180 people at the forum, 40 delegates and six reserves on the trip, and an edition whose people were purged."""
    forum = [_at_forum(make, live, person, list(groups.values())) for person in crowd(make.chance, FORUM_SIZE)]
    guests = [*forum, *_travellers(make, trip, groups)]
    make.session.flush()
    _consents(make, guests)
    _history(make, guests)
    _answers(make, secrets, guests)
    _tickets(make, secrets, guests)
    _purge(make, past)
    _count_places(make)


def _categories(make: Maker, event: Event) -> dict[CategoryKind, Category]:
    found = make.session.scalars(select(Category).where(Category.event_id == event.id))
    return {category.kind: category for category in found}


def _at_forum(make: Maker, event: Event, person: Person, groups: list[OverseasGroup]) -> Registration:
    state = TURNS.get(person.number, RegistrationState.ACCEPTED)
    kind = SHARES[person.number % len(SHARES)]
    if state in (RegistrationState.SUBMITTED, RegistrationState.REJECTED):
        kind = CategoryKind.EXPERT
    created = make.ago(days=80 - person.number // 3, minutes=person.number * 7 % 600)
    registration = _registration(make, event, person, kind, state, created)
    if person.country != "CN":
        registration.group = groups[person.number % len(groups)]
    if person.number in CHARGES:
        registration.contact_email = SECRETARY
    if person.number == WALK_IN:
        registration.by_staff, registration.created_at = True, make.at(make.day(-2), "14:05")
    return registration


def _travellers(make: Maker, event: Event, groups: dict[str, OverseasGroup]) -> list[Registration]:
    """Delegates within the quota of their group, reserves beyond it, hosts and interpreters."""
    places = [
        (group, RegistrationState.ACCEPTED) for group, quota in zip(groups, QUOTAS, strict=True) for _ in range(quota)
    ]
    places += [(group, RegistrationState.WAITLISTED) for group, more in OVER_QUOTA.items() for _ in range(more)]
    people = iter(crowd(make.chance, len(places) + TRIP_HOSTS + INTERPRETERS, 501))
    made = [
        _delegate(make, event, replace(next(people), country=groups[slug].country), groups[slug], state)
        for slug, state in places
    ]
    others = [CategoryKind.HOST] * TRIP_HOSTS + [CategoryKind.STAFF] * INTERPRETERS
    for kind, person in zip(others, people, strict=True):
        at_home = replace(person, country="CN")
        made.append(_registration(make, event, at_home, kind, RegistrationState.ACCEPTED, make.ago(days=20)))
    return made


def _delegate(
    make: Maker, event: Event, person: Person, group: OverseasGroup, state: RegistrationState
) -> Registration:
    created = make.ago(days=40 - (person.number - 501) // 2)
    registration = _registration(make, event, person, CategoryKind.PARTICIPANT, state, created)
    registration.group = group
    return registration


def _registration(
    make: Maker, event: Event, person: Person, kind: CategoryKind, state: RegistrationState, created: datetime
) -> Registration:
    return make.add(
        Registration(
            event=event,
            category=_categories(make, event)[kind],
            state=state,
            holds_place=state is RegistrationState.ACCEPTED,
            created_at=created,
            changed_at=created,
            confirmed_at=created,
            contact_email=person.email,
            name=person.name,
            organisation=person.organisation,
            job_title=person.job,
            country=person.country,
            phone=person.phone,
            locale=person.locale,
        )
    )


def _consents(make: Maker, registrations: Iterable[Registration]) -> None:
    """Those that each person needs, and that to photographs; whom staff entered nobody has asked yet."""
    notices = {notice.event_id: notice.id for notice in make.session.scalars(select(PrivacyNotice))}
    for number, registration in enumerate(registrations, 1):
        withdrawn = make.ago(days=1) if number == WITHDREW_CONSENT else None
        with_group = registration.group is not None
        needed = consenting.required(registration.country, with_group=with_group, sensitive=True)
        for kind in () if registration.by_staff else (*sorted(needed), ConsentKind.PHOTOGRAPHS):
            make.session.add(
                Consent(
                    registration_id=registration.id,
                    kind=kind,
                    notice_id=notices.get(registration.event_id),
                    given_at=registration.created_at,
                    withdrawn_at=withdrawn if kind is ConsentKind.PHOTOGRAPHS else None,
                )
            )


def _history(make: Maker, registrations: Iterable[Registration]) -> None:
    for one in registrations:
        make.session.add(RegistrationChange(registration_id=one.id, at=one.created_at, after=one.state.value))


def _answers(make: Maker, secrets: Secrets, registrations: Iterable[Registration]) -> None:
    """What people eat and whether they come to the dinner; one in ten leaves it open."""
    for registration in registrations:
        meal, dinner, _companions = queries.questions(make.session, registration.event_id)
        if registration.by_staff or make.chance.random() < 0.1:
            continue
        eats = make.chance.choices(["any", "vegetarian", "halal"], (8, 2, 1))[0]
        given = {meal: eats, dinner: make.chance.random() < 0.7}
        answers.save(make.session, secrets, registration, given)


def _tickets(make: Maker, secrets: Secrets, registrations: list[Registration]) -> None:
    for number, registration in enumerate(registrations, 1):
        if registration.state is RegistrationState.ACCEPTED:
            issuing.issue(make.session, secrets, registration, registration.created_at)
            if number == LOST_BADGE:
                issuing.reissue(make.session, secrets, registration, make.ago(minutes=20))


def _purge(make: Maker, event: Event) -> None:
    """The first edition: its people's data was erased after ninety days; that they came is still counted."""
    title = B("参会代表", "Participant")
    category = make.add(Category(event_id=event.id, kind=CategoryKind.PARTICIPANT, title=title, hue=250, open=False))
    make.session.flush()
    for number in range(PURGED):
        make.add(
            Registration(
                event=event,
                category=category,
                state=RegistrationState.ACCEPTED,
                holds_place=True,
                contact_email="",
                name=PersonName(),
                namesake=number,
                country=("CN", "DE", "US", "JP")[number % 4],
                erased_at=make.ago(days=900),
                created_at=make.ago(days=1100),
            )
        )
    make.session.flush()


def _count_places(make: Maker) -> None:
    """Set the counters to what the rows above hold."""
    held = select(func.count()).where(Registration.event_id == Places.event_id, Registration.holds_place)
    of_category = held.where(Registration.category_id == Places.category_id).scalar_subquery()
    for counted, chosen in (
        (of_category, Places.category_id.is_not(None)),
        (held.scalar_subquery(), Places.category_id.is_(None)),
    ):
        make.session.execute(
            update(Places).where(chosen).values(taken=counted).execution_options(synchronize_session=False)
        )
