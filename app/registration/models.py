"""Who registered for what, in which state, with which answers and consents."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.model import Base, PublicId, Timestamps, one_of, partial_index
from app.core.names import SORT_KEY_LENGTH, PersonName
from app.core.person import person_name
from app.core.revisions import event_scope
from app.core.text import Bilingual, bilingual
from app.directory.models import OverseasGroup, ProgramBase
from app.events.models import Event


class CategoryKind(StrEnum):
    PARTICIPANT = "participant"
    EXPERT = "expert"
    SPEAKER = "speaker"
    HOST = "host"
    STAFF = "staff"
    PRESS = "press"


class Category(PublicId, Timestamps, Base):
    """What a person comes as. One of each kind an event."""

    __tablename__ = "category"
    __audited__ = True
    __table_args__ = (UniqueConstraint("event_id", "kind"), CheckConstraint("capacity > 0", name="capacity"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    kind: Mapped[CategoryKind] = mapped_column(one_of(CategoryKind))
    title: Mapped[Bilingual] = bilingual("title")
    hue: Mapped[int] = mapped_column(default=200)
    capacity: Mapped[int | None]
    #: Anyone may choose it; else organizers alone assign it.
    open: Mapped[bool] = mapped_column(default=True)
    #: A confirmed registration waits for an organizer.
    needs_approval: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)

    def revision_scopes(self) -> list[str]:
        return [event_scope(self.event_id)]


class Places(Base):
    """Places taken: one row for an event in all (``category_id`` NULL) and one for each of its categories.

    A place is taken by ``update … set taken = taken + 1 where taken < capacity``, never by counting first.
    """

    __tablename__ = "places"
    __table_args__ = (
        CheckConstraint("taken >= 0 and (capacity is null or taken <= capacity)", name="taken"),
        Index(None, "event_id", "category_id", unique=True),
        partial_index("uq_places_event", "event_id", where="category_id is null", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"), index=True)
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)


class RegistrationState(StrEnum):
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    WAITLISTED = "waitlisted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


SORT_KEY = String(SORT_KEY_LENGTH).with_variant(String(SORT_KEY_LENGTH, collation="C"), "postgresql")
SAME_PERSON = ("event_id", "contact_email", "name_key", "namesake")
LIVE = "state in ('submitted', 'accepted', 'waitlisted')"


class Registration(PublicId, Timestamps, Base):
    """One person at one event. ``public_id`` is what the ticket code carries."""

    __tablename__ = "registration"
    __audited__ = True
    __table_args__ = (
        Index(None, "event_id", "state"),
        Index(None, "event_id", "created_at"),
        Index(None, "event_id", "changed_at"),
        partial_index("ix_registration_held", "held_until", where="held_until is not null"),
        partial_index("uq_registration_person", *SAME_PERSON, where=LIVE, unique=True),
        CheckConstraint("contact_email = lower(contact_email)", name="lower_email"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    event: Mapped[Event] = relationship()
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), index=True)
    category: Mapped[Category] = relationship()
    state: Mapped[RegistrationState] = mapped_column(one_of(RegistrationState), default=RegistrationState.SUBMITTED)
    #: Counted in ``Places.taken``.
    holds_place: Mapped[bool] = mapped_column(default=False)
    #: Until when a submitted registration waits for its address to be confirmed, and holds a place if it does.
    held_until: Mapped[datetime | None]
    #: When the mail address was proven for this registration.
    confirmed_at: Mapped[datetime | None]
    #: The person who answers for it: a participant, or a secretary who registers several. Empty where staff know none.
    contact_email: Mapped[str] = mapped_column(String(254), index=True, info={"sensitive": True})
    name: Mapped[PersonName] = person_name(sensitive=True)
    #: Collates by pinyin and by Latin, see ``PersonName.sort_key``.
    sort_zh: Mapped[str] = mapped_column(SORT_KEY, default="", info={"sensitive": True})
    sort_en: Mapped[str] = mapped_column(SORT_KEY, default="", info={"sensitive": True})
    #: Normal form of the name: one person is registered once under one mail address.
    name_key: Mapped[str] = mapped_column(String(64), default="", info={"sensitive": True})
    #: 0, or a random number for someone else of the same name.
    namesake: Mapped[int] = mapped_column(default=0)
    organisation: Mapped[Bilingual] = bilingual("organisation", sensitive=True)
    job_title: Mapped[Bilingual] = bilingual("job_title", sensitive=True)
    #: ISO 3166-1 alpha-2 of the country or region of residence.
    country: Mapped[str] = mapped_column(String(2), default="")
    #: E.164.
    phone: Mapped[str] = mapped_column(String(20), default="", info={"sensitive": True})
    wechat: Mapped[str] = mapped_column(String(60), default="", info={"sensitive": True})
    group_id: Mapped[int | None] = mapped_column(ForeignKey("overseas_group.id"), index=True)
    group: Mapped[OverseasGroup | None] = relationship()
    #: The programme base that sends the person, as organizers say.
    base_id: Mapped[int | None] = mapped_column(ForeignKey("program_base.id"), index=True)
    base: Mapped[ProgramBase | None] = relationship()
    locale: Mapped[str] = mapped_column(String(2), default="en")
    #: Made by organizers or an import rather than by the person.
    by_staff: Mapped[bool] = mapped_column(default=False)
    #: Registered at the desk on the day.
    walk_in: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: When all that tells who it was went; see ``app.registration.erasing``.
    erased_at: Mapped[datetime | None]

    def audit_label(self, locale: str = "en") -> str:
        return self.public_id or ""  # the number of the person's ticket; never the name


class GoneId(Base):
    """A public id whose person was erased: kept for a day, for phones that hold it on their roster."""

    __tablename__ = "gone_id"
    __table_args__ = (Index(None, "event_id", "gone_at"),)

    public_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    gone_at: Mapped[datetime]


class RegistrationChange(Base):
    """History of a registration's states."""

    __tablename__ = "registration_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    before: Mapped[str] = mapped_column(String(20), default="")
    after: Mapped[str] = mapped_column(String(20))
    #: Key of the member of staff, None: the person, or time.
    by_user_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(300), default="")


class SearchKey(Base):
    """A normalised key of a registration, searched by prefix; see ``app.core.search_keys``."""

    __tablename__ = "search_key"
    __table_args__ = (Index(None, "event_id", "key"),)

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64).with_variant(String(64, collation="C"), "postgresql"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))


class FieldKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"


class FormField(PublicId, Timestamps, Base):
    """A question of an event's form, beside those about the person that every event asks."""

    __tablename__ = "form_field"
    __audited__ = True
    __table_args__ = (UniqueConstraint("event_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(40))
    kind: Mapped[FieldKind] = mapped_column(one_of(FieldKind))
    label: Mapped[Bilingual] = bilingual("label")
    help: Mapped[Bilingual] = bilingual("help")
    required: Mapped[bool] = mapped_column(default=False)
    #: Answers are encrypted, and each look at them is logged.
    sensitive: Mapped[bool] = mapped_column(default=False)
    #: The desk on site may see the answers: what somebody needs there.
    for_desk: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: Of CHOICE and CHOICES: ``[{"value": "…", "zh": "…", "en": "…"}]``.
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    position: Mapped[int] = mapped_column(default=0)
    #: Rises when the question's meaning changes; answers say which version they answer.
    version: Mapped[int] = mapped_column(default=1)
    archived_at: Mapped[datetime | None]

    def revision_scopes(self) -> list[str]:
        return [event_scope(self.event_id)]

    def audit_label(self, locale: str = "en") -> str:
        return self.label.pick(locale)


class Answer(Base):
    """One typed answer; exactly one of the value columns is filled, by the field's kind."""

    __tablename__ = "answer"
    __audited__ = True
    __table_args__ = (UniqueConstraint("registration_id", "field_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    field_id: Mapped[int] = mapped_column(ForeignKey("form_field.id"), index=True)
    field: Mapped[FormField] = relationship()
    field_version: Mapped[int]
    text: Mapped[str | None] = mapped_column(Text, info={"sensitive": True})
    flag: Mapped[bool | None] = mapped_column(info={"sensitive": True})
    number: Mapped[Decimal | None] = mapped_column(Numeric(18, 6), info={"sensitive": True})
    day: Mapped[date | None] = mapped_column(info={"sensitive": True})
    chosen: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True), info={"sensitive": True})
    sealed: Mapped[bytes | None] = mapped_column(info={"sensitive": True})


class PrivacyNotice(PublicId, Base):
    """A version of an event's privacy notice; never edited once given, only followed by another."""

    __tablename__ = "privacy_notice"
    __audited__ = True
    __table_args__ = (UniqueConstraint("event_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    #: The few lines that stand in the form itself.
    summary: Mapped[Bilingual] = bilingual("summary")
    text: Mapped[Bilingual] = bilingual("text")
    published_at: Mapped[datetime]

    def revision_scopes(self) -> list[str]:
        return [event_scope(self.event_id)]


class ConsentKind(StrEnum):
    NOTICE = "notice"
    #: Keeping the answers to sensitive questions.
    SENSITIVE = "sensitive"
    CROSS_BORDER = "cross_border"
    PHOTOGRAPHS = "photographs"


class Consent(Base):
    """What a person agreed to, under which notice; a withdrawal is recorded, nothing is overwritten."""

    __tablename__ = "consent"
    __table_args__ = (Index(None, "registration_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    kind: Mapped[ConsentKind] = mapped_column(one_of(ConsentKind))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("privacy_notice.id"))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
