"""Requests as they come in: forms without NUL, which nobody types and PostgreSQL refuses."""

from typing import IO, Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.formparser import FormDataParser

NUL = "\0"


class CleanForms(FormDataParser):
    """Whoever reads a form, through its class or by hand, finds no NUL in it."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, Any]]:
        rest, form, files = super().parse(stream, mimetype, content_length, options)
        if any(NUL in text for pair in form.items(multi=True) for text in pair):
            pairs = [(name.replace(NUL, ""), value.replace(NUL, "")) for name, value in form.items(multi=True)]
            form = ImmutableMultiDict(pairs)
        return rest, form, files


class Incoming(Request):
    form_data_parser_class = CleanForms
