"""Long lists, a page at a time. The page's number is in the URL as ``page``."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

PAGE_SIZE = 50
#: Far beyond any list; databases refuse greater offsets.
LAST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Pager:
    """What ``components/pagination.html`` shows; ``first`` and ``last`` are numbers of rows, from 1."""

    page: int
    pages: int
    total: int
    first: int
    last: int
    prev_url: str
    next_url: str


def asked_page() -> int:
    """The page that the URL asks for, 1 where it asks for none that could be."""
    asked = request.args.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1
    return min(max(number, 1), LAST_PAGE)


def offset(size: int = PAGE_SIZE) -> int:
    """How many rows stand before the page that the URL asks for."""
    return (asked_page() - 1) * size


def pager(total: int, size: int = PAGE_SIZE) -> Pager:
    """The pager of this request's list of ``total`` rows."""
    pages = max((total + size - 1) // size, 1)
    page = min(asked_page(), pages)
    return Pager(
        page=page,
        pages=pages,
        total=total,
        first=min((page - 1) * size + 1, total),
        last=min(page * size, total),
        prev_url=_url(page - 1) if page > 1 else "",
        next_url=_url(page + 1) if page < pages else "",
    )


def _url(page: int) -> str:
    rest = [(key, value) for key, value in request.args.items(multi=True) if key != "page"]
    return f"{request.path}?{urlencode([*rest, ('page', str(page))])}"
