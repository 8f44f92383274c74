"""The organizers' list of who still holds what was handed out."""

from flask import Blueprint, render_template

from app.checkin import equipment
from app.checkin.models import Checkpoint
from app.core.edge import access, session_of_request
from app.core.i18n import current_locale
from app.events.models import Event
from app.events.policies import checks_in

bp = Blueprint("checkin_equipment", __name__)


@bp.get("/manage/events/<event>/checkpoints/<checkpoint>/equipment/")
@access(checks_in)
def index(event: Event, checkpoint: Checkpoint) -> str:
    session = session_of_request()
    return render_template(
        "checkin/equipment.html",
        event=event,
        checkpoint=checkpoint,
        holders=equipment.holders(session, checkpoint, current_locale()),
        stock=equipment.stock(session, checkpoint),
    )
