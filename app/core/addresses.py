"""Mail addresses: what may be one, and how it is kept."""

from email_validator import EmailNotValidError, validate_email

from app.core.i18n import gettext as _


def mail_address(typed: str) -> str:
    """In lower case and with an ASCII domain, so that one mailbox is one address; whether it exists, only a mail
    can tell. Raises ``ValueError`` with a message for the reader."""
    try:
        checked = validate_email(typed, check_deliverability=False, globally_deliverable=False, allow_smtputf8=False)
    except EmailNotValidError:
        checked = None
    if checked is None or "." not in checked.ascii_domain:
        raise ValueError(_("Enter a mail address such as name@example.org."))
    return (checked.ascii_email or "").lower()
