"""Badges as the queries build them, with codes signed under a key of their own."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.badges.faces import BadgeFace, Code, TicketFace, Wheel
from app.core.model import new_public_id
from app.demo import people
from app.tickets.codec import TicketClaims, encode

HEAD = "https://luntan.example/c/"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))

#: Han and Latin as they are printed; the edge names of the demo.
EDGE_NAMES = tuple(dict.fromkeys((name.han, name.latin_badge()) for name in people.EDGE_NAMES))


def ticket_code(number: int = 1, category: int = 0) -> str:
    claims = TicketClaims(event=7, key=1, registration=new_public_id(), generation=number % 256, category=category)
    return encode(claims, KEY)


def badge_face(**given: Any) -> BadgeFace:
    values: dict[str, Any] = {
        "name_han": "吕小明",
        "name_latin": "LYU Xiaoming",
        "organisation_zh": "旅德华人环境科学家与工程师协会",
        "organisation_en": "Association of Chinese Environmental Scientists in Germany",
        "category_zh": "专家",
        "category_en": "Expert",
        "category_hue": 250,
        "event_zh": "第五届国际应用技术论坛(演示)",
        "event_en": "5th International Forum on Applied Technology (Demo)",
        "dates": "2027.6.20–22",
        "city_zh": "武汉",
        "city_en": "Wuhan",
        "wheel": Wheel(segments=6, lit=4, hue=200),
        "code": Code(HEAD, ticket_code(), "7K3F-9QXD"),
    }
    return BadgeFace(**values | given)


def ticket_face(**given: Any) -> TicketFace:
    values: dict[str, Any] = {
        "badge": badge_face(),
        "language": "zh",
        "heading": "参会凭证",
        "hint": "入场时请出示此码。",
        "facts": (("报到", "2027年6月19日(周六)"), ("地点", "武汉国际会议中心")),
    }
    return TicketFace(**values | given)
