"""The demo's mailbox: everything readable, nothing dangerous, and not there elsewhere."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.demo_mode import mark_demo
from app.core.edge import Application
from app.core.outbox import MailboxMessage
from tests.integration.accounts.mail import read_mail
from tests.integration.forms import post

EVIL = '<html><head></head><body><p style="color:red">Hi</p><script>alert(1)</script></body></html>'


@pytest.fixture
def demo(session: Session) -> None:
    mark_demo(session, "2027-06-20")
    session.commit()


def put(session: Session, subject: str = "Your ticket", html: str = "<html><head></head><body>Hi</body></html>") -> str:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Luntan <a@b.example>", "wei@people.example", subject
    message.set_content("Open https://forum.example/c/ABC now <b>\n")
    message.add_alternative(html, subtype="html")
    message.add_attachment(b"%PDF-1.7", "application", "pdf", filename="胸牌.pdf")
    raw = message.as_bytes(policy=SMTP)
    row = MailboxMessage(message_id=f"<{subject}>", to="wei@people.example", subject=subject, raw=raw)
    session.add(row)
    session.commit()
    return f"/mailbox/{row.public_id}/"


def test_there_is_no_mailbox_on_a_database_that_the_demo_did_not_make(client: FlaskClient, session: Session) -> None:
    letter = put(session)
    client.application.extensions["luntan_demo"] = True
    for url in ("/mailbox/", letter, letter + "html/", letter + "parts/0/"):
        assert client.get(url).status_code == 404


@pytest.mark.usefixtures("demo")
def test_mail_that_was_asked_for_is_there_to_read(application: Application, client: FlaskClient) -> None:
    post(client, "/sign-in/link/", {"address": "wei@people.example"}, page="/sign-in/")
    read_mail(application, "wei@people.example")
    page = client.get("/mailbox/").text
    assert "Your link to sign in to Luntan" in page
    assert "wei@people.example" in page


@pytest.mark.usefixtures("demo")
def test_the_mailbox_finds_mail_by_its_address(client: FlaskClient, session: Session) -> None:
    put(session)
    assert "Your ticket" in client.get("/mailbox/?to=wei@").text
    assert "Your ticket" not in client.get("/mailbox/?to=ana@").text
    assert "Your ticket" not in client.get("/mailbox/?to=%25").text


@pytest.mark.usefixtures("demo")
def test_a_letter_shows_text_links_and_attachments(client: FlaskClient, session: Session) -> None:
    letter = put(session)
    page = client.get(letter).text
    assert '<a href="https://forum.example/c/ABC" rel="noopener">' in page
    assert "&lt;b&gt;" in page
    download = client.get(letter + "parts/0/")
    assert (download.data, download.mimetype) == (b"%PDF-1.7", "application/pdf")
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert client.get(letter + "parts/1/").status_code == 404


@pytest.mark.usefixtures("demo")
def test_a_mails_html_is_shut_in(client: FlaskClient, session: Session) -> None:
    letter = put(session, html=EVIL)
    page = client.get(letter)
    assert "alert(1)" not in page.text
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    policy = client.get(letter + "html/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox " in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "unsafe-inline" not in policy


@pytest.mark.usefixtures("demo")
def test_a_subject_is_text_not_markup(client: FlaskClient, session: Session) -> None:
    letter = put(session, subject="<script>alert(1)</script>")
    for url in ("/mailbox/", letter):
        assert "<script>alert(1)" not in client.get(url).text


@pytest.mark.usefixtures("demo")
def test_a_picture_that_a_mail_shows_is_shown(client: FlaskClient, session: Session) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.example", "wei@people.example", "Ticket"
    message.set_content("text")
    message.add_alternative('<html><head></head><body><img src="cid:code" alt=""></body></html>', subtype="html")
    html = message.get_body(("html",))
    assert html is not None
    html.add_related(b"\x89PNG", "image", "png", cid="<code>")
    row = MailboxMessage(message_id="<1>", to="wei@people.example", subject="Ticket", raw=message.as_bytes(policy=SMTP))
    session.add(row)
    session.commit()
    shown = client.get(f"/mailbox/{row.public_id}/html/")
    assert 'src="data:image/png;base64,iVBORw=="' in shown.text
    assert "img-src data:" in shown.headers["Content-Security-Policy"]
