"""Requests as they come in: forms without NUL, which nobody types and PostgreSQL refuses; and probes."""

from ipaddress import ip_address
from typing import IO, Any
from urllib.parse import urlsplit

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.formparser import FormDataParser

NUL = "\0"
#: Tells how the service is, the same whoever asks and by whatever name.
HEALTH = "/healthz"


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


def is_probe(request: Request) -> bool:
    """Whether a supervisor or a balancer asks how the service is: by an address, or by this machine's own name.

    A browser can be led here by any name of others, but not by one of these.
    """
    if request.path != HEALTH:
        return False
    try:
        name = urlsplit(f"//{request.environ.get('HTTP_HOST', '')}").hostname or ""
        return name == "localhost" or bool(ip_address(name))
    except ValueError:
        return False
