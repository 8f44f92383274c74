import base64
import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import example, given
from hypothesis import strategies as st

from app.registration.models import CategoryKind
from app.tickets.codec import (
    CATEGORY_KINDS,
    CODE_LENGTH,
    CodeError,
    ParsedCode,
    TicketClaims,
    category_number,
    code_digest,
    code_part,
    encode,
    parse,
    verify,
)

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "ticket_codes.json").read_text("utf-8"))
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(VECTORS["private_key"]))
PUBLIC = Ed25519PublicKey.from_public_bytes(bytes.fromhex(VECTORS["public_key"]))
READABLE = [case for case in VECTORS["codes"] if "claims" in case]
UNREADABLE = [case for case in VECTORS["codes"] if "error" in case]
CLAIMS = TicketClaims(event=2027062001, key=1, registration="MFRGGZDFMZTWQ2LK", generation=1, category=1)

byte = st.integers(0, 255)
any_claims = st.builds(
    TicketClaims,
    event=st.integers(0, 2**32 - 1),
    key=byte,
    registration=st.binary(min_size=10, max_size=10).map(lambda raw: base64.b32encode(raw).decode()),
    generation=byte,
    category=byte,
)


def name(case):
    return case["name"]


@pytest.mark.parametrize("case", READABLE, ids=name)
def test_a_code_is_read_however_it_arrives(case):
    parsed = parse(case["text"])
    assert isinstance(parsed, ParsedCode)
    assert asdict(parsed.claims) | {"kind": parsed.claims.kind} == case["claims"]
    assert verify(parsed, PUBLIC) is case["valid"]


@pytest.mark.parametrize("case", UNREADABLE, ids=name)
def test_what_is_no_code_is_named_as_such(case):
    assert parse(case["text"]) is CodeError(case["error"])


def test_every_error_occurs_in_the_vectors():
    assert {case["error"] for case in UNREADABLE} == set(CodeError)


@given(any_claims)
def test_claims_survive_writing_and_reading(claims):
    code = encode(claims, PRIVATE)
    parsed = parse(code)
    assert len(code) == CODE_LENGTH
    assert isinstance(parsed, ParsedCode)
    assert parsed.claims == claims
    assert verify(parsed, PUBLIC)


def test_the_same_claims_give_the_same_code():
    assert encode(CLAIMS, PRIVATE) == encode(CLAIMS, PRIVATE)


@given(st.integers(0, 82 * 8 - 1))
def test_a_flipped_bit_never_verifies(bit):
    content = bytearray(base64.b32decode(encode(CLAIMS, PRIVATE) + "===="))
    content[bit // 8] ^= 1 << bit % 8
    parsed = parse(base64.b32encode(content).decode().rstrip("="))
    assert parsed is CodeError.VERSION or not verify(parsed, PUBLIC)


@given(st.integers(0, CODE_LENGTH - 1), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_no_other_spelling_of_a_code_is_read_as_the_same_code(position, letter):
    code = encode(CLAIMS, PRIVATE)
    other = code[:position] + letter + code[position + 1 :]
    assert (parse(other) == parse(code)) == (other == code)


def test_the_signature_is_of_tickets_alone():
    parsed = parse(encode(CLAIMS, PRIVATE))
    undomained = replace(parsed, signature=PRIVATE.sign(parsed.message.removeprefix(b"luntan-ticket\x01")))
    assert not verify(undomained, PUBLIC)


@pytest.mark.parametrize(
    "wrong",
    [
        {"event": 2**32},
        {"event": -1},
        {"key": 256},
        {"generation": 256},
        {"category": 256},
        {"registration": "MFRGGZDFMZTWQ2LKAA"},
        {"registration": "MFRGGZDFMZTWQ2=="},
        {"registration": "mfrggzdfmztwq2lk"},
        {"registration": "é"},
        {"registration": ""},
    ],
    ids=str,
)
def test_claims_that_do_not_fit_are_refused(wrong):
    with pytest.raises(ValueError):
        encode(replace(CLAIMS, **wrong), PRIVATE)


@given(st.text(st.characters(), max_size=300))
@example("/c/" * 1000)
@example("\ud800/c/")
def test_no_text_makes_reading_raise(text):
    assert isinstance(parse(text), CodeError)
    assert len(code_digest(text)) == 64


def test_the_digest_of_an_unknown_code_does_not_depend_on_how_it_arrived():
    assert code_digest("https://a.example/c/XYZ") == code_digest(" ｘｙｚ") != code_digest("xyy")


def test_the_part_of_a_url_that_is_a_short_code_is_found():
    assert code_part("https://luntan.example/c/7k3f-9qxd?x=1") == "7K3F-9QXD"


def test_every_kind_of_category_has_a_number():
    assert {kind.value for kind in CategoryKind} <= set(CATEGORY_KINDS)
    assert [category_number(kind) for kind in CATEGORY_KINDS] == list(range(len(CATEGORY_KINDS)))


def test_printed_numbers_of_categories_never_change():
    assert CATEGORY_KINDS[:6] == ("participant", "expert", "speaker", "host", "staff", "press")
