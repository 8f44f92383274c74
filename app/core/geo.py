"""Coordinates on maps. We store WGS 84; maps of mainland China draw in GCJ-02, some hundred metres away.

The shift is the published approximation of GCJ-02, good to a metre or so against what the map services answer.
"""

from dataclasses import dataclass
from math import cos, pi, radians, sin, sqrt
from urllib.parse import urlencode

_AXIS = 6378245.0  # of the Krasovsky ellipsoid, in metres
_ECCENTRICITY = 0.00669342162296594323  # squared
_MAINLAND = (  # outline as (longitude, latitude): to some ten kilometres on land, generous at sea
    (124.2, 39.7), (124.42, 40.12), (126.1, 41.05), (126.9, 41.75), (127.4, 41.45), (128.3, 41.4), (128.1, 42.0),
    (129.35, 42.42), (129.9, 43.0), (130.25, 42.85), (130.65, 42.42), (130.65, 42.85), (131.3, 43.4),
    (131.25, 44.8), (133.1, 44.85), (133.9, 46.3), (134.75, 47.7), (134.75, 48.45), (133.0, 48.2), (131.0, 47.7),
    (130.7, 48.9), (127.65, 49.8), (127.55, 50.25), (126.1, 52.75), (123.6, 53.56), (122.2, 53.5), (120.9, 53.3),
    (120.1, 52.6), (120.7, 52.0), (119.2, 50.4), (117.8, 49.55), (116.7, 49.85), (115.5, 48.1), (118.0, 48.0),
    (119.8, 46.9), (117.4, 46.6), (115.7, 45.5), (113.6, 44.75), (111.9, 45.05), (111.4, 44.3), (112.0, 43.7),
    (110.4, 42.75), (107.3, 42.4), (104.9, 41.65), (103.2, 41.9), (100.0, 42.65), (96.4, 42.75), (95.3, 44.2),
    (91.0, 45.2), (91.0, 46.7), (90.1, 47.9), (88.0, 48.6), (87.8, 49.15), (86.7, 48.9), (85.6, 48.2), (85.5, 47.1),
    (83.1, 47.2), (82.3, 45.5), (82.5, 45.2), (80.0, 44.9), (80.35, 44.2), (80.75, 43.2), (80.2, 42.3),
    (78.5, 41.5), (76.8, 40.95), (75.6, 40.6), (73.9, 39.8), (73.6, 39.4), (73.9, 38.5), (74.9, 38.4), (74.6, 37.4),
    (75.9, 36.7), (76.2, 35.9), (77.8, 35.5), (79.2, 34.3), (78.8, 33.5), (79.2, 32.6), (78.5, 32.5), (78.8, 31.4),
    (81.1, 30.1), (82.1, 30.3), (84.1, 29.2), (85.2, 28.4), (86.2, 28.0), (88.1, 27.87), (88.75, 28.05),
    (88.9, 27.35), (89.6, 28.15), (91.5, 27.9), (92.1, 27.7), (94.2, 29.1), (96.2, 28.4), (97.4, 28.2),
    (98.25, 27.6), (98.65, 27.4), (98.65, 25.9), (97.75, 25.0), (97.55, 23.9), (98.85, 24.05), (98.85, 23.25),
    (99.5, 22.9), (99.2, 22.1), (100.1, 21.45), (101.1, 21.75), (101.2, 21.2), (101.75, 21.15), (101.6, 22.25),
    (102.4, 22.65), (103.95, 22.5), (105.3, 23.3), (106.7, 22.75), (106.6, 22.1), (107.95, 21.54), (108.2, 20.5),
    (107.9, 19.0), (108.4, 17.9), (110.5, 17.7), (112.5, 20.5), (116.5, 21.8), (118.9, 24.1), (120.4, 25.9),
    (122.5, 27.8), (123.5, 30.5), (122.8, 34.0), (123.2, 37.2), (123.9, 38.8),
)  # fmt: skip
_HONG_KONG = (
    (113.82, 22.14), (113.82, 22.42), (113.94, 22.44), (114.0, 22.49), (114.06, 22.514), (114.085, 22.531),
    (114.115, 22.533), (114.16, 22.553), (114.222, 22.548), (114.25, 22.54), (114.42, 22.56), (114.45, 22.5),
    (114.5, 22.44), (114.5, 22.14),
)  # fmt: skip
_MACAO = (  # west of Taipa and Coloane lies Hengqin, which is mainland
    (113.54, 22.1), (113.54, 22.145), (113.534, 22.16), (113.528, 22.187), (113.535, 22.214), (113.554, 22.2165),
    (113.61, 22.21), (113.61, 22.1),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees; which datum is said by whoever holds it."""

    latitude: float
    longitude: float


def in_shifted_area(point: Point) -> bool:
    """Whether maps draw this place (WGS 84) in GCJ-02: mainland China; not Hong Kong, Macao, Taiwan or abroad.

    Islands within some kilometres of its coast, such as Kinmen and Matsu, count as what they lie before.
    """
    return _inside(point, _MAINLAND) and not _inside(point, _HONG_KONG) and not _inside(point, _MACAO)


def to_gcj02(point: Point) -> Point:
    """WGS 84 to GCJ-02; outside mainland China the same point."""
    if not in_shifted_area(point):
        return point
    north, east = _shift(point)
    return Point(point.latitude + north, point.longitude + east)


def to_wgs84(point: Point) -> Point:
    """GCJ-02 to WGS 84, to well under a millimetre of the inverse of ``to_gcj02``."""
    guess = point
    for _ in range(8):
        there = to_gcj02(guess)
        guess = Point(
            guess.latitude + point.latitude - there.latitude, guess.longitude + point.longitude - there.longitude
        )
    return guess


def map_links(point: Point, name: str) -> dict[str, str]:
    """Addresses that show ``point`` (WGS 84) in each map service: amap, baidu, apple, google, osm.

    Apple and Google draw the mainland on GCJ-02 too, without saying so; OpenStreetMap draws all in WGS 84.
    """
    gcj = to_gcj02(point)
    amap = {"position": f"{_degrees(gcj.longitude)},{_degrees(gcj.latitude)}", "name": name, "coordinate": "gaode"}
    baidu = {"location": _pair(gcj), "title": name, "content": name, "coord_type": "gcj02", "output": "html"}
    baidu["src"] = "webapp.luntan.luntan"  # Baidu demands to know who asks
    return {
        "amap": f"https://uri.amap.com/marker?{urlencode(amap)}",
        "baidu": f"https://api.map.baidu.com/marker?{urlencode(baidu)}",
        "apple": f"https://maps.apple.com/?{urlencode({'ll': _pair(gcj), 'q': name})}",
        "google": f"https://www.google.com/maps/search/?{urlencode({'api': 1, 'query': _pair(gcj)})}",
        "osm": _openstreetmap(point),
    }


def _openstreetmap(point: Point) -> str:
    north, east = _degrees(point.latitude), _degrees(point.longitude)
    return f"https://www.openstreetmap.org/?mlat={north}&mlon={east}#map=17/{north}/{east}"


def _degrees(value: float) -> str:
    return f"{value:.6f}"


def _pair(point: Point) -> str:
    return f"{_degrees(point.latitude)},{_degrees(point.longitude)}"


def _inside(point: Point, outline: tuple[tuple[float, float], ...]) -> bool:
    """Whether a line from the point to the east crosses the outline an odd number of times."""
    inside = False
    for (x1, y1), (x2, y2) in zip(outline, (*outline[1:], outline[0]), strict=True):
        if (y1 > point.latitude) != (y2 > point.latitude):
            crossing = x1 + (point.latitude - y1) / (y2 - y1) * (x2 - x1)
            inside ^= point.longitude < crossing
    return inside


def _shift(point: Point) -> tuple[float, float]:
    """How far GCJ-02 lies from a WGS 84 point, north and east, in degrees."""
    x, y = point.longitude - 105.0, point.latitude - 35.0
    swing = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + swing
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi) + 160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + swing
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi) + 150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    curve = 1 - _ECCENTRICITY * sin(radians(point.latitude)) ** 2
    meridian = _AXIS * (1 - _ECCENTRICITY) / (curve * sqrt(curve))
    parallel = _AXIS / sqrt(curve) * cos(radians(point.latitude))
    return north * 180 / (meridian * pi), east * 180 / (parallel * pi)
