"""PDFs one after the other in one file, without reading them whole.

For files as typst writes them: a table of objects at the end, no object within another, the tree of pages first.
"""

import mmap
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

HEADER = b"%PDF-1.7\n%\x80\x80\x80\x80\n"
REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
COUNT = re.compile(rb"/Count (\d+)")
#: Objects of the joined file itself: the tree of pages, and the catalogue.
OWN = 2


def join(files: Sequence[Path], to: Path) -> None:
    """Write the pages of `files` to `to`; the files are left as they are."""
    with to.open("wb") as out:
        out.write(HEADER)
        places, trees, pages = [0] * OWN, [], 0
        for file in files:
            first = len(places) + 1
            trees.append(first)
            pages += _append(file, out, places)
        _write(out, places, 1, _tree(trees, pages))
        _write(out, places, 2, b"<</Type/Catalog/Pages 1 0 R>>")
        _finish(out, places)


def _tree(trees: Sequence[int], pages: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % tree for tree in trees)
    return b"<</Type/Pages/Count %d/Kids[%b]>>" % (pages, kids)


def _append(file: Path, out: BinaryIO, places: list[int]) -> int:
    """Copy all objects of a file under numbers of their own. How many pages it has."""
    shift, pages = len(places), 0
    with file.open("rb") as source, mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for number, start, end in _objects(data):
            # References stand before a stream and never in it.
            head, mark, stream = data[start:end].partition(b"stream\n")
            head = REFERENCE.sub(lambda found: b"%d 0 R" % (int(found[1]) + shift), head)
            if number == 1:
                pages = _pages(head)
                head = head.replace(b"/Pages", b"/Pages/Parent 1 0 R", 1)
            places.append(out.tell())
            out.write(b"%d 0 obj" % (number + shift) + head + mark + stream)
    return pages


def _pages(head: bytes) -> int:
    """How many pages hang on the root of a file's tree."""
    count = COUNT.search(head)
    if count is None or b"/Type/Pages" not in head:
        raise ValueError("the first object is no tree of pages")
    return int(count[1])


def _objects(data: mmap.mmap) -> Iterator[tuple[int, int, int]]:
    """Number of each object, and where what it is begins and ends."""
    table = int(data[data.rfind(b"startxref") :].split()[1])
    lines = data[table : data.rfind(b"trailer")].split(b"\n")[2:]
    starts = [int(line[:10]) for line in lines if line[17:18] == b"n"]
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], table], strict=True), 1):
        name = b"%d 0 obj" % number
        if data[start : start + len(name)] != name:
            raise ValueError(f"object {number} is not where the table has it")
        yield number, start + len(name), end


def _write(out: BinaryIO, places: list[int], number: int, body: bytes) -> None:
    places[number - 1] = out.tell()
    out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))


def _finish(out: BinaryIO, places: Sequence[int]) -> None:
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<</Size %d/Root 2 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, table))
