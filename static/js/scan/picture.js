// @ts-check
/** The picture on the stage: opens the camera, or says why there is none, and keeps the screen on. */
import { element, say } from "./config.js";
import { makeReader } from "./reader.js";

/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {import("./station.js").Station} Station */

/**
 * @param {Camera} camera
 * @param {Station} station
 * @param {string} [deviceId]
 */
export async function openCamera(camera, station, deviceId) {
  const notice = element("camera-notice", HTMLElement);
  try {
    if (!navigator.mediaDevices) throw new DOMException("", isSecureContext ? "NotFoundError" : "SecurityError");
    await camera.start(deviceId);
    notice.hidden = true;
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    notice.textContent = say({ SecurityError: "not_secure", NotAllowedError: "camera_refused" }[name] ?? "no_camera");
    notice.hidden = false;
    return;
  }
  /** @param {boolean} works */
  const readable = (works) => {
    if (!works) notice.textContent = say("no_reader");
    notice.hidden = works;
  };
  camera.watch((frame) => makeReader().then((read) => read(frame)), { seen: (texts) => station.look(texts), readable });
}

/** The screen stays on while guests come; browsers let go of the lock whenever the page was hidden. */
export function keepAwake() {
  const hold = () => document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", hold);
  hold();
}
