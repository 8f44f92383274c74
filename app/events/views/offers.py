"""What the actor of this request may choose from in an event's forms."""

from app.core.edge import current_actor, session_of_request
from app.directory.models import ProgramBase
from app.directory.queries import current_bases, current_themes
from app.events.forms.choices import Offer
from app.events.models import Event
from app.events.queries import all_series


def next_hosts() -> list[ProgramBase]:
    """To which bases an edition can be handed on: any, whoever's it is."""
    return current_bases(session_of_request(), None)


def offer(event: Event | None = None) -> Offer:
    """Hosts choose among their own bases; what ``event`` has already stays among the choices."""
    session, actor = session_of_request(), current_actor()
    own = [grant.object_id for grant in actor.grants if grant.role == "host"]
    bases = current_bases(session, None if actor.headquarters else own)
    series = all_series(session)
    if event and event.host_base and event.host_base not in bases:
        bases.append(event.host_base)
    if event and event.series and event.series not in series:
        series.append(event.series)
    homeless = event is not None and event.host_base is None
    return Offer(series, bases, current_themes(session), must_host=not actor.headquarters and not homeless)
