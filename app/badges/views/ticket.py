"""The ticket as a PDF, for its owner."""

from flask import Response, abort

from app.badges.composing import stage, ticket_face
from app.badges.pdf import render_ticket
from app.badges.views.blueprint import bp
from app.badges.views.pdf import code_head, pdf_response
from app.core.edge import access, session_of_request
from app.core.i18n import current_locale
from app.registration.models import Registration, RegistrationState
from app.registration.policies import owns
from app.tickets.queries import ticket_of


@bp.get("/my/<my_registration>/ticket.pdf")
@access(owns)
def ticket_file(my_registration: Registration) -> Response:
    """The valid ticket of an accepted registration, in the reader's language."""
    session = session_of_request()
    ticket = ticket_of(session, my_registration)
    if ticket is None or my_registration.state is not RegistrationState.ACCEPTED:
        abort(404)
    face = ticket_face(ticket, stage(session, my_registration.event, code_head()), current_locale())
    return pdf_response(render_ticket(face), f"{my_registration.event.slug}-ticket")
