// @ts-check
/**
 * Reads QR codes from pictures: by the browser's own detector where there is one, else by the worker.
 *
 * @typedef {HTMLVideoElement | ImageBitmap} Picture
 * @typedef {(picture: Picture, part?: import("./pixels.js").Part) => Promise<string[]>} Reader
 */
import { config } from "./config.js";
import { pixels } from "./pixels.js";

/** A detector that says nothing for so long is as good as none; one that is slow so often, too. */
const SILENT = 1500;
const [SLOW, TOO_OFTEN] = [100, 5];
/** A worker that says nothing for so long is started anew. */
const STUCK = 8000;

/** @type {Promise<Reader> | undefined} */
let reader;
/** Whether the camera's frames go to the worker as they are, which costs this page nothing. */
let framesTravel = "VideoFrame" in globalThis && "OffscreenCanvas" in globalThis;

/**
 * The page's one reader; made when first asked for, and made anew after it could not be.
 * @returns {Promise<Reader>}
 */
export function makeReader() {
  reader ??= bestReader().catch((error) => {
    reader = undefined;
    throw error;
  });
  return reader;
}

/**
 * The browser's own while it works and keeps up: on some phones it is there and fails with the first picture.
 * @returns {Promise<Reader>}
 */
async function bestReader() {
  const native = await nativeReader();
  if (!native) return workerReader();
  /** @type {Promise<Reader> | undefined} */
  let instead;
  let slow = 0;
  return async (picture, part) => {
    if (slow < TOO_OFTEN) {
      const began = performance.now();
      const texts = await native(picture).catch(() => null);
      slow = texts ? (performance.now() - began > SLOW ? slow + 1 : 0) : TOO_OFTEN;
      if (texts) return texts;
    }
    instead ??= workerReader().catch((error) => {
      instead = undefined;
      throw error;
    });
    return (await instead)(picture, part);
  };
}

/** @returns {Promise<Reader | null>} */
async function nativeReader() {
  const Detector = /** @type {any} */ (globalThis).BarcodeDetector;
  const formats = Detector ? await within(SILENT, Detector.getSupportedFormats()).catch(() => []) : [];
  if (!formats.includes("qr_code")) return null;
  const detector = new Detector({ formats: ["qr_code"] });
  return async (picture) => {
    const found = await within(SILENT, detector.detect(picture));
    return found.map((/** @type {{ rawValue: string }} */ code) => code.rawValue);
  };
}

/**
 * @template T
 * @param {number} milliseconds
 * @param {Promise<T>} work
 * @returns {Promise<T>} rejects when it takes longer
 */
function within(milliseconds, work) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer")), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/**
 * One picture at a time, whoever asks: the camera or a photo.
 * @returns {Promise<Reader>}
 */
async function workerReader() {
  const worker = new Worker(new URL("./decoder.js", import.meta.url), { type: "module" });
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();
  /**
   * @param {unknown} message
   * @param {Transferable[]} [transfer]
   * @returns {Promise<any>}
   */
  const ask = (message, transfer = []) => {
    const answer = last.then(() => within(STUCK, answerOf(worker, message, transfer)));
    last = answer.catch(() => {});
    return answer;
  };
  const end = (/** @type {Error} */ error) => {
    worker.terminate();
    reader = undefined;
    throw error;
  };
  await ask({ reader: config.reader, wasm: config.wasm }).catch(end);
  return async (picture, part = {}) => {
    const frame = framesTravel && picture instanceof HTMLVideoElement ? new VideoFrame(picture) : null;
    if (frame) return ask({ frame, part }, [frame]).catch((error) => {
      framesTravel = false;
      return end(error);
    });
    const seen = pixels(picture, part);
    return seen ? ask({ picture: seen }, [seen.data.buffer]).catch(end) : [];
  };
}

/**
 * @param {Worker} worker
 * @param {unknown} message
 * @param {Transferable[]} transfer
 * @returns {Promise<any>}
 */
function answerOf(worker, message, transfer) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.failed ? reject(new Error(data.failed)) : resolve(data));
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(message, transfer);
  });
}
