"""The form about one person, and the event's own questions."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

from flask import request
from wtforms import BooleanField, EmailField, StringField, TelField
from wtforms.validators import ValidationError

from app.core.errors import DomainError
from app.core.forms import AtMost, EmailAddress, Filled, Form
from app.core.han import has_han
from app.core.i18n import OWN_NAME, current_locale
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.names import FAMILY_FIRST, GIVEN_FIRST, PersonName
from app.core.text import LOCALES
from app.directory.models import OverseasGroup
from app.registration.fields.kinds import kind_of
from app.registration.forms.consents import ConsentForm
from app.registration.forms.controls import Asked, NoLink, PhoneNumber, Picker, TerritoryField, control_of
from app.registration.models import ConsentKind, FormField, Registration
from app.registration.people import Person, SamePerson

NAME_PARTS = ("han", "family", "given", "latin", "preferred")


class PersonForm(Form):
    """Who registers. ``groups`` and ``questions`` belong to the event and are given when it is made."""

    #: Whether required questions must be answered.
    demanding = True

    han_name = StringField(_l("Name in Chinese characters"), [AtMost(60), NoLink()])
    family_name = StringField(_l("Family name"), [AtMost(80), NoLink()], description=_l("In Latin letters."))
    given_name = StringField(_l("Given name"), [AtMost(80), NoLink()], description=_l("In Latin letters."))
    latin_name = StringField(
        _l("Name as in the passport"), [AtMost(120), NoLink()], description=_l("Only where it differs from the above.")
    )
    preferred_name = StringField(
        _l("Latin name on the badge"), [AtMost(80), NoLink()], description=_l("Only where it should read otherwise.")
    )
    name_order = Picker(
        _l("Order of the Latin name"),
        options=lambda: [
            ("", _("As usual")),
            (FAMILY_FIRST, _("Family name first")),
            (GIVEN_FIRST, _("Given name first")),
        ],
    )
    organisation_zh = StringField(_l("Organisation, in Chinese"), [AtMost(200)])
    organisation_en = StringField(_l("Organisation, in English"), [AtMost(200)])
    job_title_zh = StringField(_l("Job title, in Chinese"), [AtMost(120)])
    job_title_en = StringField(_l("Job title, in English"), [AtMost(120)])
    country = TerritoryField(_l("Country or region where you live"), [Filled()])
    phone = TelField(
        _l("Phone"), [Filled(), PhoneNumber()], description=_l("A phone you will have with you on site, if possible.")
    )
    wechat = StringField(_l("WeChat ID"), [AtMost(60)])
    group = Picker(_l("Overseas group"), description=_l("If you come with one of the groups of the programme."))
    locale = Picker(_l("Language of mails"), options=lambda: [(code, OWN_NAME[code]) for code in LOCALES])

    def __init__(
        self,
        questions: Iterable[FormField] = (),
        groups: Callable[[], Iterable[OverseasGroup]] = tuple,
        given: Mapping[FormField, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._find_groups = groups
        self.group.options = self._group_options
        if not self.is_submitted() and not self.locale.data:
            self.locale.data = current_locale()
        sent = request.form if self.is_submitted() and kwargs.get("formdata", True) is not None else None
        self._ask(questions, given or {}, sent)

    @cached_property
    def _groups(self) -> dict[str, OverseasGroup]:
        """By slug; read only where one was named or the list is drawn."""
        return {group.slug: group for group in self._find_groups()}

    def _group_options(self) -> list[tuple[str, str]]:
        locale = current_locale()
        named = sorted((group.name.pick(locale), slug) for slug, group in self._groups.items())
        return [("", _("None"))] + [(slug, name) for name, slug in named]

    def _ask(self, questions: Iterable[FormField], given: Mapping[FormField, Any], sent: Any) -> None:
        for question in questions:
            name = f"q_{question.key}"
            field = self.meta.bind_field(
                self, control_of(question, demanded=self.demanding), {"name": name, "prefix": self._prefix}
            )
            typed = kind_of(question).typed(given[question]) if given.get(question) is not None else []
            data = typed if field.type == "MultiCheckboxField" else "".join(typed[:1]) or None
            field.process(sent, data)
            self._fields[name] = field

    @property
    def asked(self) -> list[Any]:
        """The controls of the event's own questions."""
        return [field for field in self if isinstance(field, Asked)]

    @property
    def moot(self) -> set[ConsentKind]:
        """Consents that this form has no use for."""
        sensitive = any(field.question.sensitive for field in self.asked)
        return set() if sensitive else {ConsentKind.SENSITIVE}

    def answers(self) -> dict[FormField, Any]:
        return {field.question: field.answer for field in self.asked}

    def validate_han_name(self, field: Any) -> None:
        if field.data and not has_han(field.data):
            raise ValidationError(_("Write Chinese characters here, Latin letters below."))
        if not any(self[f"{part}_name"].data for part in NAME_PARTS):
            raise ValidationError(_("Give a name, in Chinese characters or in Latin letters."))

    def validate_organisation_zh(self, field: Any) -> None:
        if not field.data and not self.organisation_en.data:
            raise ValidationError(_("Name the organisation, in Chinese or in English."))

    def person(self) -> Person:
        """The person as typed; call after validation."""
        parts = {part: self[f"{part}_name"].data or "" for part in NAME_PARTS}
        group = self._groups[self.group.data] if self.group.data else None
        return Person(
            name=PersonName(**parts, order=self.name_order.data or ""),
            organisation=self.bilingual("organisation"),
            job_title=self.bilingual("job_title"),
            country=self.country.data or "",
            phone=self.phone.data or "",
            wechat=self.wechat.data or "",
            group_id=group.id if group else None,
            locale=self.locale.data or current_locale(),
        )


def data_of(registration: Registration) -> dict[str, Any]:
    """The data of ``PersonForm`` for what is stored."""
    name = registration.name
    return {
        **{f"{part}_name": getattr(name, part) for part in NAME_PARTS},
        "name_order": name.order,
        **employment_of(registration),
        "phone": registration.phone,
        "wechat": registration.wechat,
        "locale": registration.locale,
        "email": registration.contact_email,
    }


def employment_of(registration: Registration) -> dict[str, Any]:
    """What colleagues have in common, for registering the next one."""
    return {
        "organisation_zh": registration.organisation.zh,
        "organisation_en": registration.organisation.en,
        "job_title_zh": registration.job_title.zh,
        "job_title_en": registration.job_title.en,
        "country": registration.country,
        "group": registration.group.slug if registration.group else "",
    }


class NamesakeForm(PersonForm):
    """Asks whether it is someone else, once the database has said that it knows the person."""

    namesake = BooleanField(_l("This is someone else of the same name"))
    same_person = False

    def refuse(self, error: DomainError) -> None:
        if isinstance(error, SamePerson):
            self.same_person = True
            error.field = "han_name" if self.han_name.data else "family_name"
        super().refuse(error)


class RegistrationForm(NamesakeForm, ConsentForm):
    """The public form: person, mail address, category and consents."""

    category = StringField(_l("I come as"), [Filled(_l("Choose one of these."))])
    email = EmailField(_l("Mail address"), [Filled(), AtMost(254), EmailAddress()])

    #: Whoever has not proven the address must not learn who is registered under it; see ``known``.
    discreet = False
    known = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._fields.move_to_end("category", last=False)
        self.ask_last(but=self.moot)

    def refuse(self, error: DomainError) -> None:
        if self.discreet and isinstance(error, SamePerson):
            self.known = True
        else:
            super().refuse(error)


class OwnPersonForm(PersonForm, ConsentForm):
    """A person's edit of their own registration; asks for the consents that it needs and that do not stand."""

    def __init__(self, standing: Collection[ConsentKind], needed: Collection[ConsentKind], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.ask_last(but={ConsentKind.PHOTOGRAPHS, *standing} | self.moot)
        self._needed = {*needed, ConsentKind.SENSITIVE}

    def lacking(self) -> list[Any]:
        """The boxes to be shown: of what is lacking already, and of what the edit has come to need."""
        return [box for kind, box in self.boxes().items() if kind in self._needed or box.errors or box.data]
