"""A language in which every text that is marked for translation says so: 〖Register〗."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path
from types import ModuleType

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask_babel import get_babel

from app.core.edge import Application
from app.settings import ROOT

#: What stands inside a text and is filled in later, or is markup: it brings marks of its own, or none.
HOLES = re.compile(r"(%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^>]+>)")
LETTER = re.compile(r"[^\W\d_]")


def pseudo(text: str) -> str:
    """``text`` in marks; holes stay outside of them, so that what fills one must be marked itself."""
    pieces = HOLES.split(text)
    return "".join(f"〖{p}〗" if LETTER.search(p) and not HOLES.fullmatch(p) else p for p in pieces)


@cache
def _translations() -> ModuleType:
    """The program that collects the texts for the real languages."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / ".ci" / "translations.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_catalogue(folder: Path) -> None:
    """The pseudo-language in the place of Chinese, under ``folder``."""
    made = Catalog(locale="zh")
    for message in _translations().from_sources():
        if message.id:
            many = isinstance(message.id, tuple | list)
            told = (pseudo(message.id[1]),) if many else pseudo(message.id)
            made.add(message.id, told, context=message.context)
    path = folder / "zh" / "LC_MESSAGES" / "messages.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, made)


def speak_pseudo(application: Application, folder: Path) -> None:
    """Whoever asks for Chinese gets the pseudo-language from now on."""
    write_catalogue(folder)
    get_babel(application).translation_directories[:] = [str(folder)]
