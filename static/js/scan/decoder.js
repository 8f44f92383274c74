// @ts-check
/**
 * A worker that reads QR codes from pictures by zxing's WebAssembly reader, all of it from this host.
 * In: `{ reader, wasm }` once, then `{ picture }`, or `{ frame, part }` of the camera's. Out, one answer for each
 * message: `{ ready }` for the first, then the texts of each picture; or `{ failed }`, which says why not.
 *
 * @typedef {{ reader: string, wasm: string }} Addresses
 * @typedef {{ picture: ImageData } | { frame: VideoFrame, part: import("./pixels.js").Part }} Shown
 */
import { brightness, pixels } from "./pixels.js";

/** @type {((picture: ImageData) => Promise<string[]>) | undefined} */
let readCodes;

/** @param {Addresses} addresses */
async function prepare({ reader, wasm }) {
  const { prepareZXingModule, readBarcodes } = await import(reader);
  const locateFile = () => new URL(wasm, location.origin).href;
  // All of it now, not with the first guest: the module is compiled before this says that it is ready.
  await prepareZXingModule({ overrides: { locateFile }, fireImmediately: true });
  readCodes = async (picture) => {
    const found = await readBarcodes(picture, { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 });
    return found.filter((/** @type {{ isValid: boolean }} */ code) => code.isValid).map((/** @type {{ text: string }} */ code) => code.text);
  };
  return { ready: true };
}

/**
 * @param {Shown} shown
 * @returns {Promise<ImageData | null>}
 */
async function pictureOf(shown) {
  if ("picture" in shown) return shown.picture;
  try {
    return (await brightness(shown.frame, shown.part)) ?? pixels(shown.frame, shown.part);
  } finally {
    shown.frame.close();
  }
}

/** @param {Shown} shown */
async function read(shown) {
  const picture = await pictureOf(shown);
  return picture ? ((await readCodes?.(picture)) ?? []) : [];
}

addEventListener("message", async ({ data }) => {
  try {
    postMessage("reader" in data ? await prepare(data) : await read(data));
  } catch (error) {
    postMessage({ failed: String(error) });
  }
});
