import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key

from app.core.secrets import Secrets
from app.tickets.encryption import Unreadable, event_private_key, event_public_key, open_sealed, seal

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "sealed_boxes.json").read_text("utf-8"))
SECRETS, EVENT, BOXES = Secrets(bytes.fromhex(VECTORS["root"])), VECTORS["event"], VECTORS["boxes"]
PRIVATE = event_private_key(SECRETS, EVENT)


def ephemeral_of(box):
    value = base64.urlsafe_b64decode(box["ephemeral"]["d"] + "=")
    return derive_private_key(int.from_bytes(value, "big"), SECP256R1())


def test_an_events_key_is_always_the_same_and_never_anothers():
    assert event_public_key(SECRETS, EVENT) == VECTORS["public_key"]
    others = {event_public_key(SECRETS, "AAAABBBBCCCCDDDE"), event_public_key(Secrets(b"\0" * 32), EVENT)}
    assert len(others - {VECTORS["public_key"]}) == 2


@pytest.mark.parametrize("box", BOXES, ids=lambda box: f"{box['purpose']} {box['clear'][:14]}")
def test_boxes_are_sealed_and_opened_as_the_shared_vectors_say(box):
    told = box["purpose"], box["context"]
    assert seal(PRIVATE.public_key(), *told, box["clear"].encode(), ephemeral_of(box)) == box["sealed"]
    assert open_sealed(PRIVATE, *told, box["sealed"]).decode() == box["clear"]


def test_no_two_boxes_of_one_content_are_alike():
    assert len({seal(PRIVATE.public_key(), "scan", "1", b"the same") for _ in range(5)}) == 5


@pytest.mark.parametrize(
    ("event", "purpose", "context"),
    [("AAAABBBBCCCCDDDE", "scan", "1"), (EVENT, "walk-in", "1"), (EVENT, "scan", "2")],
    ids=["another event", "another purpose", "beside another scan"],
)
def test_a_box_opens_nowhere_else(event, purpose, context):
    sealed = seal(PRIVATE.public_key(), "scan", "1", b"who")
    with pytest.raises(Unreadable):
        open_sealed(event_private_key(SECRETS, event), purpose, context, sealed)


@pytest.mark.parametrize(
    "sealed",
    ["", "no base64 …", "AQ==", base64.b64encode(b"\x01" + b"\x04" * 65 + b"\0" * 40).decode(), "é" * 200],
    ids=["nothing", "no base64", "too short", "no point of the curve", "no ascii"],
)
def test_what_is_no_box_is_unreadable(sealed):
    with pytest.raises(Unreadable):
        open_sealed(PRIVATE, "scan", "1", sealed)


def test_what_was_altered_is_unreadable():
    content = bytearray(base64.b64decode(seal(PRIVATE.public_key(), "scan", "1", b"who")))
    for position in (0, 70, len(content) - 1):
        altered = bytes(content[:position]) + bytes([content[position] ^ 2]) + bytes(content[position + 1 :])
        with pytest.raises(Unreadable):
            open_sealed(PRIVATE, "scan", "1", base64.b64encode(altered).decode())
