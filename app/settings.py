"""Typed settings, read from the environment only."""

from functools import cached_property
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Each field is the environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    #: Where secrets, the SQLite database and the job queue live.
    instance_dir: Path = ROOT / "instance"
    #: ``postgresql://…``; empty means SQLite in the instance folder.
    database_url: str = ""
    #: ``redis://…`` for the job queue and the rate limits; empty means a SQLite file, and a count in each process.
    redis_url: str = ""
    #: ``smtp://user:password@host:port`` or ``smtps://…``; empty means mail waits in the outbox.
    smtp_url: str = ""
    mail_from: str = "Luntan <no-reply@luntan.example>"
    #: The address people reach, which codes, mails and feeds are made of.
    public_url: str = "http://127.0.0.1:5000"
    #: Refuses defaults and hosts other than those of ``public_url`` and ``trusted_hosts``.
    production: bool = False
    trusted_hosts: list[str] = Field(default_factory=list)
    #: How many reverse proxies set X-Forwarded-For and X-Forwarded-Proto.
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    #: Registrations that one address may send a minute; a venue's whole network is one address.
    registrations_per_minute: int = Field(default=600, ge=1)
    #: Sign-in attempts and mail links that one address may ask for in ten minutes.
    sign_ins_per_ten_minutes: int = Field(default=100, ge=1)
    #: Work factor of argon2id, in passes over ``argon2_memory_kib``.
    argon2_passes: int = Field(default=3, ge=1)
    argon2_memory_kib: int = Field(default=65536, ge=8)

    @cached_property
    def sqlalchemy_url(self) -> str:
        if not self.database_url:
            return f"sqlite:///{self.instance_dir / 'luntan.db'}"
        for scheme in ("postgres://", "postgresql://"):
            if self.database_url.startswith(scheme):
                return "postgresql+psycopg://" + self.database_url.removeprefix(scheme)
        return self.database_url
