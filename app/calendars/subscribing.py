"""Links by which calendar programs subscribe to a feed."""

from urllib.parse import quote, urlencode

GOOGLE = "https://calendar.google.com/calendar/r?"
OUTLOOK = "https://outlook.live.com/calendar/0/addfromweb?"


def subscribe_links(address: str, name: str) -> dict[str, str]:
    """Links to a feed's full address: webcal, Google, Outlook, the address itself, and its download."""
    webcal = "webcal://" + address.partition("://")[2]
    return {
        "webcal": webcal,
        # Google subscribes to cid=webcal://… and takes cid=https://… for one of its own calendars.
        "google": GOOGLE + urlencode({"cid": webcal}, quote_via=quote, safe=""),
        "outlook": OUTLOOK + urlencode({"url": address, "name": name}, quote_via=quote, safe=""),
        "https": address,
        "download": address,
    }


def qr_markup(text: str) -> str:
    """A QR of a web address as SVG."""
    # Imported here: needed when a page is rendered, and kept with it.
    from qrcode.main import QRCode

    from app.tickets.qr import QUIET_ZONE, svg_path

    code = QRCode(border=0)
    code.add_data(text.encode(), optimize=0)
    code.make(fit=True)
    modules = [[bool(module) for module in row] for row in code.modules]
    side = len(modules) + 2 * QUIET_ZONE
    frame = f'<svg class="qr" viewBox="-{QUIET_ZONE} -{QUIET_ZONE} {side} {side}" aria-hidden="true" focusable="false">'
    return f'{frame}<path d="{svg_path(modules)}"/></svg>'
