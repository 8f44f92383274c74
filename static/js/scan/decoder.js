// @ts-check
/**
 * A worker that reads QR codes from frames by zxing's WebAssembly reader, all of it from this host.
 * In: `{ reader, wasm }` once, then ImageData. Out, one answer for each message: `{ ready }` for the first, then the
 * texts of each frame; or `{ failed }`, which says why not.
 */

/** @type {((frame: ImageData) => Promise<string[]>) | undefined} */
let readCodes;

/** @param {{ reader: string, wasm: string }} addresses */
async function prepare({ reader, wasm }) {
  const { prepareZXingModule, readBarcodes } = await import(reader);
  const locateFile = () => new URL(wasm, location.origin).href;
  // All of it now, not with the first guest: the module is compiled before this says that it is ready.
  await prepareZXingModule({ overrides: { locateFile }, fireImmediately: true });
  readCodes = async (frame) => {
    const found = await readBarcodes(frame, { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 });
    return found.filter((/** @type {{ isValid: boolean }} */ code) => code.isValid).map((/** @type {{ text: string }} */ code) => code.text);
  };
  return { ready: true };
}

addEventListener("message", async ({ data }) => {
  try {
    postMessage(data instanceof ImageData ? await readCodes?.(data) ?? [] : await prepare(data));
  } catch (error) {
    postMessage({ failed: String(error) });
  }
});
