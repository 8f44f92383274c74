"""What comes with the mail that brings a ticket: the code as a picture, and the ticket as a PDF."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.badges.composing import stage, ticket_face
from app.core.links import public_address
from app.core.outbox import Attachment
from app.messaging.pictures import qr_png
from app.tickets.models import Ticket
from app.tickets.qr import qr_matrix

#: Under this id the letter shows the code.
PICTURE = "ticket-code"


def ticket_files(session: Session, ticket: Ticket, locale: str) -> Iterator[Attachment]:
    """The code to be shown in the letter, and the PDF to be printed."""
    # Imported here: typst costs the worker some 40 MB, which it need not pay before the first ticket.
    from app.badges.pdf import render_ticket

    head, event = public_address("/c/"), ticket.registration.event
    yield Attachment(f"{event.slug}.png", "image/png", qr_png(qr_matrix(head, ticket.code)), content_id=PICTURE)
    face = ticket_face(ticket, stage(session, event, head), locale)
    yield Attachment(f"{event.slug}-ticket.pdf", "application/pdf", render_ticket(face))
