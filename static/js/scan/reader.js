// @ts-check
/**
 * Reads QR codes from pictures: by the browser's own detector where there is one, else by the worker.
 *
 * @typedef {(frame: ImageData) => Promise<string[]>} Reader
 */
import { config } from "./config.js";

/** @type {Promise<Reader> | undefined} */
let reader;

/**
 * The page's one reader; made when first asked for.
 * @returns {Promise<Reader>}
 */
export function makeReader() {
  reader ??= nativeReader().then((native) => native ?? workerReader());
  return reader;
}

/** @returns {Promise<Reader | null>} */
async function nativeReader() {
  const Detector = /** @type {any} */ (globalThis).BarcodeDetector;
  const formats = Detector ? await Detector.getSupportedFormats().catch(() => []) : [];
  if (!formats.includes("qr_code")) return null;
  const detector = new Detector({ formats: ["qr_code"] });
  return async (frame) => {
    const found = await detector.detect(frame);
    return found.map((/** @type {{ rawValue: string }} */ code) => code.rawValue);
  };
}

/** @returns {Promise<Reader>} */
function workerReader() {
  const worker = new Worker(new URL("./decoder.js", import.meta.url), { type: "module" });
  worker.postMessage({ reader: config.reader, wasm: config.wasm });
  return new Promise((resolve, reject) => {
    /** @type {((texts: string[]) => void)[]} */
    const asked = [];
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }) => {
      if (Array.isArray(data)) return asked.shift()?.(data);
      resolve((frame) => new Promise((read) => {
        asked.push(read);
        worker.postMessage(frame, [frame.data.buffer]);
      }));
    };
  });
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
