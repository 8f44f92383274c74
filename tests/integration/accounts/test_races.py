"""What must happen once happens once, however many try at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Level, SignIn, User
from app.core.edge import Application
from tests.factories.accounts import make_administrator, sign_in
from tests.integration.accounts.mail import only_link, read_mail
from tests.integration.forms import csrf_token, post
from tests.integration.outside import catch_up

AT_ONCE = 8
WEI = "wei@people.example"


def together(*acts: Callable[[], int]) -> list[int]:
    """The answers of ``acts``, all begun at the same moment."""
    start = Barrier(len(acts))

    def run(act: Callable[[], int]) -> int:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_of_many_who_use_a_link_at_once_one_is_signed_in(
    application: Application, client: FlaskClient, session: Session
) -> None:
    post(client, "/sign-in/link/", {"address": WEI}, page="/sign-in/")
    link = only_link(read_mail(application, WEI)[0])
    clients = [application.test_client() for _ in range(AT_ONCE)]
    tokens = [csrf_token(each, link) for each in clients]

    def use(number: int) -> Callable[[], int]:
        return lambda: clients[number].post(link, data={"csrf_token": tokens[number]}).status_code

    assert together(*map(use, range(AT_ONCE))) == [303] + [410] * (AT_ONCE - 1)
    assert session.scalar(select(func.count()).select_from(SignIn)) == 1


def test_many_who_ask_for_the_same_new_address_make_one_user(application: Application, session: Session) -> None:
    clients = [application.test_client() for _ in range(5)]
    tokens = [csrf_token(each, "/sign-in/") for each in clients]

    def ask(number: int) -> Callable[[], int]:
        form = {"csrf_token": tokens[number], "address": WEI}
        return lambda: clients[number].post("/sign-in/link/", data=form).status_code

    assert together(*map(ask, range(5))) == [303] * 5
    assert session.scalars(select(User.email)).all() == [WEI]
    assert len(read_mail(application, WEI)) == 5


def test_two_of_headquarters_cannot_dismiss_each_other(application: Application, session: Session) -> None:
    first, second = make_administrator(session), make_administrator(session)
    session.commit()
    clients = [application.test_client(), application.test_client()]
    for client, user in zip(clients, (first, second), strict=True):
        sign_in(client, user, Level.STAFF)
    tokens = [csrf_token(client, "/account/") for client in clients]

    def dismiss(number: int, other: User) -> Callable[[], int]:
        url = f"/manage/people/{other.public_id}/disable/"
        return lambda: clients[number].post(url, data={"csrf_token": tokens[number]}).status_code

    together(dismiss(0, second), dismiss(1, first))
    catch_up(session)
    able = select(func.count()).select_from(User).where(User.headquarters, User.disabled_at.is_(None))
    assert session.scalar(able) == 1
