"""Demo mode: a property of the database that ``flask demo`` made, never of a setting."""

from sqlalchemy import Engine, String, select
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.model import Base


class Fact(Base):
    """A property of this database."""

    __tablename__ = "fact"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(300), default="")


def is_demo(engine: Engine) -> bool:
    """Whether the demo data made this database; no, where there are no tables yet."""
    try:
        with Session(engine) as session:
            return made_by_demo(session)
    except (OperationalError, ProgrammingError):
        return False


def made_by_demo(session: Session) -> bool:
    return session.scalar(select(Fact.value).where(Fact.name == "demo")) is not None


def mark_demo(session: Session, anchor: str) -> None:
    """Make this a demo database. Never call it on one that holds people's data."""
    session.merge(Fact(name="demo", value=anchor))
