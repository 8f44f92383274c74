"""A camera that a test holds badges before: frames drawn in the page, through the same track, video and reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.tickets.qr import qr_matrix

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

#: Thirty frames a second of a wall, or of a badge before it. `lens` is the hand that holds it: what it shows and since
#: when, which cameras there are, how asking for one fails, what was asked for.
SCRIPT = """(() => {
  if (!navigator.mediaDevices) return;
  const Frame = globalThis.VideoFrame;
  const [wide, high, wall, white, black] = [1280, 720, 74, 235, 16];
  const picture = new Uint8Array(wide * high * 1.5).fill(128);
  const box = (left, top, right, bottom, light) => {
    for (let y = Math.round(top); y < Math.round(bottom); y += 1)
      picture.fill(light, y * wide + Math.round(left), y * wide + Math.round(right));
  };
  const clear = () => picture.fill(wall, 0, wide * high);
  const paint = (rows, share) => {
    const side = high * share, cell = side / (rows.length + 8);
    const [left, top] = [(wide - side) / 2, (high - side) / 2];
    box(left, top, left + side, top + side, white);
    rows.forEach((row, y) => [...row].forEach((dark, x) => dark === "1" && box(
      left + (x + 4) * cell, top + (y + 4) * cell, left + (x + 5) * cell, top + (y + 5) * cell, black)));
  };
  const film = () => {
    const track = new MediaStreamTrackGenerator({ kind: "video" });
    const out = track.writable.getWriter();
    const layout = { format: "I420", codedWidth: wide, codedHeight: high };
    const roll = setInterval(() => {
      if (track.readyState !== "live") return clearInterval(roll);
      const frame = new Frame(picture, { ...layout, timestamp: performance.now() * 1000 });
      out.write(frame).catch(() => frame.close());
    }, 33);
    return track;
  };
  const lens = window.lens = {
    cameras: [{ deviceId: "back", label: "Back", facingMode: "environment" }],
    fails: "", torch: null, asked: [], track: null, shownAt: 0,
    show(rows, share = 0.6) { clear(); paint(rows, share); lens.shownAt = performance.now(); },
    hide: clear,
    lose() { lens.track.stop(); lens.track.dispatchEvent(new Event("ended")); },
  };
  clear();
  navigator.mediaDevices.enumerateDevices = async () => lens.cameras.map((one) => ({ ...one, kind: "videoinput" }));
  navigator.mediaDevices.getUserMedia = async ({ video }) => {
    const exact = video.deviceId?.exact;
    lens.asked.push(exact ?? video.facingMode?.ideal);
    if (lens.fails) throw new DOMException("", lens.fails);
    const one = exact ? lens.cameras.find((camera) => camera.deviceId === exact) : lens.cameras[0];
    if (!one) throw new DOMException("", "OverconstrainedError");
    lens.track = film();
    lens.track.getSettings = () => one;
    lens.track.getCapabilities = () => ({ torch: lens.torch !== null });
    lens.track.applyConstraints = async ({ advanced: [{ torch }] }) => { lens.torch = torch; };
    return new MediaStream([lens.track]);
  };
})();"""


def fit(context: BrowserContext) -> None:
    """Give the pages of a browser this camera."""
    context.add_init_script(SCRIPT)


def hold(page: Page, head: str, code: str) -> None:
    """Hold a badge into the picture, until another one or nothing is."""
    page.evaluate("(rows) => lens.show(rows)", rows_of(head, code))


def take_away(page: Page) -> None:
    page.evaluate("lens.hide()")


def rows_of(head: str, code: str) -> list[str]:
    """The modules of a badge's code, a row a string."""
    return ["".join("1" if dark else "0" for dark in row) for row in qr_matrix(head, code)]
