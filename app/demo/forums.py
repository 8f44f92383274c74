"""The demo's series: four past editions, one that is on now, one that awaits approval."""

from collections.abc import Iterable
from datetime import date, timedelta

from app.agenda.models import AgendaSession, Room, SessionKind, SessionSpeaker, SessionState, Speaker, Track
from app.core.text import Bilingual as B
from app.demo.maker import ZONE, Maker
from app.demo.programme import NOTICE, ROOMS, SPEAKERS, TALKS, TRACKS
from app.directory.models import ProgramBase, Theme
from app.events.models import Event, EventChange, EventKind, EventState, Series
from app.registration.models import Category, CategoryKind, FieldKind, FormField, PrivacyNotice

#: kind, title, hue, capacity, open to all, needs approval
CategoryRow = tuple[CategoryKind, B, int, int, bool, bool]
CATEGORIES: tuple[CategoryRow, ...] = (
    (CategoryKind.PARTICIPANT, B("参会代表", "Participant"), 250, 150, True, False),
    (CategoryKind.EXPERT, B("专家", "Expert"), 280, 30, True, True),
    (CategoryKind.SPEAKER, B("演讲嘉宾", "Speaker"), 20, 30, False, False),
    (CategoryKind.HOST, B("承办方", "Host"), 140, 20, False, False),
    (CategoryKind.STAFF, B("工作人员", "Staff"), 220, 30, False, False),
    (CategoryKind.PRESS, B("媒体", "Press"), 50, 12, True, True),
)
PAST = (("xining", 2), ("suzhou", 3), ("shenzhen", 4), ("shanghai", 5))
LIVE_CAPACITY = 220
LIVE_SLUG = "wuhan-live"


def make_series(make: Maker, bases: dict[str, ProgramBase], themes: dict[str, Theme]) -> tuple[Series, list[Event]]:
    """The series and its editions in order; the live one is the fifth."""
    series = make.add(
        Series(
            slug="applied-technology",
            title=B("国际应用技术论坛（演示）", "International Applied Technology Forum (demo)"),
            summary=B(
                "每年换一座城市，由当地工作基地承办。", "Each year another city, hosted by the base that works there."
            ),
            hue=250,
        )
    )
    make.session.flush()
    editions = [_past(make, series, bases[slug], number) for number, (slug, _years) in enumerate(PAST, 1)]
    live = _live(make, series, bases["wuhan"], themes)
    following = _next(make, series, bases["chengdu"])
    make.session.flush()
    return series, [*editions, live, following]


def _edition(make: Maker, series: Series, base: ProgramBase, number: int, starts: date, **more: object) -> Event:
    city = base.city
    defaults: dict[str, object] = {
        "kind": EventKind.FORUM, "series": series, "number": number, "host_base": base, "zone": ZONE,
        "title": B(f"国际应用技术论坛·{city.zh}（演示）", f"International Applied Technology Forum, {city.en} (demo)"),
        "official_title": B(f"第{number}届国际应用技术论坛（演示）", f"Applied Technology Forum No. {number} (demo)"),
        "city": city, "address": base.address, "latitude": base.latitude, "longitude": base.longitude,
        "venue": B(f"{city.zh}演示会议中心", f"{city.en} Demo Conference Centre"),
        "arrival_on": starts - timedelta(days=1), "starts_on": starts,
        "ends_on": starts + timedelta(days=2), "departure_on": starts + timedelta(days=3),
        "contact_email": f"{base.slug}@demo.example",
        "number_code": make.chance.getrandbits(32),
    }  # fmt: skip
    return make.add(Event(**(defaults | more)))


def _past(make: Maker, series: Series, base: ProgramBase, number: int) -> Event:
    starts = make.day(-1 - 364 * (5 - number))
    return _edition(
        make, series, base, number, starts,
        slug=f"{base.slug}-{starts.year}", state=EventState.PUBLISHED, approval_number=f"演示〔{starts.year}〕{number}号",
        summary=B("三天，三个方向，一座城市。", "Three days, three fields, one city."),
    )  # fmt: skip


def _live(make: Maker, series: Series, base: ProgramBase, themes: dict[str, Theme]) -> Event:
    starts = make.day(-1)
    event = _edition(
        make, series, base, 5, starts,
        slug=LIVE_SLUG, state=EventState.PUBLISHED, approval_number=f"演示〔{starts.year}〕5号",
        approved_on=make.day(-150), capacity=LIVE_CAPACITY,
        summary=B(
            "三天，聚焦新能源、生命科学、人工智能与机器人：二十八场活动，一次参观，一场湖畔晚宴。",
            "Three days on new energy, life science, and AI and robotics: 28 sessions, a visit, and a dinner by the lake.",
        ),
        description=B(
            "论坛把海外团队与本地企业请到同一张桌子上：上午听报告，下午谈项目。\n\n"
            "报到在会议前一天开始；请凭胸牌入场、用餐和乘车。\n\n这是演示数据：人物、单位与报告均为虚构。",
            "The forum seats overseas teams and local companies at one table: talks in the morning, projects after lunch.\n\n"
            "Guests may arrive from the day before; the badge opens doors, meals and coaches.\n\n"
            "This is demo data: people, institutions and talks are invented.",
        ),
        registration_opens_at=make.ago(days=90), registration_closes_at=make.at(make.day(1), "18:00"),
        edits_until=make.at(make.day(1), "18:00"),
    )  # fmt: skip
    event.themes = [themes["energy-environment"], themes["bio-health"], themes["technology-introduction"]]
    make.session.flush()
    open_registration(make, event)
    _agenda(make, event, starts)
    return event


def _next(make: Maker, series: Series, base: ProgramBase) -> Event:
    starts = make.day(363)
    return _edition(
        make, series, base, 6, starts, slug=f"{base.slug}-{starts.year}", state=EventState.AWAITING_APPROVAL
    )


def open_registration(make: Maker, event: Event, categories: Iterable[CategoryRow] = CATEGORIES) -> None:
    """Categories, three questions, and the privacy notice."""
    for position, (kind, title, hue, capacity, anyone, approval) in enumerate(categories):
        make.add(
            Category(
                event_id=event.id, kind=kind, title=title, hue=hue, capacity=capacity, open=anyone,
                needs_approval=approval, position=position,
            )
        )  # fmt: skip
    diet = [
        {"value": "any", "zh": "无要求", "en": "No requirement"},
        {"value": "vegetarian", "zh": "素食", "en": "Vegetarian"},
        {"value": "halal", "zh": "清真餐", "en": "Halal meal"},
    ]
    make.add(
        FormField(  # sensitive: a halal meal tells of a religion
            event_id=event.id, key="meal", kind=FieldKind.CHOICE, label=B("餐食", "Meals"), options=diet, sensitive=True
        )
    )  # fmt: skip
    make.add(
        FormField(
            event_id=event.id, key="dinner", kind=FieldKind.YES_NO, position=1,
            label=B("参加欢迎晚宴", "I come to the welcome dinner"),
        )
    )  # fmt: skip
    make.add(
        FormField(
            event_id=event.id, key="companions", kind=FieldKind.NUMBER, position=2,
            label=B("同行亲友人数", "How many family or friends come along"),
        )
    )  # fmt: skip
    make.add(PrivacyNotice(event_id=event.id, version=1, text=NOTICE, published_at=make.ago(days=91)))
    make.session.flush()


def _agenda(make: Maker, event: Event, starts: date) -> None:
    tracks = {
        key: make.add(Track(event_id=event.id, name=name, hue=hue, position=n))
        for n, (key, name, hue) in enumerate(TRACKS)
    }
    rooms = {
        key: make.add(Room(event_id=event.id, name=name, directions=way, seats=seats, position=n))
        for n, (key, name, way, seats) in enumerate(ROOMS)
    }
    speakers = [
        make.add(Speaker(event_id=event.id, name=name, title=title, affiliation=affiliation, position=n))
        for n, (name, title, affiliation) in enumerate(SPEAKERS)
    ]
    make.session.flush()
    for talk in TALKS:
        begins = make.at(starts + timedelta(days=talk.day), talk.start)
        session = make.add(
            AgendaSession(
                event_id=event.id, kind=SessionKind(talk.kind), state=SessionState(talk.state), title=talk.title,
                abstract=talk.abstract, languages="zh en" if talk.kind in ("plenary", "talk") else "",
                starts_at=begins, ends_at=begins + timedelta(minutes=talk.minutes),
                room_id=rooms[talk.room].id if talk.room else None,
                track_id=tracks[talk.track].id if talk.track else None,
                sequence=1 if talk.state == "cancelled" else 0,
                created_at=make.ago(days=40), changed_at=make.ago(days=2 if talk.state == "cancelled" else 20),
            )
        )  # fmt: skip
        make.session.flush()
        for position, index in enumerate(talk.speakers):
            make.session.add(SessionSpeaker(session_id=session.id, speaker_id=speakers[index].id, position=position))
    make.add(
        EventChange(
            event_id=event.id,
            at=make.ago(days=12),
            field="venue",
            before=B("武汉演示酒店", "Wuhan Demo Hotel"),
            after=B("武汉演示会议中心", "Wuhan Demo Conference Centre"),
        )
    )
    make.session.flush()
