"""No mail, no ticket, no badge and no feed says anything that nobody could translate."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pypdfium2
import pytest
from sqlalchemy import select

from app.core import mailbox, outbox
from app.core.db import db
from app.core.outbox import MailboxMessage, OutboxMail
from tests.integration.pseudo_locale.unmarked import in_html, outside, without_twins
from tests.integration.routes.demo_site import DemoSite
from tests.integration.routes.pages import in_language
from tests.integration.routes.table import Row, rows_of

#: Of a calendar, what its readers see.
SAID = re.compile(r"^(SUMMARY|DESCRIPTION|LOCATION|CATEGORIES|COMMENT|NAME|X-WR-CALNAME|X-WR-CALDESC)[;:]")
ESCAPED = re.compile(r"\\([,;\\])")
FEEDS = [row for row in rows_of("GET") if row.rule.endswith(".ics")]
PDFS = [row for row in rows_of("GET") if row.rule.endswith(".pdf")]


def in_pdf(content: bytes) -> list[str]:
    """The unmarked texts of each page of a PDF."""
    with pypdfium2.PdfDocument(io.BytesIO(content)) as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    return [left for text in texts if (left := outside(without_twins(" ".join(text.split()))))]


def in_calendar(content: bytes) -> Iterator[str]:
    """The unmarked texts of a calendar, with the property that says each."""
    for line in content.decode().replace("\r\n ", "").split("\r\n"):
        if SAID.match(line):
            name, _, value = line.partition(":")
            text = ESCAPED.sub(r"\1", value.replace("\\n", " "))
            if left := outside(text):
                yield f"{name}: {left}"


def _letters(site: DemoSite) -> list[MailboxMessage]:
    with site.application.app_context():
        return list(db.session.scalars(select(MailboxMessage).order_by(MailboxMessage.id)))


def test_a_mail_of_every_kind_was_written(site: DemoSite) -> None:
    with site.application.app_context():
        mails = db.session.scalars(select(OutboxMail)).all()
    assert not [(mail.kind, mail.last_error) for mail in mails if not mail.sent_at or mail.last_error]
    assert {mail.kind for mail in mails} == set(outbox._renderers)
    assert len(_letters(site)) == len(mails), "one was not called for"


def test_every_mail_is_translatable(site: DemoSite) -> None:
    found = []
    for letter in _letters(site):
        opened = mailbox.opened(letter)
        said = [left for text in (letter.subject, opened.text) if (left := outside(text))]
        found += [f"{letter.subject}: {told}" for told in (*said, *in_html(opened.html))]
    assert not found


def test_what_is_enclosed_is_translatable(site: DemoSite) -> None:
    readers = {"text/calendar": in_calendar, "application/pdf": in_pdf}
    parts = [part for letter in _letters(site) for part in mailbox.opened(letter).attachments]
    assert {part.mimetype for part in parts} == set(readers)
    found = [told for part in parts for told in readers[part.mimetype](part.content)]
    assert not found


@pytest.mark.parametrize("row", FEEDS, ids=str)
def test_a_feed_is_translatable(site: DemoSite, row: Row) -> None:
    answer = site.ask("anon", "GET", in_language(site.addresses.url(row), "zh"))
    assert b"SUMMARY" in answer.data
    found = list(in_calendar(answer.data))
    assert not found


@pytest.mark.parametrize("row", PDFS, ids=str)
def test_a_pdf_is_translatable(site: DemoSite, row: Row) -> None:
    role = "owner" if row.outcomes["owner"] == "yes" else "hq"
    found = in_pdf(site.ask(role, "GET", in_language(site.addresses.url(row), "zh")).data)
    assert not found
