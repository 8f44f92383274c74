"""What is sent with a change: an empty form, and where that says nothing, the least that does."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from tests.integration.routes.demo_site import DemoSite
from tests.integration.routes.table import Row

EVENT = "/manage/events/<event>"
FORMS: dict[str, dict[str, str]] = {
    f"{EVENT}/checkpoints/<checkpoint>/paper/enter/": {"nonce": str(UUID(int=3)), "tick": "<registration>@1"},
    **{
        f"{EVENT}/print-stations/<print_station>/{act}/": {"registration": "<registration>"}
        for act in ("claim", "printed", "release", "again")
    },
    f"{EVENT}/registrations/<registration>/act/": {"act": "cancel"},
    f"{EVENT}/registrations/<registration>/desk-note/": {"look": "1"},
    f"{EVENT}/registrations/<registration>/category/": {"category": "<category>"},
}
JSON: dict[str, dict[str, Any]] = {
    "/api/v1/scans": {"scans": []},
    "/api/v1/report": {"waiting": 0},
    "/api/v1/kiosk/pin": {"pin": "2580"},
    "/api/v1/people/index": {},
    "/api/v1/people/note": {"registration": "<registration>"},
    "/api/v1/walk-ins": {"walk_ins": [{"walk_in_id": str(UUID(int=2)), "sealed": "AA"}]},
    "/api/v1/conflicts/settle": {"scan_id": "<scan>", "device": "<device>", "cause": "twice"},
    "/api/v1/rounds": {
        "rounds": [
            {
                "id": "A" * 16,
                "checkpoint": "<checkpoint_id>",
                "title": "Departure",
                "started_at": "2027-06-20T08:00:00Z",
            }
        ]
    },
    "/api/v1/tallies": {"tallies": [{"checkpoint": "<checkpoint_id>", "day": "2027-06-20", "ups": 3, "downs": 1}]},
    "/api/v1/undo": {"undo_id": str(UUID(int=1)), "scan_id": "<scan>", "sequence": 1, "reason": "by mistake"},
}


def body_of(site: DemoSite, row: Row) -> dict[str, Any]:
    """Keywords for ``site.ask``."""
    if row.rule in JSON:
        return {"json": json.loads(site.addresses.fill(json.dumps(JSON[row.rule])))}
    filled = {name: site.addresses.fill(value) for name, value in FORMS.get(row.rule, {}).items()}
    return {"data": filled} if filled else {}
