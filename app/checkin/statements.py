"""The SQL of the hottest path: what a lone scan takes for granted, its claim of attendance, its line in the ledger.

Written out, since each is one round trip that a builder would only hide.
"""

import re
from typing import Any

from sqlalchemy import Boolean, ColumnClause, Integer, String, TextClause, Uuid, bindparam, column, text
from sqlalchemy.types import TypeEngine

from app.checkin.ledger import AT_THE_SAME_MOMENT
from app.core.model import UTCDateTime
from app.core.prepared import Prepared

_MOMENT = f"interval '{AT_THE_SAME_MOMENT.seconds} seconds'"

_TYPES: dict[str, TypeEngine[Any]] = {
    "scan_id": Uuid(),
    "on_list": Boolean(),
    "at": UTCDateTime(),
    "scanned_at": UTCDateTime(),
    "received_at": UTCDateTime(),
    "device_seen": UTCDateTime(),
    "checkpoint_seen": UTCDateTime(),
    "event_seen": UTCDateTime(),
}
_NAME = tuple(f"{part}_name" for part in ("han", "family", "given", "latin", "preferred", "order"))
_WHO: tuple[ColumnClause[Any], ...] = (
    column("id", Integer()),
    *(column(name, String()) for name in _NAME),
    column("hue", Integer()),
    column("category_zh", String()),
    column("category_en", String()),
)
_WON: tuple[ColumnClause[Any], ...] = (
    column("device_id", Integer()),
    column("scan_id", Uuid()),
    column("first_at", UTCDateTime()),
)


def _typed(statement: str) -> TextClause:
    named = [name for name in _TYPES if re.search(rf":{name}\b", statement)]
    return text(statement).bindparams(*(bindparam(name, type_=_TYPES[name]) for name in named))


#: The person, if all that was taken for granted is so: that this very code is valid and its bearer accepted, and that
#: device, checkpoint and event are as they were when they were read.
_PERSON = f"""select r.id, {", ".join(f"r.{name}" for name in _NAME)},
        k.hue, k.title_zh as category_zh, k.title_en as category_en
    from registration r
    join category k on k.id = r.category_id
    join ticket t on t.registration_id = r.id and t.replaced_at is null
    join signing_key s on s.id = t.key_id and s.revoked_at is null
    join device d on d.id = :device_id and d.changed_at = :device_seen
    join checkpoint c on c.id = :checkpoint_id and c.changed_at = :checkpoint_seen
    join event e on e.id = :event_id and e.changed_at = :event_seen
    where r.public_id = :registration and r.event_id = e.id and r.state = 'accepted'
        and t.code = :code and k.kind = :kind
        and (not :on_list or exists (select 1 from roster_entry x
            where x.checkpoint_id = c.id and x.registration_id = r.id))"""  # noqa: S608 - no part comes from outside
_CLAIM = """insert into attendance
    (event_id, checkpoint_id, registration_id, "window", device_id, scan_id, first_at, last_at, inside, count)
    {0} on conflict (checkpoint_id, registration_id, "window") do update set count = attendance.count
    returning device_id, scan_id, first_at"""
_CLAIMED = ":event_id, :checkpoint_id, {0}, :window, :device_id, :scan_id, :at, :at, true, 1"
_WRITE = """insert into scan
    (event_id, device_id, scan_id, digest, checkpoint_id, registration_id, code_digest, method, generation, direction,
     sequence, scanned_at, clock_offset_ms, corrected_at, received_at, device_verdict, verdict, reason, flags, other,
     "window", note, held)
    select :event_id, :device_id, :scan_id, :digest, :checkpoint_id, {0}, '', 'code', :generation, :direction,
     :sequence, :scanned_at, :clock_offset_ms, {1}, {1}, '', {2}, '', '[]', '', :window, '', false"""
_WRITE_LET_IN = _WRITE.replace("{1}, {1}, '', {2}", ":at, :received_at, 'admitted', 'admitted'")
#: Where the device has made nothing after this scan, nor claimed that what it made before it was later.
_IN_ORDER = """not exists (select 1 from (select sequence, corrected_at from scan where device_id = :device_id
        order by sequence desc limit 1) before where before.sequence >= :sequence or before.corrected_at > :at)"""
_CLAIM_UNCLAIMED = _CLAIM.replace("do update set count = attendance.count", "do nothing")

#: Who finds somebody else's claim came after it, though their request had come in before.
_AT = """case when claim.first_at >= :at and claim.scan_id <> :scan_id
    then claim.first_at + interval '1 millisecond' else :at end"""
_VERDICT = "case when claim.device_id = :device_id and claim.scan_id = :scan_id then 'admitted' else 'repeat' end"
_FROM_PERSON = f"select {_CLAIMED.format('person.id')} from person"  # noqa: S608

#: PostgreSQL: all in one. The weak lock of the person waits for whoever folds their attendance.
ALL_IN_ONE = Prepared(
    _typed(
        f"with person as materialized ({_PERSON} for key share of r), "  # noqa: S608
        f"claim as ({_CLAIM.format(_FROM_PERSON)}), "
        f"line as ({_WRITE.format('person.id', _AT, _VERDICT)} from claim, person "
        f"where claim.first_at <= :at + {_MOMENT} returning verdict, corrected_at) "
        "select person.*, claim.device_id, claim.scan_id, claim.first_at, line.verdict, line.corrected_at, w.name "
        "from person, claim left join line on true left join device w on w.id = claim.device_id"
    ).columns(
        *_WHO, *_WON, column("verdict", String()), column("corrected_at", UTCDateTime()), column("winner", String())
    )
)
#: The same for whom the device let in by itself, where nobody else did: no line is written where there is more to tell.
LET_IN = Prepared(
    _typed(
        f"with person as materialized ({_PERSON} for key share of r), "  # noqa: S608
        f"claim as ({_CLAIM_UNCLAIMED.format(f'{_FROM_PERSON} where {_IN_ORDER}')}), "
        f"line as ({_WRITE_LET_IN.format('person.id')} from claim, person returning id) "
        "select person.* from person, line"
    ).columns(*_WHO)
)
#: SQLite: one after the other, the last two under the writer's lock.
PERSON = Prepared(_typed(_PERSON).columns(*_WHO))
CLAIM = Prepared(_typed(_CLAIM.format(f"values ({_CLAIMED.format(':registration_id')})")).columns(*_WON))
WRITE = Prepared(_typed(_WRITE.format(":registration_id", ":at", ":verdict")))
_UNCLAIMED = f"select {_CLAIMED.format(':registration_id')} where {_IN_ORDER}"
CLAIM_UNCLAIMED = Prepared(_typed(_CLAIM_UNCLAIMED.format(_UNCLAIMED)).columns(*_WON))
WRITE_LET_IN = Prepared(_typed(_WRITE_LET_IN.format(":registration_id")))
SEEN = Prepared(
    _typed("update device set last_seen_at = :received_at, clock_offset_ms = :offset_ms where id = :device_id")
)
