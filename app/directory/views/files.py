"""CSV in and out: the sample, the export, and the import with its preview."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Blueprint, Response, flash, render_template, request

from app.core import audit, csvfiles
from app.core.edge import attempt, back_to, session_of_request
from app.core.i18n import current_locale, ngettext
from app.core.i18n import gettext as _
from app.core.policies import headquarters
from app.directory import importing, queries
from app.directory.columns import COLUMNS, Column
from app.directory.forms.entries import ImportForm
from app.directory.importing import Line, Plan, Verdict
from app.directory.samples import SAMPLES
from app.directory.views.kinds import Kind
from app.directory.views.pages import add


def file_pages(bp: Blueprint, kind: Kind) -> None:
    """Add export, sample and import to ``bp``; all are for headquarters."""
    root = f"/manage/{kind.plural}/"
    add(bp, kind, f"{root}export/", export, headquarters, "POST")
    add(bp, kind, f"{root}sample/", sample, headquarters, "GET")
    add(bp, kind, f"{root}import/", upload, headquarters, "GET", "POST", reads=True)
    add(bp, kind, f"{root}import/confirm/", confirm, headquarters, "POST")
    add(bp, kind, f"{root}import/left/", left, headquarters, "POST", reads=True)


def export(kind: Kind) -> Response:
    """Every entry, archived ones too, in columns that an import reads; logged, since it may hold mail addresses."""
    session, columns = session_of_request(), COLUMNS[kind.model]
    rows = queries.entries(session, kind.model)
    audit.record(session, "export", kind=kind.model.__tablename__, rows=len(rows))
    return _download(kind.plural, _labels(columns), [[column.cell(row) for column in columns] for row in rows])


def sample(kind: Kind) -> Response:
    """The header, and rows to copy from."""
    return _download(f"{kind.plural}-sample", _labels(COLUMNS[kind.model]), SAMPLES[kind.model])


def _labels(columns: Iterable[Column]) -> list[str]:
    return [column.label(current_locale()) for column in columns]


def _download(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    response = Response(csvfiles.write(header, rows), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def upload(kind: Kind) -> Any:
    """Choose a file; then see what would become of each of its rows."""
    form = ImportForm()
    if form.validate_on_submit():
        text = attempt(lambda: _text(form), form)
        made = attempt(lambda: importing.plan(session_of_request(), kind.model, text), form) if text else None
        if made:
            return _preview(kind, made, text)
    page = render_template(
        "directory/import.html", kind=kind, form=form, columns=COLUMNS[kind.model], locale_label=current_locale()
    )
    return page, 422 if form.is_submitted() else 200


def _text(form: ImportForm) -> str:
    content = form.file.data.read(csvfiles.LARGEST + 1) if form.file.data else b""
    return csvfiles.decode(content) or "\n"


def confirm(kind: Kind) -> Any:
    """Carry out what was chosen of the preview; where the directory changed meanwhile, show the preview again."""
    session, text, form = session_of_request(), request.form.get("text", ""), ImportForm()
    made = attempt(lambda: importing.plan(session, kind.model, text), form)
    if made is None:
        return back_to(f"directory_{kind.plural}.upload")
    choices = {line.number: request.form.get(f"row-{line.number}", "") for line in made.lines}
    done = attempt(lambda: importing.carry_out(session, kind.model, made, choices), form)
    if done is None:
        again = importing.plan(session, kind.model, text)
        return _preview(kind, again, text, form), 422
    audit.record(session, "import", kind=kind.model.__tablename__, rows=sum(done.values()))
    _tell(made, done)
    return back_to(f"directory_{kind.plural}.index")


def _tell(made: Plan, done: dict[Verdict, int]) -> None:
    added = ngettext("%(num)d row added.", "%(num)d rows added.", done[Verdict.CREATE])
    updated = ngettext("%(num)d row updated.", "%(num)d rows updated.", done[Verdict.UPDATE])
    rest = len(made.lines) - sum(done.values())
    left_out = ngettext("%(num)d row left out.", "%(num)d rows left out.", rest)
    flash(" ".join([added, updated, left_out]), "success")


def left(kind: Kind) -> Any:
    """The rows with problems as a file, each with what is wrong, to be put right and imported again."""
    made = attempt(lambda: importing.plan(session_of_request(), kind.model, request.form.get("text", "")))
    if made is None:
        return back_to(f"directory_{kind.plural}.upload")
    title = _("Problems")
    known = int(made.header[0] == title)  # the file came from here, and was not put right in all its rows
    labels = {column.name: column.label(current_locale()) for column in made.columns}
    rows = [[_told(line, labels), *line.row[known:]] for line in made.lines if line.problems]
    return _download(f"{kind.plural}-problems", [title, *made.header[known:]], rows)


def _told(line: Line, labels: dict[str, str]) -> str:
    said = [(labels.get(name, ""), str(message)) for name, message in line.problems]
    return "; ".join(_(": ").join(filter(None, parts)) for parts in said)


def _preview(kind: Kind, made: Plan, text: str, form: Any = None) -> str:
    labels = {column.name: column.label(current_locale()) for column in COLUMNS[kind.model]}
    return render_template("directory/preview.html", kind=kind, plan=made, text=text, labels=labels, form=form)
