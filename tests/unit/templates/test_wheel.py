"""The wheel: a segment an edition, the host city's lit."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.templates.conftest import Draw, with_class, words


def editions(count: int, live: int) -> list[dict[str, Any]]:
    states = ["past"] * live + ["live"] + ["next"] * (count - live - 1)
    plain = {"dates": "2027", "host": "", "url": ""}
    return [{**plain, "number": n, "city": f"City {n}", "state": state} for n, state in enumerate(states, 1)]


@pytest.mark.parametrize("count", [1, 2, 5, 12])
def test_each_edition_has_one_dash_of_the_ring_and_they_do_not_overlap(draw: Draw, count: int) -> None:
    ring = draw("wheel.html", "wheel", editions(count, count - 1))
    arcs = [arc for arc in with_class(ring, "arc") if "arc-hollow" not in (arc.get("class") or "")]
    offsets = sorted(-float(arc.get("stroke-dashoffset") or 0) for arc in arcs)
    dashes = [float((arc.get("stroke-dasharray") or "").split()[0]) for arc in arcs]
    assert len(arcs) == count
    assert [offset // 100 for offset in offsets] == list(range(count))
    assert max(dashes) <= 100
    assert all(sum(map(float, (a.get("stroke-dasharray") or "").split())) == count * 100 for a in arcs)


def test_only_the_present_host_is_lit(draw: Draw) -> None:
    assert len(with_class(draw("wheel.html", "wheel", editions(6, 4)), "arc-live")) == 1


def test_a_cancelled_edition_is_not_lit_and_said_to_be_cancelled(draw: Draw) -> None:
    shown = [*editions(3, 2)[:2], {**editions(1, 0)[0], "city": "Wuhan", "state": "cancelled"}]
    board = draw("wheel.html", "rotation_board", shown, "Rotation")
    assert with_class(board, "arc-live") == []
    assert words(with_class(board, "rotation-item")[2]) == "1 Wuhan 2027 Cancelled"


def test_where_none_is_on_the_middle_names_the_next_one(draw: Draw) -> None:
    board = draw("wheel.html", "rotation_board", editions(4, 1)[2:], "Rotation")
    assert words(with_class(board, "wheel-centre")[0]) == "City 3"


def test_the_board_says_in_words_who_hosted_hosts_and_will_host(draw: Draw) -> None:
    rows = with_class(draw("wheel.html", "rotation_board", editions(3, 1), "Rotation"), "rotation-item")
    assert [words(row) for row in rows] == ["1 City 1 2027 Past", "2 City 2 2027 On now", "3 City 3 2027 Next"]
    assert [row.get("aria-current") for row in rows] == [None, "true", None]
