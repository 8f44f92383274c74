"""What sizes and fields are called. Apart from them, so that the process which prints loads no web library."""

from app.core.i18n import lazy_gettext as _l
from app.core.i18n import lazy_pgettext

SIZE_NAMES = {
    "a6": _l("A6, 105 × 148 mm"),
    "a7": _l("A7, 74 × 105 mm"),
    "card": _l("Card, 86 × 54 mm"),
    "us43": _l("4 × 3 inch"),
    "own": _l("Another size"),
}
FIELD_NAMES = {
    "name_first": _l("Name, Han before Latin"),
    "name_second": _l("Name in Latin, where Han stands before it"),
    "name_han": _l("Name in Han"),
    "name_latin": _l("Name in Latin"),
    "name_preferred": _l("Preferred name"),
    "title_zh": _l("Title, Chinese"),
    "title_en": _l("Title, English"),
    "organisation_zh": _l("Organisation, Chinese"),
    "organisation_en": _l("Organisation, English"),
    "country_zh": _l("Country or region, Chinese"),
    "country_en": _l("Country or region, English"),
    "category_zh": _l("Category, Chinese"),
    "category_en": _l("Category, English"),
    "group_zh": _l("Overseas group, Chinese"),
    "group_en": _l("Overseas group, English"),
    "assignment": _l("Bus, table or seat"),
    "agenda_zh": _l("Own agenda, Chinese"),
    "agenda_en": _l("Own agenda, English"),
    "event_zh": _l("Event, Chinese"),
    "event_en": _l("Event, English"),
    "dates": _l("Days of the meeting"),
    "city_zh": _l("City, Chinese"),
    "city_en": _l("City, English"),
    "base_zh": _l("Host base, Chinese"),
    "base_en": _l("Host base, English"),
    "venue_zh": _l("Venue, Chinese"),
    "venue_en": _l("Venue, English"),
    "address_zh": _l("Address, Chinese"),
    "address_en": _l("Address, English"),
    "contact": _l("The organizers' mail address"),
    "short_code": _l("Short code"),
    "free_zh": _l("Text of your own, Chinese"),
    "free_en": _l("Text of your own, English"),
}
KIND_NAMES = {
    "text": lazy_pgettext("layout", "Text"),
    "code": lazy_pgettext("layout", "Code"),
    "wheel": lazy_pgettext("layout", "Wheel"),
    "image": lazy_pgettext("layout", "Picture"),
    "box": lazy_pgettext("layout", "Box or band"),
    "line": lazy_pgettext("layout", "Line"),
}
SIDES_NAMES = {
    "single": _l("One side"),
    "double": _l("Both sides of the paper"),
    "fold": _l("Folded: the back stands above the front, upside down"),
}
COLOUR_NAMES = {
    "ink": _l("Ink"),
    "quiet": _l("Grey"),
    "white": _l("White"),
    "category": _l("Of the category"),
    "tint": _l("Of the category, pale"),
    "hue": _l("A hue of one's own"),
    "hue_tint": _l("A hue of one's own, pale"),
}
JOIN_NAMES = {"dot": _l("A dot between"), "space": _l("A space between"), "line": _l("A line each")}
