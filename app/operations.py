"""flask commands of whoever runs the server: up, backup, restore."""

import errno
import os
import socket
from io import StringIO
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app import plan
from app.core import backup
from app.core.db import db
from app.core.migrating import migrate_to
from app.core.providers import ask
from app.settings import Settings

EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - asked for by HOST, to be reached by phones


def _settings() -> Settings:
    settings: Settings = current_app.extensions["luntan_settings"]
    return settings


@click.command("up")
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True)
@click.option("--port", envvar="PORT", default=5000, show_default=True)
@click.option("--tls", envvar="TLS", is_flag=True, help="serve HTTPS under a local certificate authority")
@with_appcontext
def up(host: str, port: int, tls: bool) -> None:
    """Run the web server and the job worker together until stopped."""
    from app.core import authority

    if error := plan.why_not(host, port):
        raise click.ClickException(_said(error, host, port))
    addresses = authority.machine_addresses() if host in EVERYWHERE else []
    files = ("", "")
    if tls:
        names = dict.fromkeys(["localhost", "127.0.0.1", *([] if host in EVERYWHERE else [host]), *addresses])
        made = authority.certificate_for(_settings().instance_dir, [*names, socket.gethostname()])
        files = str(made.certificate), str(made.key)
    url = os.environ.get("PUBLIC_URL") or _address("https" if tls else "http", [*addresses, host][0], port)
    db.engine.dispose()
    plan.become_the_supervisor(plan.Plan(host, port, url, _greeting(url, tls, bool(addresses)), *files))


def _said(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"{host}:{port} is in use. Choose another: make run PORT={port + 1}"
    return f"It cannot listen on {host}:{port}: {error.strerror or error}"


def _address(scheme: str, host: str, port: int) -> str:
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def _greeting(url: str, tls: bool, for_phones: bool) -> str:
    lines = ["", f"Luntan is running at {url}/   (Ctrl-C stops it)"]
    for provided in ask("greeting", db.session()):
        lines += ["", *provided]
    if for_phones:
        lines += ["", "Phones in the same network open it by this code:", _qr(f"{url}/")]
    if tls:
        lines += [f"How a phone comes to trust it: {url}/setup/certificate/"]
    return "\n".join(lines)


def _qr(text: str) -> str:
    import qrcode  # drawing one code is no reason to keep it in every worker

    code, picture = qrcode.QRCode(border=2), StringIO()
    code.add_data(text)
    code.print_ascii(out=picture, invert=True)
    return picture.getvalue()


@click.command("backup")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def back_up(target: Path) -> None:
    """Write database and secrets to the zip file TARGET, while everything runs."""
    if target.exists():
        raise click.ClickException(f"{target} is there already.")
    try:
        held = backup.write_backup(db.engine, _settings().instance_dir, target)
    except (backup.BackupError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"{target}: {held.rows} rows of {held.tables} tables, {held.files} files. Keep it as safe as the server."
    )


@click.command("restore")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="lose what the database holds now")
@with_appcontext
def restore(source: Path, replace: bool) -> None:
    """Put the backup SOURCE in place; stop the server first."""
    try:
        held = backup.restore_backup(db.engine, _settings().instance_dir, source, migrate_to, replace=replace)
    except backup.BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Restored {held.rows} rows of {held.tables} tables and {held.files} files. Start the server again.")
