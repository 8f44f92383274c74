"""The demo's staff, one for each role. Their password is printed by `make run`; the database is a demo's."""

from argon2 import PasswordHasher

from app.accounts.models import User
from app.demo.maker import Maker
from app.directory.models import BaseGrant, ProgramBase
from app.events.models import Event, EventGrant, EventRole

PASSWORD = "turning-wheel"  # noqa: S105 - of invented people in a database that holds nothing else
#: local part, name, what they are, in the order they are printed
STAFF = (
    ("headquarters", "秦立新 Qin Lixin", "headquarters"),
    ("host", "卫海涛 Wei Haitao", "host of the Wuhan base"),
    ("organizer", "陶静怡 Tao Jingyi", "organizer of the live forum"),
    ("checkin", "何佳宁 He Jianing", "check-in at the live forum"),
    ("viewer", "朱文博 Zhu Wenbo", "viewer of the live forum"),
)


def make_staff(make: Maker, hasher: PasswordHasher, base: ProgramBase, live: Event) -> dict[str, User]:
    """Users by role; each may sign in with ``PASSWORD``."""
    password = hasher.hash(PASSWORD)
    users = {
        role: make.add(
            User(
                email=f"{role}@demo.example",
                name=name,
                locale="zh",
                password_hash=password,
                headquarters=role == "headquarters",
            )
        )
        for role, name, _what in STAFF
    }
    make.session.flush()
    make.add(BaseGrant(user_id=users["host"].id, base_id=base.id))
    for role in EventRole:
        make.add(EventGrant(user_id=users[role.value].id, event_id=live.id, role=role))
    make.session.flush()
    return users
