"""Pages of groups, bases and themes: lists, forms, archiving, CSV in and out."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.csvfiles import LARGEST
from app.core.text import Bilingual
from app.directory.models import OverseasGroup, ProgramBase, Theme
from tests.factories.directory import make_base, make_group, make_theme
from tests.factories.events import make_event
from tests.integration.forms import csrf_token, post
from tests.integration.organizing import as_headquarters, as_host, as_role, counted
from tests.integration.outside import catch_up

NAMES = {"name_zh": "新协会", "name_en": "New association", "slug": ""}
GROUP = {**NAMES, "country": "DE", "city_zh": "", "city_en": "", "joined_on": "", "website": "", "contact_email": ""}
KINDS: dict[str, tuple[type[Any], dict[str, str]]] = {
    "groups": (OverseasGroup, GROUP),
    "bases": (ProgramBase, NAMES),
    "themes": (Theme, NAMES),
}
CSV = "海外团体名单,,\n名称,英文名称,国家,备注\n甲会,One,德国,x\n坏会,,Atlantis,\n"


def version(client: FlaskClient, address: str) -> str:
    return client.get(address).text.split('name="version" type="hidden" value="')[1].split('"')[0]


def upload(client: FlaskClient, content: bytes, plural: str = "groups") -> TestResponse:
    file = (io.BytesIO(content), "list.csv")
    return post(client, f"/manage/{plural}/import/", {"file": file}, content_type="multipart/form-data")


@pytest.mark.parametrize("plural", KINDS)
def test_an_entry_is_made_edited_archived_and_restored(client: FlaskClient, session: Session, plural: str) -> None:
    model, values = KINDS[plural]
    as_headquarters(client, session)
    root = f"/manage/{plural}/"
    assert post(client, f"{root}new/", values).location == root
    address = f"{root}new-association/"
    edited = values | {"name_en": "Renamed", "version": version(client, address)}
    assert post(client, address, edited).location == root
    assert post(client, f"{address}archive/", page=address).location == root
    row = session.scalars(select(model)).one()
    assert (row.name.en, row.slug) == ("Renamed", "new-association")
    assert row.archived_at
    assert "Renamed" not in client.get(f"{root}?lang=en").text
    assert "Renamed" in client.get(f"{root}?lang=en&state=archived").text
    assert post(client, f"{address}restore/", page=address).location == address
    catch_up(session)
    assert row.archived_at is None


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("plural", KINDS)
def test_lists_open_empty_and_filled_in_both_languages(
    client: FlaskClient, session: Session, plural: str, locale: str
) -> None:
    as_headquarters(client, session)
    root = f"/manage/{plural}/"
    for page in ("", "new/", "import/"):
        assert client.get(f"{root}{page}?lang={locale}").status_code == 200
    make_group(session)
    make_base(session)
    make_theme(session)
    session.commit()
    for query in ("", "&q=wu", "&state=all", "&sort=-name", "&sort=country", "&sort=;drop", "&q=%25"):
        assert client.get(f"{root}?lang={locale}{query}").status_code == 200, query


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name_zh", ""),
        ("name_en", "x" * 201),
        ("country", "XX"),
        ("country", ""),
        ("joined_on", "2003"),
        ("website", "javascript:alert(1)"),
        ("contact_email", "nobody"),
        ("slug", "import"),
        ("slug", "taken"),
    ],
)
def test_bad_input_is_refused_and_what_was_typed_stays(
    client: FlaskClient, session: Session, field: str, typed: str
) -> None:
    make_group(session, slug="taken")
    as_headquarters(client, session)
    refused = post(client, "/manage/groups/new/", GROUP | {"city_zh": "留下来的城市", field: typed})
    assert refused.status_code == 422
    assert "留下来的城市" in refused.text
    assert session.scalar(select(func.count()).select_from(OverseasGroup)) == 1


def test_a_stale_edit_shows_both_versions(client: FlaskClient, session: Session) -> None:
    make_group(session, slug="europe")
    as_headquarters(client, session)
    address = "/manage/groups/europe/"
    opened = {"version": version(client, address)}
    assert post(client, address, GROUP | {"city_en": "Theirs"} | opened).status_code == 303
    refused = post(client, address, GROUP | {"city_en": "Mine"} | opened)
    assert refused.status_code == 422
    assert "Stored now: Theirs" in refused.text
    assert 'value="Mine"' in refused.text


def test_the_list_is_sorted_by_pinyin_in_chinese_and_by_the_alphabet_in_english(
    client: FlaskClient, session: Session
) -> None:
    for slug, name in (
        ("a", Bilingual("浙江", "Alpha")),
        ("b", Bilingual("安徽", "Beta")),
        ("c", Bilingual("湖北", "Gamma")),
    ):
        make_theme(session, slug=slug, name=name)
    as_headquarters(client, session)
    zh, en = (client.get(f"/manage/themes/?lang={locale}&sort=name").text for locale in ("zh", "en"))
    assert zh.index("安徽") < zh.index("湖北") < zh.index("浙江")
    assert en.index("Alpha") < en.index("Beta") < en.index("Gamma")


def test_a_host_edits_their_own_base_alone(client: FlaskClient, session: Session) -> None:
    event, other = make_event(session), make_base(session)
    as_host(client, session, event)
    assert event.host_base
    own = f"/manage/bases/{event.host_base.slug}/"
    page = client.get("/manage/bases/?lang=en").text
    assert own in page
    assert other.slug not in page
    assert "/manage/bases/import/" not in page
    assert post(client, own, NAMES | {"version": version(client, own)}).status_code == 303
    token = csrf_token(client, own)
    for address in (f"/manage/bases/{other.slug}/", "/manage/bases/new/", "/manage/bases/import/"):
        assert client.get(address).status_code == 403
        assert client.post(address, data={"csrf_token": token}).status_code == 403
    assert client.post(f"{own}archive/", data={"csrf_token": token}).status_code == 403
    assert client.post("/manage/bases/export/", data={"csrf_token": token}).status_code == 403


@pytest.mark.parametrize("page", ["", "new/", "import/", "sample/", "europe/"])
def test_groups_are_for_headquarters(client: FlaskClient, session: Session, page: str) -> None:
    make_group(session, slug="europe")
    event = make_event(session)
    as_role(client, session, event, "organizer")
    assert client.get(f"/manage/groups/{page}").status_code == 403


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_is_looked_at_before_anything_is_saved(client: FlaskClient, session: Session, encoding: str) -> None:
    as_headquarters(client, session)
    preview = upload(client, CSV.encode(encoding))
    assert preview.status_code == 200
    for text in ("甲会", "备注", "Nothing is saved yet.", "No such country or region", "Atlantis"):
        assert text in preview.text
    assert session.scalar(select(OverseasGroup)) is None


def confirm(client: FlaskClient, text: str, **choices: str) -> TestResponse:
    rows = {name.replace("_", "-"): choice for name, choice in choices.items()}
    address = "/manage/groups/import/"
    values = {"text": text, **rows}
    return post(client, f"{address}confirm/", values, page=address, content_type="multipart/form-data")


def test_the_chosen_rows_are_saved_and_it_is_logged(client: FlaskClient, session: Session) -> None:
    as_headquarters(client, session)
    done = confirm(client, CSV, row_3="create")
    assert done.location == "/manage/groups/"
    assert "1 row added. 0 rows updated. 1 row left out." in client.get("/manage/groups/?lang=en").text
    assert session.scalars(select(OverseasGroup.name)).one() == Bilingual("甲会", "One")
    logged = session.scalars(select(AuditEntry).where(AuditEntry.action == "import")).one()
    assert logged.after == {"kind": "overseas_group", "rows": 1}


@pytest.mark.parametrize("text", ["", "nonsense", '"', "名称,英文名称\n\x01", "=cmd|' /C calc'!A0"])
def test_a_text_that_is_no_table_saves_nothing(client: FlaskClient, session: Session, text: str) -> None:
    as_headquarters(client, session)
    assert confirm(client, text, row_3="create").status_code in (303, 422)
    assert session.scalar(select(OverseasGroup)) is None


def test_a_directory_that_changed_meanwhile_is_looked_at_again(client: FlaskClient, session: Session) -> None:
    make_group(session, name=Bilingual("甲会", "One"))
    as_headquarters(client, session)
    again = confirm(client, CSV, row_3="create")
    assert again.status_code == 422
    assert "The directory was changed meanwhile." in again.text


def test_rows_with_problems_are_given_back_with_what_is_wrong(client: FlaskClient, session: Session) -> None:
    as_headquarters(client, session)
    page = "/manage/groups/import/"
    given = post(client, f"{page}left/", {"text": CSV}, page=page, content_type="multipart/form-data")
    assert given.headers["Content-Disposition"] == 'attachment; filename="groups-problems.csv"'
    _header, row = csv.reader(io.StringIO(given.data.decode("utf-8-sig"), newline=""))
    assert row[1:4] == ["坏会", "", "Atlantis"]
    assert "Country or region: No such country or region" in row[0]


def test_rows_that_are_given_back_keep_all_that_was_typed(client: FlaskClient, session: Session) -> None:
    as_headquarters(client, session)
    text = "名称,name,国家,内部备注,成立\n坏会,Bad,Ａtlantis,问过王老师,２００３,多余\n好会,Good,DE,,2004\n"
    page = "/manage/groups/import/"
    for _round in range(2):
        given = post(client, f"{page}left/", {"text": text}, page=page, content_type="multipart/form-data")
        text = given.data.decode("utf-8-sig")
        header, row = csv.reader(io.StringIO(text, newline=""))
        assert header == ["Problems", "名称", "name", "国家", "内部备注", "成立"]
        assert row[1:] == ["坏会", "Bad", "Ａtlantis", "问过王老师", "２００３", "多余"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"PK\x03\x04", b"a" * (LARGEST + 1), b"a,b\n1,2"])
def test_a_file_that_is_no_list_is_refused_beside_the_field(
    client: FlaskClient, session: Session, content: bytes
) -> None:
    as_headquarters(client, session)
    refused = upload(client, content)
    assert refused.status_code == 422
    assert 'href="#file"' in refused.text
    assert post(client, "/manage/groups/import/").status_code == 422


def test_the_export_is_no_formula_and_holds_every_entry(client: FlaskClient, session: Session) -> None:
    make_group(session, name=Bilingual("=1+1", "@evil"), archived_at=now())
    make_group(session)
    as_headquarters(client, session)
    exported = post(client, "/manage/groups/export/?lang=zh", page="/manage/groups/")
    assert exported.mimetype == "text/csv"
    header, *rows = csv.reader(io.StringIO(exported.data.decode("utf-8-sig"), newline=""))
    assert header[:3] == ["中文名称", "英文名称", "国家或地区"]
    assert len(rows) == 2
    [logged] = session.scalars(select(AuditEntry).where(AuditEntry.action == "export"))
    assert logged.after == {"kind": "overseas_group", "rows": 2}
    assert ["'=1+1", "'@evil"] in [row[:2] for row in rows]


@pytest.mark.parametrize("plural", KINDS)
def test_the_sample_is_taken_back_by_the_import(client: FlaskClient, session: Session, plural: str) -> None:
    as_headquarters(client, session)
    sample = client.get(f"/manage/{plural}/sample/")
    assert sample.data.startswith(b"\xef\xbb\xbf")
    preview = upload(client, sample.data, plural)
    assert "0 with problems" in preview.text


def test_unknown_entries_are_not_found(client: FlaskClient, session: Session) -> None:
    as_headquarters(client, session)
    for plural in KINDS:
        assert client.get(f"/manage/{plural}/nothing/").status_code == 404


def test_the_list_asks_the_database_the_same_whatever_its_length(client: FlaskClient, session: Session) -> None:
    make_group(session)
    as_headquarters(client, session)
    client.get("/manage/groups/")
    with counted(session) as few:
        client.get("/manage/groups/")
    catch_up(session)
    for _ in range(40):
        make_group(session)
    session.commit()
    with counted(session) as many:
        client.get("/manage/groups/")
    assert len(many) == len(few) <= 7
