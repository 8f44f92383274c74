"""`flask device-token`: a device for a script."""

from datetime import timedelta

import click
from flask.cli import with_appcontext

from app.checkin import devices
from app.checkin.devices import Terms
from app.checkin.models import DeviceRole
from app.core.clock import now
from app.core.db import db, writing
from app.events.queries import event_by_slug

#: A kiosk is paired: somebody chooses its PIN.
ROLES = click.Choice([role.value for role in DeviceRole if role is not DeviceRole.KIOSK])


@click.command("device-token")
@click.argument("event")
@click.option("--name", default="script", show_default=True, help="shown on the page of devices")
@click.option("--role", type=ROLES, default=DeviceRole.SCAN.value, show_default=True)
@click.option("--days", type=click.IntRange(1, 366), default=7, show_default=True, help="how long it may scan")
@with_appcontext
def device_token(event: str, name: str, role: str, days: int) -> None:
    """Make a device of EVENT (its slug) and print its bearer token, which is shown this once."""
    moment = now()
    with writing(db.engine) as session:
        found = event_by_slug(session, event)
        if found is None:
            raise click.ClickException(f"there is no event {event!r}")
        terms = Terms(name[:80], DeviceRole(role), moment + timedelta(days=days))
        _device, token = devices.enrol(session, found.id, terms)
    click.echo(token)
