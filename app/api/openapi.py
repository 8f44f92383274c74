"""The API described as OpenAPI 3.1, from the schemas that validate it."""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from app.api.conflict_schemas import ConflictsOut, SettleIn
from app.api.desk_schemas import (
    ArrivalIn,
    DeskOut,
    IndexIn,
    IndexOut,
    NoteIn,
    NoteOut,
    WalkInIn,
    WalkInsIn,
    WalkInsOut,
)
from app.api.headcount_schemas import RoundsIn, RoundsOut, TalliesIn, TalliesOut
from app.api.schemas import (
    CountersOut,
    DeviceOut,
    PeopleOut,
    PinIn,
    PinOut,
    ProblemOut,
    ReportIn,
    ReportOut,
    RosterOut,
    ScansIn,
    ScansOut,
    UndoIn,
    UndoOut,
)
from app.checkin.reported import ScanIn

REF = "#/components/schemas/{model}"
PROBLEMS = {
    400: "The body is no JSON.",
    401: "No token, or one that no device has.",
    403: "The device is out of service, or lacks the role.",
    404: "No such thing at this device's event.",
    409: "It cannot be done, for the reason given.",
    413: "The body is too large.",
    422: "The body is not as described.",
    429: "Too many attempts; see Retry-After.",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One route: ``body`` and ``answer`` are schemas, ``problems`` the statuses besides 401 and 403."""

    method: str
    path: str
    summary: str
    answer: type
    body: type | None = None
    problems: tuple[int, ...] = ()
    parameters: list[dict[str, Any]] = field(default_factory=list)


def _text(name: str, place: str, description: str, *, required: bool = True) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "description": description, "schema": {"type": "string"}}


OPERATIONS = (
    Operation(
        "post",
        "/api/v1/scans",
        "Record a batch of scans. Each item gets its own answer; the same scan sent again gets the same.",
        ScansOut,
        ScansIn,
        (400, 413, 422),
    ),
    Operation("get", "/api/v1/device", "This device, its event, checkpoints and public keys.", DeviceOut),
    Operation(
        "get",
        "/api/v1/roster",
        "Who is expected, how each stands and who came: all, or what has changed since an earlier answer.",
        RosterOut,
        problems=(422,),
        parameters=[_text("since", "query", "The `cursor` of the roster before this one.", required=False)],
    ),
    Operation(
        "post",
        "/api/v1/report",
        "How the device stands, and which messages from the organizers somebody has seen on it.",
        ReportOut,
        ReportIn,
        (400, 413, 422),
    ),
    Operation(
        "post",
        "/api/v1/kiosk/pin",
        "Whether a PIN lets staff out of the kiosk that asks; tries are throttled.",
        PinOut,
        PinIn,
        (400, 413, 422, 429),
    ),
    Operation(
        "get",
        "/api/v1/checkpoints/{checkpoint_id}/counters",
        "How many have come to a checkpoint.",
        CountersOut,
        problems=(404,),
        parameters=[_text("checkpoint_id", "path", "Id of the checkpoint.")],
    ),
    Operation(
        "get",
        "/api/v1/people",
        "People by name or phone tail; for devices with the role search or supervisor.",
        PeopleOut,
        problems=(429,),
        parameters=[_text("q", "query", "What was typed: Han, pinyin, Latin, or the last digits of a phone.")],
    ),
    Operation(
        "get",
        "/api/v1/desk",
        "What the form for walk-ins needs; for devices with the role search or supervisor.",
        DeskOut,
    ),
    Operation(
        "post",
        "/api/v1/people/index",
        "Everybody by name, or who has changed: to search without a network; for the roles search and supervisor.",
        IndexOut,
        IndexIn,
        (400, 413, 422, 429),
    ),
    Operation(
        "post",
        "/api/v1/people/note",
        "What the desk should know of a person; for the roles search and supervisor.",
        NoteOut,
        NoteIn,
        (400, 404, 413, 422, 429),
    ),
    Operation(
        "post",
        "/api/v1/walk-ins",
        "Take people down at the desk, each with an answer of their own; for the roles search and supervisor.",
        WalkInsOut,
        WalkInsIn,
        (400, 413, 422, 429),
    ),
    Operation(
        "post",
        "/api/v1/undo",
        "Take an admission back; for devices with the role supervisor.",
        UndoOut,
        UndoIn,
        (400, 404, 409, 422),
    ),
    Operation(
        "get",
        "/api/v1/conflicts",
        "People whom two devices let in without a network; for devices with the role supervisor.",
        ConflictsOut,
    ),
    Operation(
        "post",
        "/api/v1/conflicts/settle",
        "Say what a conflict was; answers those that are left. For devices with the role supervisor.",
        ConflictsOut,
        SettleIn,
        (400, 404, 409, 422),
    ),
    Operation(
        "get",
        "/api/v1/checkpoints/{checkpoint_id}/rounds",
        "The rounds of a headcount at a checkpoint; with the names of who is expected, where the role may see them.",
        RoundsOut,
        problems=(404,),
        parameters=[_text("checkpoint_id", "path", "Id of the checkpoint.")],
    ),
    Operation(
        "post",
        "/api/v1/rounds",
        "Tell of rounds: begun, closed, and why people are missing. Sent again, it changes nothing.",
        RoundsOut,
        RoundsIn,
        (400, 404, 422),
    ),
    Operation(
        "post",
        "/api/v1/tallies",
        "Tell how many were counted without names. An older number changes nothing.",
        TalliesOut,
        TalliesIn,
        (400, 404, 422),
    ),
)


#: Bodies, and what stands in them.
BODIES = (
    ScansIn,
    ScanIn,
    UndoIn,
    SettleIn,
    ReportIn,
    PinIn,
    RoundsIn,
    TalliesIn,
    WalkInsIn,
    WalkInIn,
    ArrivalIn,
    IndexIn,
    NoteIn,
)


@lru_cache(maxsize=1)
def specification() -> bytes:
    """The document as JSON."""
    return json.dumps(_document(), ensure_ascii=False).encode()


def _document() -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Luntan scanning API", "version": "1", "description": "For paired devices and scripts."},
        "paths": paths,
        "security": [{"device": []}],
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"device": {"type": "http", "scheme": "bearer", "description": "A device's token."}},
        },
    }


def _described(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.path.rsplit("/v1/")[-1].replace("/{checkpoint_id}", "").replace("/", "_"),
        "summary": operation.summary,
        "responses": {
            "200": _content("Done.", operation.answer),
            **{str(code): _content(PROBLEMS[code], ProblemOut) for code in (401, 403, *operation.problems)},
        },
    }
    if operation.parameters:
        described["parameters"] = operation.parameters
    if operation.body:
        described["requestBody"] = {"required": True} | _content("", operation.body)
        described["requestBody"].pop("description")
    return described


def _content(description: str, schema: type) -> dict[str, Any]:
    reference = {"$ref": REF.format(model=schema.__name__)}
    return {"description": description, "content": {"application/json": {"schema": reference}}}


def _schemas() -> dict[str, Any]:
    _, read = models_json_schema([(kind, "validation") for kind in BODIES], ref_template=REF)
    answers: list[TypeAdapter[Any]] = [
        TypeAdapter(kind) for kind in (*(operation.answer for operation in OPERATIONS), ProblemOut)
    ]
    _, written = TypeAdapter.json_schemas([(n, "serialization", a) for n, a in enumerate(answers)], ref_template=REF)
    schemas: dict[str, Any] = {**read["$defs"], **written["$defs"]}
    return dict(sorted(schemas.items()))
