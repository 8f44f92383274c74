"""The mailbox of a demo: every mail as it would have gone out, sign-in links too. No other database has one."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request, send_file
from sqlalchemy.orm import Session

from app.core import mailbox, paging
from app.core.dates import HOME_ZONE
from app.core.demo_mode import made_by_demo
from app.core.edge import access, loads, session_of_request
from app.core.headers import CSP
from app.core.outbox import MailboxMessage
from app.core.policies import public

bp = Blueprint("accounts_mailbox", __name__)

#: A mail's HTML runs no script, sends no form, loads nothing, and is shown in our own frame alone.
MAIL_CSP = (
    "default-src 'none'; img-src data:; style-src 'unsafe-hashes' {hashes}; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)


@loads("letter")
def load_letter(session: Session, public_id: str, loaded: Mapping[str, Any]) -> MailboxMessage | None:
    return mailbox.by_public_id(session, public_id) if made_by_demo(session) else None


@bp.get("/mailbox/")
@access(public)
def index() -> str:
    session = session_of_request()
    if not made_by_demo(session):
        abort(404)
    to = request.args.get("to", "").strip()
    letters, total = mailbox.listed(session, to, paging.offset(), paging.PAGE_SIZE)
    return render_template("accounts/mailbox.html", letters=letters, to=to, pager=paging.pager(total), zone=HOME_ZONE)


@bp.get("/mailbox/<letter>/")
@access(public)
def show(letter: MailboxMessage) -> Response:
    response = make_response(
        render_template("accounts/letter.html", letter=letter, opened=mailbox.opened(letter), zone=HOME_ZONE)
    )
    response.headers["Content-Security-Policy"] = f"{CSP}; frame-src 'self'"
    return response


@bp.get("/mailbox/<letter>/html/")
@access(public)
def show_html(letter: MailboxMessage) -> Response:
    source = mailbox.opened(letter).html or abort(404)
    response = make_response(mailbox.framed(source))
    response.headers["Content-Security-Policy"] = MAIL_CSP.format(hashes=mailbox.style_hashes(source))
    return response


@bp.get("/mailbox/<letter>/parts/<int:number>/")
@access(public)
def download(letter: MailboxMessage, number: int) -> Response:
    part = next((part for part in mailbox.opened(letter).attachments if part.number == number), None)
    if part is None:
        abort(404)
    response = send_file(BytesIO(part.content), part.mimetype, as_attachment=True, download_name=part.filename)
    response.headers["Cache-Control"] = "no-store"
    return response
