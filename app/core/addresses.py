"""Mail addresses: what may be one, and how it is kept."""

from email_validator import EmailNotValidError, validate_email

from app.core.i18n import gettext as _

#: As columns hold it; no longer one is worth looking at.
LONGEST = 254


def mail_address(typed: str) -> str:
    """In lower case and with an ASCII domain, so that one mailbox is one address; whether it exists, only a mail
    can tell. Raises ``ValueError`` with a message for the reader."""
    kept = _checked(typed)
    if not kept:
        raise ValueError(_("Enter a mail address such as name@example.org."))
    return kept


def counted_as(typed: str) -> str:
    """Under what attempts at an address are counted: however it is spelt, as one; what is none, as it was typed."""
    return _checked(typed) or typed.lower()[:LONGEST]


def _checked(typed: str) -> str:
    if len(typed) > LONGEST:
        return ""
    try:
        checked = validate_email(typed, check_deliverability=False, globally_deliverable=False, allow_smtputf8=False)
    except EmailNotValidError:
        return ""
    return (checked.ascii_email or "").lower() if "." in checked.ascii_domain else ""
