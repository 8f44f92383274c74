"""Keeps the message catalogues in step with the sources: `translations.py update`, `translations.py check`.

The sources are written in English, so English needs no catalogue. Every other language must have each
message: none fuzzy, none empty, and none with other placeholders than its source.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "app" / "translations"
LANGUAGES = ("zh",)
KEYWORDS = ("_l", "lazy_gettext", "lazy_ngettext:1,2", "lazy_pgettext:1c,2")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


def from_sources() -> Catalog:
    """All messages that app/ and templates/ mark for translation."""
    with tempfile.NamedTemporaryFile(suffix=".pot") as pot:
        keywords = [part for keyword in KEYWORDS for part in ("-k", keyword)]
        skipped = ["--ignore-dirs", ".* node_modules instance tests static"]
        options = ["-F", "babel.cfg", "-c", "Translators:", "-s", *keywords, *skipped, "-o", pot.name]
        program = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract"]
        subprocess.run([*program, *options, "."], cwd=ROOT, check=True)
        return read_po(pot)


def path_of(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    """The stored catalogue of a language, or a new one."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, project="Luntan", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write(language: str, catalog: Catalog) -> None:
    """Sorted, unwrapped and without line numbers, so that a change touches only its own lines."""
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog.header_comment = "# Texts of Luntan. `make messages` adds what the sources use and drops the rest."
    catalog.project, catalog.version = "Luntan", "1"
    catalog.last_translator = catalog.language_team = "Luntan contributors"
    catalog.msgid_bugs_address, catalog.revision_date = "", catalog.creation_date
    with path.open("wb") as file:
        write_po(file, catalog, width=0, sort_output=True, ignore_obsolete=True, include_lineno=False)


def updated(language: str, template: Catalog) -> Catalog:
    """The language's catalogue with new messages added, empty, and those no longer used left out."""
    catalog = read(language)
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    return catalog


def key(message: Message) -> tuple[str | None, str]:
    return message.context, message.id[0] if isinstance(message.id, tuple | list) else message.id


def messages(catalog: Catalog) -> dict[tuple[str | None, str], Message]:
    return {key(message): message for message in catalog if message.id}


def strings(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


def placeholders(text: str) -> set[str]:
    return {match.group(0) for match in PLACEHOLDER.finditer(text)}


def faults(message: Message) -> Iterator[str]:
    """What is wrong with one translated message."""
    sources = list(message.id) if isinstance(message.id, tuple | list) else [message.id]
    wanted = placeholders(sources[-1])
    if message.fuzzy:
        yield "is fuzzy"
    for string in strings(message):
        if not string or not string.strip():
            yield "is not translated"
        elif (found := placeholders(string)) != wanted:
            yield f"has placeholders {sorted(found)}, its source {sorted(wanted)}"


def check(language: str, template: Catalog) -> list[str]:
    """Complaints about a language's catalogue, empty when all is well."""
    wanted, stored = messages(template), messages(read(language))
    complaints = [f"{language}: {text!r} is missing: run `make messages`" for _, text in wanted.keys() - stored.keys()]
    complaints += [f"{language}: {text!r} is no longer used: run `make messages`" for _, text in stored.keys() - wanted]
    complaints += [
        f"{language}: {text!r} {fault}"
        for (_, text), message in stored.items()
        if (_, text) in wanted
        for fault in faults(message)
    ]
    return sorted(complaints)


def main() -> None:
    template = from_sources()
    if sys.argv[1:] == ["update"]:
        for language in LANGUAGES:
            write(language, updated(language, template))
    elif sys.argv[1:] == ["check"]:
        complaints = [line for language in LANGUAGES for line in check(language, template)]
        if complaints:
            sys.exit("\n".join(complaints))
    else:
        sys.exit("usage: translations.py update | check")


if __name__ == "__main__":
    main()
