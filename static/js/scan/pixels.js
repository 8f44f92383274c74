// @ts-check
/**
 * From what a camera shows to the pixels that a reader of codes takes; on the page and in its worker.
 *
 * @typedef {{ middle?: boolean, side?: number }} Part of a picture: the square in its `middle`, which is where codes are
 *           held, or all of it; at most `side` pixels wide and high
 * @typedef {HTMLVideoElement | ImageBitmap | VideoFrame} Source
 */

/** Enough for a code that is a third of the square; of more pixels a slow phone reads fewer pictures. */
const SQUARE = 720;
const WHOLE = 1280;

/** @type {OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D | null | undefined} */
let pen;

/**
 * @param {Source} source
 * @param {Part} part
 * @returns {ImageData | null} null where the picture is empty
 */
export function pixels(source, part) {
  const area = areaOf(source, part);
  if (!area) return null;
  pen ??= newPen();
  if (!pen) return null;
  if (pen.canvas.width !== area.across) pen.canvas.width = area.across;
  if (pen.canvas.height !== area.down) pen.canvas.height = area.down;
  pen.drawImage(source, area.left, area.top, area.wide, area.high, 0, 0, area.across, area.down);
  return pen.getImageData(0, 0, area.across, area.down);
}

/**
 * The brightness alone, which is all that a code needs and what cameras deliver: a copy, where `pixels` has the browser
 * mix colours from it.
 * @param {VideoFrame} frame
 * @param {Part} part
 * @returns {Promise<ImageData | null>} null where this frame does not give it away, or has to be scaled
 */
export async function brightness(frame, part) {
  const area = areaOf(frame, part);
  const plain = frame.format === "I420" || frame.format === "NV12";
  if (!area || area.across !== area.wide || !plain) return null;
  const even = (/** @type {number} */ number) => number - (number % 2);
  const rect = { x: even(area.left), y: even(area.top), width: even(area.wide), height: even(area.high) };
  const planes = new Uint8Array(frame.allocationSize({ rect }));
  const [first] = await frame.copyTo(planes, { rect });
  if (!first) return null;
  const grey = new Uint32Array(rect.width * rect.height);
  for (let row = 0; row < rect.height; row += 1) {
    const line = planes.subarray(first.offset + row * first.stride, first.offset + row * first.stride + rect.width);
    for (let at = 0; at < rect.width; at += 1) grey[row * rect.width + at] = 0xff000000 | ((line[at] ?? 0) * 0x010101);
  }
  return new ImageData(new Uint8ClampedArray(grey.buffer), rect.width, rect.height);
}

/**
 * @param {Source} source
 * @param {Part} part
 */
function areaOf(source, { middle = false, side = middle ? SQUARE : WHOLE }) {
  const [width, height] = sizeOf(source);
  const short = Math.min(width, height);
  if (!short) return null;
  const [wide, high] = middle ? [short, short] : [width, height];
  const scale = Math.min(1, side / Math.max(wide, high));
  const [left, top] = [Math.floor((width - wide) / 2), Math.floor((height - high) / 2)];
  return { left, top, wide, high, across: Math.round(wide * scale), down: Math.round(high * scale) };
}

/**
 * @param {Source} source
 * @returns {[number, number]}
 */
function sizeOf(source) {
  if ("videoWidth" in source) return [source.videoWidth, source.videoHeight];
  return "codedWidth" in source ? [source.displayWidth, source.displayHeight] : [source.width, source.height];
}

function newPen() {
  const canvas = "document" in globalThis ? document.createElement("canvas") : new OffscreenCanvas(1, 1);
  return /** @type {typeof pen} */ (canvas.getContext("2d", { willReadFrequently: true }));
}
