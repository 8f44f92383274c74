"""create_app(): settings, extensions, blueprints, receivers, providers, error pages."""

import importlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from flask import Blueprint, Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import app.models  # noqa: F401 - every mapper is configured before the first query
from app import cli
from app.accounts import passwords
from app.accounts.views import browser
from app.core import assets, dates, edge, errorpages, headers, i18n, logs, navigation, production, templating
from app.core.db import db, prepare_engine
from app.core.demo_mode import is_demo
from app.core.finished import FinishedAnswers
from app.core.limits import limiter
from app.core.policies import public
from app.core.secrets import load_secrets
from app.settings import ROOT, Settings

PACKAGES = (
    "accounts",
    "directory",
    "events",
    "agenda",
    "registration",
    "tickets",
    "checkin",
    "fleet",
    "headcounts",
    "desk",
    "selfcheckin",
    "trips",
    "badges",
    "manifests",
    "calendars",
    "messaging",
    "reports",
    "pages",
    "api",
)


def create_app(settings: Settings | None = None) -> edge.Application:
    """The application of ``settings``, or of the environment."""
    logs.configure()
    chosen = settings or Settings()
    application = edge.Application(
        "app",
        instance_path=str(chosen.instance_dir.resolve()),
        template_folder=str(ROOT / "templates"),
        static_folder=None,
    )
    _configure(application, chosen)
    _extend(application, chosen)
    _serve_files(application)
    for package in PACKAGES:
        _install(application, package)
    cli.register(application)
    edge.check_declared(application)
    return application


def _configure(application: Flask, settings: Settings) -> None:
    secrets = load_secrets(settings.instance_dir)
    public_host = urlsplit(settings.public_url).hostname or ""
    if settings.production:
        production.refuse_defaults(settings)
    application.config.update(
        SECRET_KEY=secrets.key("session"),
        SQLALCHEMY_DATABASE_URI=settings.sqlalchemy_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        SESSION_COOKIE_NAME="luntan",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https://"),
        PERMANENT_SESSION_LIFETIME=90 * 86400,
        SESSION_REFRESH_EACH_REQUEST=False,
        REMEMBER_COOKIE_NAME="luntan_unused",
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=8 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        RATELIMIT_STORAGE_URI=settings.redis_url or "process://",
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=bool(settings.redis_url),
        TRUSTED_HOSTS=[public_host, *settings.trusted_hosts] if settings.production else None,
    )
    application.extensions.update(luntan_settings=settings, luntan_secrets=secrets, luntan_hasher=_hasher(settings))
    application.wsgi_app = FinishedAnswers(application.wsgi_app)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        application.wsgi_app = ProxyFix(application.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]


def _engine_options(settings: Settings) -> dict[str, Any]:
    # What a failing statement was given is people's data: not for the log.
    discreet = {"hide_parameters": settings.production}
    if settings.sqlalchemy_url.startswith("sqlite"):
        return discreet | {"connect_args": {"check_same_thread": False}}
    connect = {"connect_timeout": 5}
    return discreet | {
        "connect_args": connect,
        "pool_size": 8,
        "max_overflow": 8,
        "pool_pre_ping": False,
        "pool_recycle": 1800,
    }


def _hasher(settings: Settings) -> PasswordHasher:
    return passwords.hasher(settings.argon2_passes, settings.argon2_memory_kib)


def _extend(application: edge.Application, settings: Settings) -> None:
    db.init_app(application)
    with application.app_context():
        prepare_engine(db.engine)
        application.extensions["luntan_demo"] = is_demo(db.engine)
    if settings.production:
        production.refuse_demo(is_demo=application.extensions["luntan_demo"])
    i18n.init_app(application)
    edge.csrf.init_app(application)
    limiter.init_app(application)
    browser.init_app(application)
    headers.init_app(application)
    templating.init_app(application)
    navigation.init_app(application)
    errorpages.init_app(application)
    application.jinja_env.filters.update(dates.FILTERS)
    application.after_request(edge.keep_language)


def _serve_files(application: Flask) -> None:
    @application.get("/static/<path:filename>", endpoint="static")
    @edge.access(public, cached=True)
    def static(filename: str) -> Any:
        return assets.serve_static(filename)

    @application.get("/vendor/<path:name>", endpoint="vendor")
    @edge.access(public, cached=True)
    def vendor(name: str) -> Any:
        return assets.serve_vendor(name)


def _install(application: Flask, package: str) -> None:
    """Import a package's views and receivers; the modules register themselves with signals and providers."""
    folder = Path(application.root_path) / package
    for module in ("policies", "receivers", "letters", "tasks"):
        if (folder / f"{module}.py").exists():
            importlib.import_module(f"app.{package}.{module}")
    for blueprint in _blueprints(folder):
        application.register_blueprint(blueprint)


def _blueprints(folder: Path) -> list[Blueprint]:
    """Each ``bp`` of a package's views, once, however many modules share it."""
    files = sorted([*folder.glob("views.py"), *folder.glob("views/*.py")])
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files if file.stem != "__init__"]
    found = [getattr(importlib.import_module(name), "bp", None) for name in names]
    return list(dict.fromkeys(bp for bp in found if bp is not None))
