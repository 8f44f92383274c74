"""Blank badges: printed beforehand, each with a signed code for an id that nobody has, until somebody is given it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.model import new_public_id
from app.core.secrets import Secrets
from app.events.models import Event
from app.registration.models import Category, Registration
from app.tickets import keys
from app.tickets.codec import TicketClaims, category_number, encode
from app.tickets.issuing import unused_short_code
from app.tickets.models import SigningKey, SpareBadge, SpareStock, Ticket

#: Badges in a stock: more than any desk hands out.
MOST = 500


@dataclass(frozen=True, slots=True)
class Order:
    """``number`` blank badges of a category, to be printed together and kept at ``label``; by a member of staff.

    ``new_id`` makes their public ids.
    """

    category: Category
    number: int
    label: str = ""
    by: int | None = None
    new_id: Callable[[], str] = new_public_id


def make_stock(session: Session, secrets: Secrets, event: Event, order: Order, at: datetime) -> SpareStock:
    """Sign the codes of new blank badges."""
    if not 1 <= order.number <= MOST:
        raise DomainError(_l("Between 1 and %(most)d badges.", most=MOST), "number")
    category = order.category
    about = {"label": order.label, "created_at": at, "created_by": order.by}
    stock = SpareStock(event_id=event.id, category=category, public_id=order.new_id(), **about)
    session.add(stock)
    session.flush()
    key = keys.key_in_use(session, secrets, event.id, at)
    private = keys.private_key_of(key, secrets)
    for _number in range(order.number):
        public_id = order.new_id()
        claims = TicketClaims(event.number_code, key.number, public_id, 0, category_number(category.kind))
        session.add(
            SpareBadge(
                event_id=event.id,
                stock_id=stock.id,
                public_id=public_id,
                key_id=key.id,
                code=encode(claims, private),
                short_code=unused_short_code(session, event.id),
            )
        )
    session.flush()
    return stock


def void(stock: SpareStock, at: datetime) -> None:
    """The stock is lost: refuse what of it nobody was given."""
    if stock.voided_at:
        raise DomainError(_l("These badges were withdrawn already."))
    stock.voided_at = at


def spare_named(session: Session, event_id: int, public_id: str, short_code: str = "") -> SpareBadge | None:
    """A blank badge by the id in its code or by its typed code, locked: nobody else gives it to somebody now."""
    named = SpareBadge.public_id == public_id if public_id else SpareBadge.short_code == short_code
    wanted = select(SpareBadge).where(SpareBadge.event_id == event_id, named).with_for_update(of=SpareBadge)
    loaded = wanted.options(joinedload(SpareBadge.stock).joinedload(SpareStock.category))
    return session.scalar(loaded.execution_options(populate_existing=True))


def is_usable(session: Session, spare: SpareBadge) -> bool:
    """Whether a phone would let its bearer in: neither is its stock withdrawn nor its key revoked."""
    return spare.stock.voided_at is None and session.get_one(SigningKey, spare.key_id).revoked_at is None


def give(session: Session, spare: SpareBadge, registration: Registration, at: datetime) -> Ticket:
    """The badge is this person's ticket from now on; the registration has the badge's id and category."""
    spare.given_at = at
    ticket = Ticket(
        event_id=spare.event_id,
        registration_id=registration.id,
        generation=0,
        key_id=spare.key_id,
        code=spare.code,
        short_code=spare.short_code,
        issued_at=at,
    )
    session.add(ticket)
    session.flush()
    return ticket


def blank(session: Session, event_id: int, public_ids: Collection[str]) -> dict[str, bool]:
    """Those of some ids that stand on a badge which nobody was given, and whether its stock was withdrawn."""
    if not public_ids:
        return {}
    free = SpareBadge.event_id == event_id, SpareBadge.given_at.is_(None), SpareBadge.public_id.in_(public_ids)
    rows = session.execute(select(SpareBadge.public_id, SpareStock.voided_at).join(SpareBadge.stock).where(*free))
    return {public_id: voided is not None for public_id, voided in rows}


def voided(session: Session, event_id: int, since: datetime | None) -> list[tuple[str, str]]:
    """Badges that nobody was given and nobody may be, each with its category; those withdrawn since then."""
    withdrawn = SpareStock.voided_at.is_not(None) if since is None else SpareStock.voided_at >= since
    rows = session.execute(
        select(SpareBadge.public_id, Category.public_id)
        .join(SpareBadge.stock)
        .join(SpareStock.category)
        .where(SpareBadge.event_id == event_id, SpareBadge.given_at.is_(None), withdrawn)
    )
    return [(public_id, category) for public_id, category in rows]


def stocks(session: Session, event_id: int) -> list[tuple[SpareStock, int, int]]:
    """Each stock with how many badges it has and how many were given to somebody, the latest first."""
    counted = (
        select(SpareStock, func.count(SpareBadge.id), func.count(SpareBadge.given_at))
        .join(SpareBadge, SpareBadge.stock_id == SpareStock.id)
        .where(SpareStock.event_id == event_id)
        .group_by(SpareStock.id)
        .order_by(SpareStock.id.desc())
    )
    return [
        (stock, every, given)
        for stock, every, given in session.execute(counted.options(joinedload(SpareStock.category)))
    ]


def stock_by_public_id(session: Session, event_id: int, public_id: str) -> SpareStock | None:
    mine = SpareStock.event_id == event_id, SpareStock.public_id == public_id
    return session.scalar(select(SpareStock).where(*mine).options(joinedload(SpareStock.category)))


def unused(session: Session, stock: SpareStock) -> list[SpareBadge]:
    """What of a stock is still blank, in the order in which it is printed."""
    free = SpareBadge.stock_id == stock.id, SpareBadge.given_at.is_(None)
    return list(session.scalars(select(SpareBadge).where(*free).order_by(SpareBadge.id)))
