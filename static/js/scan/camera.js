// @ts-check
/** The camera: the one at the back by preference, its light, and a loop over its frames. */

/** From one frame to the next: more would warm the phone and read no sooner. */
const BETWEEN_FRAMES = 40;
const WHILE_RESTING = 250;
const AFTER_FAILURE = 2000;
/** A camera that gives no new frame for so long is looked at all the same. */
const STILL = 500;
/** Codes are held into the middle; the edges of the picture are looked at in each so-manieth frame. */
const WHOLE_EVERY = 4;

/** @typedef {{ seen: (texts: string[], taken: number) => void, readable: (works: boolean) => void }} Told */

export class Camera {
  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.video = video;
    /** @type {MediaStream | null} */
    this.stream = null;
    this.running = false;
    /** Which one where none was chosen: at the back, or before a kiosk. @type {"environment" | "user"} */
    this.facing = "environment";
    /** Whether its light is on. */
    this.lit = false;
    /** Counts the openings, so that one which was overtaken by another lets go of what it got. */
    this.opening = 0;
    /** Called when the picture ends by itself: another app took the camera, or it was unplugged. */
    this.lost = () => {};
  }

  /**
   * @param {string} [deviceId] which camera; the one at the back where none is named
   * @returns {Promise<void>} rejects with the browser's error when there is none, or it was refused
   */
  async start(deviceId) {
    this.stop();
    const mine = (this.opening += 1);
    const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
    const chosen = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: this.facing } };
    const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...size, ...chosen } });
    if (mine !== this.opening) return letGo(stream);
    this.stream = stream;
    this.track?.addEventListener("ended", () => this.stream === stream && this.lost());
    this.video.classList.toggle("mirrored", this.track?.getSettings().facingMode === "user");
    this.video.srcObject = stream;
    await this.video.play();
  }

  stop() {
    this.opening += 1;
    letGo(this.stream);
    this.stream = null;
    this.lit = false;
  }

  /** Whether a picture comes. */
  get live() {
    return this.track?.readyState === "live";
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
    this.lit = on;
  }

  /**
   * Read frame after frame until the page is left; a hidden page rests.
   * @param {import("./reader.js").Reader} read
   * @param {Told} tell `readable`: after each picture, whether it could be read at all
   */
  async watch(read, tell) {
    if (this.running) return;
    this.running = true;
    for (let turn = 0; ; turn += 1) {
      const pause = this.live && !document.hidden ? await this.look(turn, read, tell) : WHILE_RESTING;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  /**
   * Read the next frame.
   * @param {number} turn
   * @param {import("./reader.js").Reader} read
   * @param {Told} tell
   * @returns {Promise<number>} milliseconds until the one after it
   */
  async look(turn, read, tell) {
    const taken = await this.nextFrame();
    if (!this.live || !this.video.videoWidth) return WHILE_RESTING;
    const texts = await read(this.video, { middle: turn % WHOLE_EVERY !== 0 }).catch(() => null);
    tell.readable(texts !== null);
    if (!texts) return AFTER_FAILURE;
    tell.seen(texts, taken);
    return Math.max(0, BETWEEN_FRAMES - (performance.now() - taken));
  }

  /** @returns {Promise<number>} when the frame came that the picture shows from now on */
  nextFrame() {
    const { video } = this;
    if (!video.requestVideoFrameCallback) return Promise.resolve(performance.now());
    return new Promise((resolve) => {
      const asked = video.requestVideoFrameCallback((now) => settle(now));
      const timer = setTimeout(() => settle(performance.now()), STILL);
      /** @param {number} at */
      const settle = (at) => {
        clearTimeout(timer);
        video.cancelVideoFrameCallback(asked);
        resolve(at);
      };
    });
  }
}

/** @param {MediaStream | null} stream */
function letGo(stream) {
  stream?.getTracks().forEach((track) => track.stop());
}
