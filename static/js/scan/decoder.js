// @ts-check
/**
 * A worker that reads QR codes from frames by zxing's WebAssembly reader, all of it from this host.
 * In: `{ reader, wasm }` once, then ImageData. Out: `{ ready }` once, then the texts of each frame.
 */

/** @type {((frame: ImageData) => Promise<string[]>) | undefined} */
let readCodes;

/** @param {{ reader: string, wasm: string }} addresses */
async function prepare({ reader, wasm }) {
  const { prepareZXingModule, readBarcodes } = await import(reader);
  const locateFile = () => new URL(wasm, location.origin).href;
  await prepareZXingModule({ overrides: { locateFile }, fireImmediately: true });
  readCodes = async (frame) => {
    const found = await readBarcodes(frame, { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 });
    return found.filter((/** @type {{ isValid: boolean }} */ code) => code.isValid).map((/** @type {{ text: string }} */ code) => code.text);
  };
  postMessage({ ready: true });
}

addEventListener("message", async ({ data }) => {
  if (data instanceof ImageData) postMessage(readCodes ? await readCodes(data) : []);
  else await prepare(data);
});
