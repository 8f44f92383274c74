"""The roles of the tables: who they are in the demo, and how their requests are signed."""

from __future__ import annotations

from app.accounts.models import Level

#: Column of a table -> mail address of the demo, and how they signed in. ``anon`` is signed in as nobody.
PEOPLE: dict[str, tuple[str, Level]] = {
    "owner": ("guest001@demo.example", Level.MAIL),
    "other": ("guest002@demo.example", Level.MAIL),
    "viewer": ("viewer@demo.example", Level.STAFF),
    "checkin": ("checkin@demo.example", Level.STAFF),
    "organizer": ("organizer@demo.example", Level.STAFF),
    "foreign": ("organizer.elsewhere@demo.example", Level.STAFF),
    "host": ("host@demo.example", Level.STAFF),
    "neighbour": ("host.elsewhere@demo.example", Level.STAFF),
    "hq": ("headquarters@demo.example", Level.STAFF),
}
ANYONE = "anon"
#: Headquarters' address proven by a mail link alone: whoever reads their mail gets no role.
HQ_BY_MAIL = "hq-by-mail"
SIGNED_IN = {**PEOPLE, HQ_BY_MAIL: ("headquarters@demo.example", Level.MAIL)}
#: Devices: a bearer token each.
DEVICES = ("scan", "search", "supervisor", "away", "expired", "revoked", "kiosk")
