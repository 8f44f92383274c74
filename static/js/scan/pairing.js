// @ts-check
/**
 * Pairing inside the scanner: its own camera reads the code on the organizer's screen. On Apple's phones it must be so,
 * since an app on the home screen has a storage of its own, and the phone's camera opens addresses in Safari.
 */
import { Camera } from "./camera.js";
import { element, say } from "./config.js";
import { pairingPath } from "./pairing-path.js";
import { makeReader } from "./reader.js";

let mounted = false;

/** Make the ways of pairing work; once, however often the screen is shown. */
export function offerPairing() {
  if (mounted) return;
  mounted = true;
  const said = element("pair-said", HTMLElement);
  /** @param {string[]} texts */
  const seen = (texts) => {
    const path = texts.map(pairingPath).find(Boolean);
    if (path) location.assign(path);
    else if (texts.length > 0) said.textContent = say("no_pairing_code");
  };
  element("install-first", HTMLElement).hidden = !installsFirst();
  element("pair-scan", HTMLButtonElement).addEventListener("click", () => watch(seen, said));
  element("pair-photo", HTMLInputElement).addEventListener("change", (event) => readPhoto(event, seen, said));
  element("pair-form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    seen([element("pair-link", HTMLInputElement).value]);
  });
}

/** Safari on a phone, where the page is not yet on the home screen. */
function installsFirst() {
  const standing = /** @type {{ standalone?: boolean }} */ (navigator).standalone;
  return /iPhone|iPad/.test(navigator.userAgent) && standing !== true;
}

/**
 * @param {(texts: string[]) => void} seen
 * @param {HTMLElement} said
 */
async function watch(seen, said) {
  const video = element("pair-video", HTMLVideoElement);
  const camera = new Camera(video);
  try {
    if (!navigator.mediaDevices) throw new DOMException("", "NotFoundError");
    video.hidden = false;
    await camera.start();
    element("pair-scan", HTMLButtonElement).hidden = true;
    camera.watch((picture, part) => makeReader().then((read) => read(picture, part)), { seen: (texts) => seen(texts), readable: (works) => void (works || (said.textContent = say("no_reader"))) });
  } catch {
    video.hidden = true;
    said.textContent = say("no_pairing_camera");
  }
}

/**
 * @param {Event} event
 * @param {(texts: string[]) => void} seen
 * @param {HTMLElement} said
 */
async function readPhoto(event, seen, said) {
  const file = /** @type {HTMLInputElement} */ (event.target).files?.[0];
  const picture = file ? await createImageBitmap(file).catch(() => null) : null;
  const texts = picture ? await makeReader().then((read) => read(picture, { side: 2000 })).catch(() => []) : [];
  if (texts.length > 0) seen(texts);
  else said.textContent = say("no_code");
}
