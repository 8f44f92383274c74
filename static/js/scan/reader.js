// @ts-check
/**
 * Reads QR codes from pictures: by the browser's own detector where there is one, else by the worker.
 *
 * @typedef {(frame: ImageData) => Promise<string[]>} Reader
 */
import { config } from "./config.js";

/** A detector that says nothing for so long is as good as none. */
const SILENT = 4000;

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
 * The browser's own while it works: on some phones it is there and fails with the first picture.
 * @returns {Promise<Reader>}
 */
async function bestReader() {
  const native = await nativeReader();
  if (!native) return workerReader();
  let works = true;
  /** @type {Promise<Reader> | undefined} */
  let instead;
  return async (frame) => {
    const texts = works ? await native(frame).catch(() => null) : null;
    if (texts) return texts;
    works = false;
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
  const formats = Detector ? await Detector.getSupportedFormats().catch(() => []) : [];
  if (!formats.includes("qr_code")) return null;
  const detector = new Detector({ formats: ["qr_code"] });
  return async (frame) => {
    const found = await Promise.race([detector.detect(frame), silence()]);
    return found.map((/** @type {{ rawValue: string }} */ code) => code.rawValue);
  };
}

/** @returns {Promise<never>} */
function silence() {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error("the detector is silent")), SILENT);
  });
}

/** @returns {Promise<Reader>} */
function workerReader() {
  const worker = new Worker(new URL("./decoder.js", import.meta.url), { type: "module" });
  /**
   * Who waits for an answer; the worker gives one to each message, in order.
   * @type {{ resolve: (answer: any) => void, reject: (error: Error) => void }[]}
   */
  const asked = [];
  worker.onmessage = ({ data }) => (data.failed ? asked.shift()?.reject(new Error(data.failed)) : asked.shift()?.resolve(data));
  worker.onerror = (event) => asked.splice(0).forEach((one) => one.reject(new Error(event.message)));
  /**
   * @param {unknown} message
   * @param {Transferable[]} [transfer]
   */
  const ask = (message, transfer = []) =>
    new Promise((resolve, reject) => {
      asked.push({ resolve, reject });
      worker.postMessage(message, transfer);
    });
  return ask({ reader: config.reader, wasm: config.wasm }).then(() => (frame) => ask(frame, [frame.data.buffer]));
}

/**
 * The pixels of a picture, at most `side` wide and high.
 * @param {HTMLVideoElement | ImageBitmap} source
 * @param {number} side
 * @returns {ImageData | null} null where the picture is empty
 */
export function pixels(source, side = 1280) {
  const [width, height] = source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
  if (!width || !height) return null;
  const scale = Math.min(1, side / Math.max(width, height));
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context?.getImageData(0, 0, canvas.width, canvas.height) ?? null;
}

const canvas = document.createElement("canvas");
const context = canvas.getContext("2d", { willReadFrequently: true });
