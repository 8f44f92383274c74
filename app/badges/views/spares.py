"""Blank badges as a PDF: everything but a name."""

from flask import Response, abort

from app.badges import composing
from app.badges.apart import render_apart
from app.badges.pdf import render_badges
from app.badges.views.blueprint import bp
from app.badges.views.pdf import code_head, pdf_response
from app.core.edge import access, session_of_request
from app.core.names import PersonName
from app.core.text import Bilingual
from app.events.models import Event
from app.events.policies import organizes
from app.registration.models import Registration
from app.tickets import spares
from app.tickets.models import SpareStock, Ticket

#: Up to how many badges are set in this process; more in one of their own, which gives its memory back.
FEW = 12


@bp.get("/manage/events/<event>/spare-badges/<spare_stock>.pdf")
@access(organizes)
def spare_sheet(event: Event, spare_stock: SpareStock) -> Response:
    """What of a stock is still blank, one page each, with room to write a name in by hand."""
    session = session_of_request()
    blank = spares.unused(session, spare_stock)
    if not blank or spare_stock.voided_at:
        abort(404)
    nobody = Registration(category=spare_stock.category, name=PersonName(), organisation=Bilingual())
    tickets = [
        Ticket(registration=nobody, generation=0, code=spare.code, short_code=spare.short_code) for spare in blank
    ]
    faces = composing.badge_faces(tickets, composing.stage(session, event, code_head()))
    session.rollback()  # the connection is not kept while the pages are set
    body = render_badges(faces) if len(faces) <= FEW else render_apart(faces)
    return pdf_response(body, f"{event.slug}-blank-badges-{spare_stock.public_id.lower()}")
