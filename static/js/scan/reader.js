// @ts-check
/**
 * Reads QR codes from pictures: by the browser's own detector where there is one, else by the worker.
 *
 * @typedef {(frame: ImageData) => Promise<string[]>} Reader
 */
import { config } from "./config.js";

/** A detector that says nothing for so long is as good as none; one that is slow so often, too. */
const SILENT = 1500;
const [SLOW, TOO_OFTEN] = [100, 5];
/** A worker that says nothing for so long is started anew. */
const STUCK = 8000;

/** @type {Promise<Reader> | undefined} */
let reader;

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
  return async (frame) => {
    if (slow < TOO_OFTEN) {
      const began = performance.now();
      const texts = await native(frame).catch(() => null);
      slow = texts ? (performance.now() - began > SLOW ? slow + 1 : 0) : TOO_OFTEN;
      if (texts) return texts;
    }
    instead ??= workerReader().catch((error) => {
      instead = undefined;
      throw error;
    });
    return (await instead)(frame);
  };
}

/** @returns {Promise<Reader | null>} */
async function nativeReader() {
  const Detector = /** @type {any} */ (globalThis).BarcodeDetector;
  const formats = Detector ? await within(SILENT, Detector.getSupportedFormats()).catch(() => []) : [];
  if (!formats.includes("qr_code")) return null;
  const detector = new Detector({ formats: ["qr_code"] });
  return async (frame) => {
    const found = await within(SILENT, detector.detect(frame));
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
 * One frame at a time, whoever asks: the camera or a photo.
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
  return (frame) => ask(frame, [frame.data.buffer]).catch(end);
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

const canvas = document.createElement("canvas");
const context = canvas.getContext("2d", { willReadFrequently: true });

/**
 * The pixels of a picture, or of the square in its middle, which is where codes are held.
 * @param {HTMLVideoElement | ImageBitmap} source
 * @param {{ middle?: boolean, side?: number }} [options] `side`: the most pixels that it is wide or high
 * @returns {ImageData | null} null where the picture is empty
 */
export function pixels(source, { middle = false, side = 1280 } = {}) {
  const [width, height] = source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
  if (!width || !height) return null;
  const short = Math.min(width, height);
  const [wide, high] = middle ? [short, short] : [width, height];
  const scale = Math.min(1, (middle ? SQUARE : side) / Math.max(wide, high));
  const [across, down] = [Math.round(wide * scale), Math.round(high * scale)];
  if (canvas.width !== across) canvas.width = across;
  if (canvas.height !== down) canvas.height = down;
  context?.drawImage(source, (width - wide) / 2, (height - high) / 2, wide, high, 0, 0, canvas.width, canvas.height);
  return context?.getImageData(0, 0, canvas.width, canvas.height) ?? null;
}

/** Enough for a code that is a third of the square; of more pixels a slow phone reads fewer pictures. */
const SQUARE = 720;
