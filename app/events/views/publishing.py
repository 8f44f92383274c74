"""What is missing before an event can be published, and its steps from state to state."""

from typing import Any

from flask import Blueprint, flash, render_template, request

from app.core import navigation
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, session_of_request
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.events import publishing, states
from app.events.forms.events import StepForm
from app.events.models import Event, EventState
from app.events.policies import organizes
from app.events.publishing import Decision
from app.events.queries import changes
from app.events.told import told

bp = Blueprint("events_publishing", __name__)


@bp.route("/manage/events/<event>/publish/", methods=["GET", "POST"])
@access(organizes)
def index(event: Event) -> Any:
    """The list of what is missing, the next steps, and the dated changes so far."""
    form = StepForm(obj=event)
    if form.validate_on_submit():
        state = next((state for state in EventState if state.value == form.to.data), None)
        if state and attempt(lambda: _take(event, state, form), form):
            flash(_told(state), "success")
            return back_to("events_publishing.index", event=event.slug)
    return _page(event, form), 422 if form.is_submitted() else 200


def _take(event: Event, state: EventState, form: StepForm) -> Event:
    decision = Decision(form.approval_number.data or "", form.approved_on.data, form.bilingual("reason"))
    return publishing.take_step(session_of_request(), current_actor(), event, state, decision, now())


def _page(event: Event, form: StepForm) -> str:
    session, actor = session_of_request(), current_actor()
    return render_template(
        "events/publish.html",
        event=event,
        form=form,
        asked=request.form.get("to", ""),
        problems=publishing.missing(session, event),
        steps={step.after.value: step for step in states.next_steps(actor, event, now())},
        changes=told(changes(session, event.id)),
    )


def _told(state: EventState) -> str:
    said = {
        EventState.DRAFT: _("This is a draft again."),
        EventState.AWAITING_APPROVAL: _("The event awaits approval."),
        EventState.PUBLISHED: _("The event is public."),
        EventState.CANCELLED: _(
            "The event is cancelled. Its page says so, and calendars learn it at their next fetch."
        ),
        EventState.ARCHIVED: _("The event is archived."),
    }
    return str(said[state])


navigation.item("event", "events_publishing.index", _l("Publishing"), organizes, order=30)
