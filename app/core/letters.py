"""Writing a mail from its pair of templates, in the language that is being spoken (see ``i18n.force_locale``)."""

from typing import Any

from flask import render_template

from app.core.links import public_address
from app.core.outbox import Attachment, Letter


def write_letter(template: str, subject: str, *attachments: Attachment, **context: Any) -> Letter:
    """The letter of ``templates/emails/<template>.txt`` and ``.html``, which extend ``emails/_layout``.

    Both see ``subject``, ``site_url`` and ``context``. Needs an application context, no request.
    """
    context |= {"subject": subject, "site_url": public_address("/")}
    text, html = (render_template(f"emails/{template}.{kind}", **context) for kind in ("txt", "html"))
    return Letter(subject, text.strip() + "\n", html, attachments)
