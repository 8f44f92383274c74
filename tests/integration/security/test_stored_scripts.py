"""Texts that people may type are texts wherever they come out: on pages, in mails, in files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import Connection, String, Table, select, update

from app.core import mailbox
from app.core.commands import deliver_pending
from app.core.db import db, writing
from app.core.model import Base
from app.core.outbox import MailboxMessage, OutboxMail
from tests.integration.pseudo_locale.marked_data import is_text, write_anew
from tests.integration.routes.demo_site import DemoSite
from tests.integration.routes.markup import all_of, faults, parse
from tests.integration.routes.pages import FRAGMENTS, LETTERS, READINGS, is_html, read
from tests.integration.routes.table import Row

#: Breaks out of attributes, elements, scripts and data blocks; is code to Jinja, typst and spreadsheets.
NASTY = (
    """=1+1"'><script>alert(1)</script></title><img src=x onerror=alert(2)>"""
    """{{7*7}}{%raw%}#panic("x")$x$ *b* \\u{41}\r\nBcc: x@x.example"""
)
ADDRESSES = frozenset({"website", "conference_url"})


class NastySite(DemoSite):
    """The demo with each text of its data replaced."""

    def prepare(self) -> None:
        with self.application.app_context():
            with db.engine.begin() as connection:
                for table in Base.metadata.sorted_tables:
                    _spoil(connection, table)
            with writing(db.engine) as session:
                write_anew(session)
                session.execute(update(OutboxMail).values(locale="en"))
            deliver_pending(self.application)


def _spoil(connection: Connection, table: Table) -> None:
    texts = [column.name for column in table.columns if is_text(table.name, column)]
    values = dict.fromkeys(texts, NASTY)
    values |= {name: "javascript:alert(3)" for name in ADDRESSES if name in table.columns}
    if values:
        connection.execute(update(table).values(**values))


@pytest.fixture(scope="module")
def site(instance_root: Path) -> Iterator[DemoSite]:
    made = NastySite(instance_root / "nasty")
    yield made
    made.close()


def _evaluated(source: str) -> list[str]:
    """What a template in the text would have become."""
    return [word for word in ("=1+1\"'>49", ">49{", "49{%raw%}") if word in source]


@pytest.mark.parametrize(("row", "reader"), READINGS, ids=str)
def test_a_page_shows_texts_as_texts(site: DemoSite, row: Row, reader: str) -> None:
    for language, lang in {"zh": "zh-CN", "en": "en"}.items():
        answer = read(site, row, reader, language)
        if is_html(answer) and row.rule not in LETTERS:
            found = faults(answer.text, lang, fragment=row.rule in FRAGMENTS)
            assert not found
            assert not _evaluated(answer.text)


def test_a_text_does_come_out(site: DemoSite) -> None:
    """Otherwise the pages would be safe for want of texts."""
    page = site.ask("anon", "GET", "/events/wuhan-live/?lang=en")
    assert "&lt;script&gt;alert(1)" in page.text
    assert "{{7*7}}" in page.text


def _letters(site: DemoSite) -> list[MailboxMessage]:
    with site.application.app_context():
        sent = list(db.session.scalars(select(MailboxMessage)))
        waiting = db.session.scalars(select(OutboxMail.last_error).where(OutboxMail.sent_at.is_(None))).all()
    assert not waiting
    return sent


def test_a_mail_shows_texts_as_texts(site: DemoSite) -> None:
    for letter in _letters(site):
        opened = mailbox.opened(letter)
        tree, _errors = parse(opened.html)
        assert not all_of(tree, "script")
        assert not [picture for picture in all_of(tree, "img") if picture.get("onerror") or picture.get("src") == "x"]
        assert not _evaluated(opened.html + opened.text)
        head, _, _body = letter.raw.replace(b"\r\n", b"\n").partition(b"\n\n")
        assert b"\nBcc:" not in head


def test_a_calendar_in_a_mail_keeps_a_text_on_its_line(site: DemoSite) -> None:
    parts = [part for letter in _letters(site) for part in mailbox.opened(letter).attachments]
    calendars = [part.content.decode() for part in parts if part.mimetype == "text/calendar"]
    assert calendars
    for calendar in calendars:
        assert not [line for line in calendar.split("\r\n") if line.startswith("Bcc")]


@pytest.mark.parametrize("url", ["/my/<my_registration>/ticket.pdf", "/manage/events/<event>/badges/<print_job>.pdf"])
def test_a_pdf_shows_texts_as_texts(site: DemoSite, url: str) -> None:
    row = next(row for row, _reader in READINGS if row.rule == url)
    answer = read(site, row, "owner" if url.startswith("/my/") else "hq", "en")
    assert answer.status_code == 200
    with pypdfium2.PdfDocument(io.BytesIO(answer.data)) as document:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert "script" in text


EXPORTS = (
    ("hq", "/manage/groups/export/"),
    ("hq", "/manage/bases/export/"),
    ("hq", "/manage/themes/export/"),
    ("organizer", "/manage/events/wuhan-live/registrations/export/"),
)


@pytest.mark.parametrize(("role", "url"), EXPORTS)
def test_no_cell_of_a_table_is_a_formula(site: DemoSite, role: str, url: str) -> None:
    answer = site.ask(role, "POST", url)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    cells = [cell for line in csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")) for cell in line]
    assert [cell for cell in cells if "1+1" in cell]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not cell[1:].isdigit()]
    site.set_back()


def test_every_table_of_texts_was_spoilt(site: DemoSite) -> None:
    with site.application.app_context(), db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if is_text(table.name, column) and isinstance(column.type, String):
                    kept = connection.scalars(select(column).where(column != "", column != NASTY)).all()
                    assert not kept, column
