"""Coordinates on Chinese maps."""

from math import cos, hypot, radians

import pytest

from app.core.geo import Point, in_shifted_area, map_links, to_gcj02, to_wgs84

WUHAN = Point(30.59, 114.30)
#: (WGS 84, GCJ-02) as published by independent implementations.
KNOWN = [
    (Point(39.915, 116.404), Point(39.91640428150164, 116.41024449916938)),
    (Point(31.1774276, 121.5272106), Point(31.17530398364597, 121.531541859215)),
    (Point(22.543847, 113.912316), Point(22.540796131694766, 113.9171764808363)),
]


def metres(a: Point, b: Point) -> float:
    north = (a.latitude - b.latitude) * 111_320
    return hypot(north, (a.longitude - b.longitude) * 111_320 * cos(radians(a.latitude)))


@pytest.mark.parametrize(("wgs", "gcj"), KNOWN)
def test_known_points_are_shifted_as_the_maps_shift_them(wgs: Point, gcj: Point) -> None:
    assert metres(to_gcj02(wgs), gcj) < 0.01
    assert metres(to_gcj02(wgs), wgs) > 300


@pytest.mark.parametrize(("wgs", "gcj"), KNOWN)
def test_the_way_back_ends_where_it_began(wgs: Point, gcj: Point) -> None:
    assert metres(to_wgs84(gcj), wgs) < 0.01
    assert metres(to_wgs84(to_gcj02(wgs)), wgs) < 0.001


@pytest.mark.parametrize(
    ("place", "latitude", "longitude"),
    [
        ("Hong Kong", 22.28, 114.16),
        ("Sheung Shui", 22.50, 114.128),
        ("Macao", 22.19, 113.54),
        ("Macao, Inner Harbour", 22.198, 113.532),
        ("Macao, Taipa", 22.158, 113.552),
        ("Macao, Coloane", 22.117, 113.551),
        ("Taipei", 25.03, 121.56),
        ("Kaohsiung", 22.62, 120.30),
        ("Tokyo", 35.70, 139.70),
        ("Seoul", 37.50, 127.00),
        ("Vladivostok", 43.10, 131.90),
        ("Ulaanbaatar", 47.90, 106.90),
        ("Almaty", 43.20, 76.90),
        ("Kathmandu", 27.70, 85.30),
        ("Hanoi", 21.03, 105.85),
        ("London", 51.50, -0.10),
        ("North Pole", 90.0, 0.0),
    ],
)
def test_outside_the_mainland_nothing_is_shifted(place: str, latitude: float, longitude: float) -> None:
    point = Point(latitude, longitude)
    assert not in_shifted_area(point), place
    assert to_gcj02(point) == to_wgs84(point) == point


@pytest.mark.parametrize(
    ("place", "latitude", "longitude"),
    [
        ("Futian, across the river from Hong Kong", 22.54, 114.057),
        ("Shekou", 22.485, 113.915),
        ("Zhuhai, beside Macao", 22.22, 113.55),
        ("Hengqin, across the water from Macao", 22.13, 113.53),
        ("Khorgos", 44.20, 80.42),
        ("Dandong", 40.12, 124.37),
        ("Fuyuan", 48.36, 134.30),
        ("Mohe", 53.48, 122.37),
        ("Dongxing", 21.55, 107.97),
        ("Kashgar", 39.47, 75.99),
        ("Xiamen", 24.48, 118.09),
        ("Zhoushan", 30.00, 122.20),
        ("Sanya", 18.25, 109.50),
    ],
)
def test_towns_at_the_edge_of_the_mainland_are_shifted(place: str, latitude: float, longitude: float) -> None:
    assert in_shifted_area(Point(latitude, longitude)), place


def test_chinese_maps_get_gcj02_and_openstreetmap_gets_what_is_stored() -> None:
    links = map_links(WUHAN, "武汉 & 会场")
    gcj = to_gcj02(WUHAN)
    assert f"position={gcj.longitude:.6f}%2C{gcj.latitude:.6f}" in links["amap"]
    assert f"location={gcj.latitude:.6f}%2C{gcj.longitude:.6f}" in links["baidu"]
    assert "coord_type=gcj02" in links["baidu"]
    assert "src=webapp.luntan.luntan" in links["baidu"]
    assert f"ll={gcj.latitude:.6f}%2C{gcj.longitude:.6f}" in links["apple"]
    assert "mlat=30.590000&mlon=114.300000" in links["osm"]


def test_a_name_cannot_add_to_the_address() -> None:
    assert all("&x=1" not in url and "<" not in url for url in map_links(WUHAN, "a&x=1<script>").values())
