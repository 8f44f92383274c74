// @ts-check
/** The camera: the one at the back by preference, its light, and a loop over its frames. */
import { pixels } from "./reader.js";

const BETWEEN_FRAMES = 60;
const WHILE_RESTING = 250;
const AFTER_FAILURE = 2000;

export class Camera {
  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.video = video;
    /** @type {MediaStream | null} */
    this.stream = null;
    this.running = false;
  }

  /**
   * @param {string} [deviceId] which camera; the one at the back where none is named
   * @returns {Promise<void>} rejects with the browser's error when there is none, or it was refused
   */
  async start(deviceId) {
    this.stop();
    const video = { width: { ideal: 1280 }, height: { ideal: 720 } };
    const chosen = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: "environment" } };
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...video, ...chosen } });
    this.video.srcObject = this.stream;
    await this.video.play();
  }

  stop() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
  }

  /** @returns {Promise<MediaDeviceInfo[]>} */
  async others() {
    const all = await navigator.mediaDevices.enumerateDevices();
    return all.filter((device) => device.kind === "videoinput");
  }

  get track() {
    return this.stream?.getVideoTracks()[0] ?? null;
  }

  get hasTorch() {
    const abilities = /** @type {{ torch?: boolean }} */ (this.track?.getCapabilities?.() ?? {});
    return Boolean(abilities.torch);
  }

  /** @param {boolean} on */
  async light(on) {
    await this.track?.applyConstraints({ advanced: [/** @type {any} */ ({ torch: on })] });
  }

  /**
   * Read frame after frame until the page is left; a hidden page rests.
   * @param {import("./reader.js").Reader} read
   * @param {{ seen: (texts: string[]) => void, readable: (works: boolean) => void }} tell `readable`: after each picture,
   *   whether it could be read at all
   */
  async watch(read, tell) {
    if (this.running) return;
    this.running = true;
    for (;;) {
      const frame = this.stream && !document.hidden ? pixels(this.video) : null;
      const texts = frame ? await read(frame).catch(() => null) : [];
      if (frame) tell.readable(texts !== null);
      if (texts) tell.seen(texts);
      const pause = texts === null ? AFTER_FAILURE : frame ? BETWEEN_FRAMES : WHILE_RESTING;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
