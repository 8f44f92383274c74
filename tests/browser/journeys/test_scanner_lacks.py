"""What phones lack, each in turn: the scanner scans all the same, or says what to do instead, and that works."""

from __future__ import annotations

from io import BytesIO

import pytest
from playwright.sync_api import expect

from tests.browser.journeys.conftest import READERS, OpenWindow
from tests.browser.journeys.door import Door, Phone, make_door, phone_at
from tests.browser.journeys.film import card_with
from tests.browser.journeys.site import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("reader", [READERS[0]], indirect=True, ids=("zh",)),
]


def detector(detect: str) -> str:
    """A detector of the browser's own, whose answers are ``detect``."""
    return f"""globalThis.BarcodeDetector = class {{
      static async getSupportedFormats() {{ return ["qr_code"]; }}
      {detect}
    }};"""


NO_ED25519 = """const subtle = SubtleCrypto.prototype, { importKey } = subtle;
subtle.importKey = function (format, key, algorithm, ...rest) {
  if ((algorithm.name ?? algorithm) === "Ed25519") throw new DOMException("", "NotSupportedError");
  return importKey.call(this, format, key, algorithm, ...rest);
};"""
#: What is lacking, and how a browser comes to lack it. With each the camera sees a badge.
LACKS = {
    "Ed25519": NO_ED25519,
    "a use for its keys": "SubtleCrypto.prototype.verify = async () => { throw new TypeError(); };",
    "a detector": "delete globalThis.BarcodeDetector;",
    "a detector that works": detector("async detect() { throw new DOMException('', 'NotSupportedError'); }"),
    "a detector that answers": detector("detect() { return new Promise(() => {}); }"),
    "frames that travel": "delete globalThis.VideoFrame; delete globalThis.OffscreenCanvas;",
    "news of frames": "delete HTMLVideoElement.prototype.requestVideoFrameCallback;",
    "vibration": "delete Navigator.prototype.vibrate;",
    "sound": "delete globalThis.AudioContext;",
    "a lock on the screen": "delete Navigator.prototype.wakeLock;",
    "a store that stays": "StorageManager.prototype.persist = async () => { throw new TypeError(); };",
    "a service worker": "delete Navigator.prototype.serviceWorker;",
}
#: How the camera fails, and what the scanner says then.
NO_CAMERA = {
    "NotFoundError": "no_camera",
    "NotAllowedError": "camera_refused",
    "NotReadableError": "camera_taken",
}
#: As pages are that came without TLS: no camera, no cryptography, no worker.
INSECURE = """Object.defineProperty(globalThis, "isSecureContext", { value: false });
Object.defineProperty(Crypto.prototype, "subtle", { value: undefined });
delete Navigator.prototype.mediaDevices; delete Navigator.prototype.serviceWorker; delete Navigator.prototype.wakeLock;
delete Navigator.prototype.storage; delete Navigator.prototype.clipboard;"""


@pytest.fixture(scope="module")
def door(site: Site) -> Door:
    return make_door(site)


def takes_a_photo(phone: Phone) -> None:
    """Of the badge, with the phone's own camera app."""
    picture = BytesIO()
    card_with(f"{phone.door.site.url}/c/", phone.door.codes[0]).save(picture, "PNG")
    with phone.page.expect_file_chooser() as chooser:
        phone.page.locator("#camera-photo").click()
    chooser.value.set_files({"name": "badge.png", "mimeType": "image/png", "buffer": picture.getvalue()})


@pytest.mark.parametrize("lack", LACKS)
def test_a_badge_is_read_without(door: Door, open_window: OpenWindow, lack: str) -> None:
    phone = phone_at(door, open_window(), LACKS[lack])
    phone.start()
    phone.holds()
    phone.shows()


@pytest.mark.parametrize("failure", NO_CAMERA)
def test_without_a_camera_a_photo_and_a_usb_scanner_do(door: Door, open_window: OpenWindow, failure: str) -> None:
    phone = phone_at(door, open_window())
    phone.page.evaluate("(failure) => { lens.fails = failure; }", failure)
    phone.start()
    expect(phone.page.locator("#camera-said")).to_have_text(phone.says(NO_CAMERA[failure]))
    takes_a_photo(phone)
    phone.shows()
    phone.types()
    phone.shows()
    phone.page.evaluate("() => { lens.fails = ''; }")
    if failure != "NotReadableError":  # the others have to be put right by a person, who says so
        phone.page.locator("#camera-again").click()
    expect(phone.page.locator("#camera-notice")).to_be_hidden()
    phone.holds(1)
    phone.shows()


def test_without_tls_the_server_decides_what_is_typed(door: Door, open_window: OpenWindow) -> None:
    phone = phone_at(door, open_window(), INSECURE)
    phone.start()
    expect(phone.page.locator("#camera-said")).to_have_text(phone.says("not_secure"))
    phone.types()
    phone.shows()
    takes_a_photo(phone)
    phone.shows()


def test_where_webassembly_is_blocked_the_detector_reads(door: Door, open_window: OpenWindow) -> None:
    window = open_window()
    window.page.context.route("**/*.wasm*", lambda route: route.abort("aborted"))
    text = f"{door.site.url}/c/{door.codes[0]}"
    phone = phone_at(door, window, detector(f"async detect() {{ return [{{ rawValue: '{text}' }}]; }}"))
    phone.start()
    phone.shows()
    window.complaints.found.clear()


INSIDE = {
    "微信": "MicroMessenger/8.0.49",
    "支付宝": "AlipayClient/10.5.0",
    "钉钉": "DingTalk/7.0.40",
    "飞书": "Lark/7.3.5",
    "QQ": "V1_AND_SQ_8.9.0 QQ/8.9.0",
    "LINE": "Line/13.4.0",
}


@pytest.mark.parametrize("app", INSIDE)
def test_inside_another_app_the_way_out_is_shown_first(door: Door, open_window: OpenWindow, app: str) -> None:
    agent = f"Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 {INSIDE[app]}"
    phone = phone_at(door, open_window(user_agent=agent))
    screen = phone.page.locator("#in-app")
    expect(screen.locator("h1")).to_contain_text(app)
    expect(screen.locator("#in-app-address")).to_have_value(f"{door.site.url}/scan/")
    expect(screen.locator(".to-menu")).to_be_visible()
    screen.locator("#in-app-go-on").click()
    phone.start()
    phone.types()
    phone.shows()
