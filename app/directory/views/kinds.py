"""The three kinds of entries, and what differs between their pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.core.folding import fold
from app.core.han import is_han, readings
from app.core.i18n import current_locale
from app.core.i18n import lazy_gettext as _l
from app.core.policies import Policy, headquarters
from app.directory.forms.entries import BaseForm, EntryForm, GroupForm, ThemeForm
from app.directory.models import OverseasGroup, ProgramBase, Theme
from app.directory.policies import hosts_a_base, hosts_base


@dataclass(frozen=True, slots=True)
class Words:
    """What the pages of a kind say."""

    one: Any
    plural: Any
    new: Any
    none: Any
    #: What an entry of the kind is, for the empty list.
    about: Any


@dataclass(frozen=True, slots=True)
class Kind:
    """``argument``: of the URL; ``plural``: in the URL; ``sees``: the list; ``edits``: one entry."""

    argument: str
    plural: str
    model: type[Any]
    form: type[EntryForm]
    words: Words
    sees: Policy
    edits: Policy
    #: Sort keys beside the name.
    sorts: dict[str, Callable[[Any], Any]]
    #: What a search looks at beside name and address.
    searched: Callable[[Any], list[str]]


GROUPS = Kind(
    argument="group",
    plural="groups",
    model=OverseasGroup,
    form=GroupForm,
    words=Words(
        _l("Overseas group"),
        _l("Overseas groups"),
        _l("New group"),
        _l("No overseas groups yet"),
        _l("Associations of scientists abroad that send delegates. Add them one by one, or import a list."),
    ),
    sees=headquarters,
    edits=headquarters,
    sorts={
        "country": lambda row: row.country,
        "joined": lambda row: row.joined_on.isoformat() if row.joined_on else "",
    },
    searched=lambda row: [row.city.zh, row.city.en],
)
BASES = Kind(
    argument="base",
    plural="bases",
    model=ProgramBase,
    form=BaseForm,
    words=Words(
        _l("Programme base"),
        _l("Programme bases"),
        _l("New base"),
        _l("No programme bases yet"),
        _l("Places that host forums and receive trips. Add them one by one, or import a list."),
    ),
    sees=hosts_a_base,
    edits=hosts_base,
    sorts={"city": lambda row: sort_key(row.city), "province": lambda row: sort_key(row.province)},
    searched=lambda row: [row.city.zh, row.city.en, row.province.zh, row.province.en],
)
THEMES = Kind(
    argument="theme",
    plural="themes",
    model=Theme,
    form=ThemeForm,
    words=Words(
        _l("Theme"),
        _l("Themes"),
        _l("New theme"),
        _l("No themes yet"),
        _l("Subjects of forums and trips."),
    ),
    sees=headquarters,
    edits=headquarters,
    sorts={"position": lambda row: row.position},
    searched=lambda row: [],
)


def sort_key(text: Any) -> list[str]:
    """By pinyin in Chinese, by the alphabet in English."""
    shown = text.pick(current_locale())
    return [readings(character)[0] if is_han(character) else character for character in fold(shown)]
