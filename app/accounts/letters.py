"""The mails that carry links: to sign in, to accept an invitation, to choose a new password."""

from flask import current_app
from sqlalchemy.orm import Session

from app.accounts.links import is_open, token_of
from app.accounts.models import MailLink, Purpose
from app.core.clock import now
from app.core.i18n import force_locale
from app.core.i18n import lazy_gettext as _l
from app.core.letters import write_letter
from app.core.links import public_link
from app.core.outbox import Letter, OutboxMail, renders

PAGES = {
    Purpose.SIGN_IN: "accounts.link",
    Purpose.INVITATION: "accounts_passwords.choose",
    Purpose.RESET: "accounts_passwords.choose",
}

SUBJECTS = {
    Purpose.SIGN_IN: _l("Your link to sign in to Luntan"),
    Purpose.INVITATION: _l("You are invited to organize on Luntan"),
    Purpose.RESET: _l("A new password for Luntan"),
}


@renders("link_sign_in")
@renders("link_invitation")
@renders("link_reset")
def link_letter(session: Session, mail: OutboxMail) -> Letter | None:
    """A link that was used or has expired meanwhile is not sent."""
    link = session.get(MailLink, mail.payload["link"])
    if link is None or not is_open(link, now()):
        return None
    token = token_of(link, current_app.extensions["luntan_secrets"])
    with force_locale(mail.locale):
        url = public_link(PAGES[link.purpose], token=token, lang=mail.locale)
        return write_letter(f"link_{link.purpose}", str(SUBJECTS[link.purpose]), url=url, user=link.user)
