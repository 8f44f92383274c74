"""The demo's phones as they stood last night: what they told, what they were told, and a file that one handed over."""

from sqlalchemy import select

from app.checkin.models import Checkpoint, Device
from app.demo.maker import Maker
from app.events.models import Event
from app.fleet.models import DeviceMessage, DeviceReport, MessageSeen, QueueFile


def make_fleet(make: Maker, event: Event) -> None:
    """After ``make_onsite``, whose two phones these are."""
    phones = make.session.scalars(select(Device).where(Device.event_id == event.id).order_by(Device.id).limit(2))
    east, west = phones.all()
    door = make.session.scalars(
        select(Checkpoint).where(Checkpoint.event_id == event.id).order_by(Checkpoint.id)
    ).first()
    evening = make.at(make.day(-1), "18:40")
    for phone, waiting, battery in ((east, 0, 64), (west, 3, 17)):
        told = {"reported_at": evening, "roster_at": evening, "build": "demo"}
        stands = {"checkpoint_id": door.id if door else None, "waiting": waiting, "battery": battery, "charging": False}
        make.session.add(DeviceReport(device_id=phone.id, clock_offset_ms=-1200, **told, **stands))
    _message(make, event, east, west)
    make.add(
        QueueFile(
            event_id=event.id,
            name="luntan-scans-west-door-2.json",
            content=b"",
            created_at=evening,
            imported_at=evening,
            counts={"parts": [{"device": west.public_id, "name": west.name, "counts": {"known": 3}}]},
        )
    )
    make.session.flush()


def _message(make: Maker, event: Event, east: Device, west: Device) -> None:
    """To all, and one of the two has seen it."""
    said = make.at(make.day(-1), "12:05")
    text = "午餐改在二层宴会厅 Lunch has moved to the ballroom on the second floor"
    message = make.add(DeviceMessage(event_id=event.id, text=text, created_at=said))
    make.add(
        DeviceMessage(
            event_id=event.id, device_id=west.id, text="请到报到处换电池 Please fetch a battery", created_at=said
        )
    )
    make.session.flush()
    make.session.add(MessageSeen(message_id=message.id, device_id=east.id, seen_at=make.at(make.day(-1), "12:06")))
