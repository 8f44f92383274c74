"""The servers that the other tests lean on are real and empty."""

from __future__ import annotations

import smtplib

import psycopg
import pytest
import redis
from sqlalchemy import create_engine, text

from tests.services.postgres import PostgresServer
from tests.services.smtp import SmtpPeer


def test_each_postgresql_database_is_new_and_its_own(postgres: PostgresServer) -> None:
    first, second = postgres.create(), postgres.create()
    try:
        with create_engine(first).begin() as link:
            link.execute(text("create table only_here (id int)"))
        with create_engine(second).begin() as link:
            assert link.scalar(text("select to_regclass('only_here')")) is None
    finally:
        postgres.drop(first)
        postgres.drop(second)


def test_a_dropped_database_is_gone(postgres: PostgresServer) -> None:
    url = postgres.create()
    postgres.drop(url)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url.replace("+psycopg", ""))


def test_redis_keeps_what_it_is_told(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.set("greeting", "你好")
        assert client.get("greeting") == "你好".encode()


def test_the_mail_server_keeps_a_message_as_it_was_sent(smtp: SmtpPeer) -> None:
    _send(smtp, "guest@forum.example", "Subject: =?utf-8?b?5L2g5aW9?=\r\n\r\nhello\r\n")
    [delivery] = smtp.wait_for(1, address="guest@forum.example")
    assert (delivery.subject, delivery.text.strip()) == ("你好", "hello")


def test_the_mail_server_can_refuse(smtp: SmtpPeer) -> None:
    smtp.answer = lambda _recipients: "451 try again later"
    with pytest.raises(smtplib.SMTPDataError, match="451"):
        _send(smtp, "guest@forum.example", "Subject: no\r\n\r\n")
    assert smtp.deliveries == []


def _send(peer: SmtpPeer, recipient: str, message: str) -> None:
    host, port = peer.url.removeprefix("smtp://").split(":")
    with smtplib.SMTP(host, int(port)) as client:
        client.sendmail("sender@forum.example", [recipient], message)
