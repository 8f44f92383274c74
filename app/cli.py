"""flask commands: demo, worker, up, create-administrator, device-token, backup, restore."""

import click
from flask import Flask, current_app
from flask.cli import ScriptInfo, with_appcontext

from app import operations
from app.accounts import staff
from app.checkin.commands import device_token
from app.core import migrating
from app.core.clock import now
from app.core.commands import worker
from app.core.db import db, writing
from app.core.errors import DomainError
from app.demo.commands import demo


@click.command("create-administrator")
@click.argument("email")
@click.option("--name", default="", help="shown in the audit log")
@click.password_option(help="asked for when not given")
@with_appcontext
def create_administrator(email: str, name: str, password: str) -> None:
    """Make a user of headquarters, the first one above all."""
    hasher = current_app.extensions["luntan_hasher"]
    try:
        with writing(db.engine) as session:
            staff.create_administrator(session, hasher, email, name, password, now())
    except DomainError as error:
        raise click.ClickException(str(error.message)) from error
    click.echo(f"{email} signs in as headquarters.")


def run_by_flask() -> bool:
    """Whether this is the `flask` command, which offers `flask db`, and not a server."""
    context = click.get_current_context(silent=True)
    return context is not None and context.find_object(ScriptInfo) is not None


def register(app: Flask) -> None:
    if run_by_flask():
        migrating.configure(app)
    for command in (
        demo,
        worker,
        operations.up,
        operations.back_up,
        operations.restore,
        create_administrator,
        device_token,
    ):
        app.cli.add_command(command)
