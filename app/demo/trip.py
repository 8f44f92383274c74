"""The demo's inspection trip: six days, three cities, a plateau."""

from datetime import timedelta

from app.core.text import Bilingual as B
from app.demo.forums import open_registration
from app.demo.maker import ZONE, Maker
from app.demo.programme import HALTS, LEGS
from app.directory.models import ProgramBase, Theme
from app.events.models import Event, EventKind, EventState
from app.registration.models import CategoryKind
from app.trips.models import Leg, Stop, StopKind, StopState

STARTS_IN = 34
#: As many as the two coaches seat.
CAPACITY = 50
CATEGORIES = (
    (CategoryKind.PARTICIPANT, B("考察团成员", "Delegate"), 250, 40, True, True),
    (CategoryKind.HOST, B("承办方", "Host"), 140, 7, False, False),
    (CategoryKind.STAFF, B("工作人员", "Staff"), 220, 3, False, False),
)


def make_trip(make: Maker, bases: dict[str, ProgramBase], themes: dict[str, Theme]) -> Event:
    """The trip on energy and ecological environment, with its legs and stops."""
    starts = make.day(STARTS_IN)
    event = make.add(
        Event(
            kind=EventKind.TRIP, slug="energy-trip", state=EventState.PUBLISHED, zone=ZONE, host_base=bases["xining"],
            title=B("能源与生态环境专项考察（演示）", "Inspection trip: energy and ecological environment (demo)"),
            official_title=B("能源与生态环境专项考察团（演示）", "Delegation on energy and ecological environment (demo)"),
            summary=B("六天，西宁、共和、兰州：光伏、提灌与水。", "Six days, Xining, Gonghe and Lanzhou: solar fields, irrigation, water."),
            description=B(
                "考察团四十人，由海外团体推荐。共和海拔约2900米，请提前咨询医生。",
                "Forty delegates, put forward by overseas groups. Gonghe lies at about 2,900 m: ask your doctor beforehand.",
            ),
            approval_number=f"演示〔{starts.year}〕考3号", approved_on=make.day(-60), capacity=CAPACITY,
            arrival_on=starts, starts_on=starts + timedelta(days=1), ends_on=starts + timedelta(days=5),
            departure_on=starts + timedelta(days=5), city=B("西宁、共和、兰州", "Xining, Gonghe, Lanzhou"),
            venue=B("西宁湟水酒店（虚构）", "Huangshui Hotel (fictional)"), address=bases["xining"].address,
            latitude=bases["xining"].latitude, longitude=bases["xining"].longitude,
            registration_opens_at=make.ago(days=50), registration_closes_at=make.at(make.day(10), "18:00"),
            contact_email="xining@demo.example", number_code=make.chance.getrandbits(32),
        )
    )  # fmt: skip
    event.themes = [themes["energy-environment"]]
    make.session.flush()
    open_registration(make, event, CATEGORIES)
    _itinerary(make, event, bases)
    return event


def _itinerary(make: Maker, event: Event, bases: dict[str, ProgramBase]) -> None:
    first = event.arrival_on
    legs = [
        make.add(
            Leg(
                event_id=event.id, city=bases[slug].city, province=bases[slug].province, zone=ZONE, notice=notice,
                arrives_on=first + timedelta(days=arrives), leaves_on=first + timedelta(days=leaves),
                host_base_id=bases[slug].id,
            )
        )
        for slug, arrives, leaves, notice in LEGS
    ]  # fmt: skip
    make.session.flush()
    for halt in HALTS:
        begins = make.at(first + timedelta(days=halt.day), halt.start)
        make.add(
            Stop(
                event_id=event.id, leg_id=legs[halt.leg].id, kind=StopKind(halt.kind), state=StopState(halt.state),
                title=halt.title, place=halt.place, starts_at=begins,
                ends_at=begins + timedelta(minutes=halt.minutes), sequence=1 if halt.state == "cancelled" else 0,
                created_at=make.ago(days=30), changed_at=make.ago(days=3),
            )
        )  # fmt: skip
    make.session.flush()
