// @ts-check
/**
 * What waits on this phone as a file, for an organizer to bring in (`app/fleet/queue_files.py`): signed by each device's
 * key, and with who was scanned sealed, so that it tells of nobody.
 *
 * @typedef {import("./queue.js").Waiting} Waiting
 * @typedef {import("./queue.js").From} From
 * @typedef {{ device: string, name: string, body: string, mac: string }} Part
 */
import { base64, bytesOf, seal } from "./seal.js";

/**
 * @param {string} event
 * @param {Waiting[]} waiting each with what its device was
 * @returns {Promise<string>}
 */
export async function fileOf(event, waiting) {
  const devices = new Map(waiting.flatMap(({ from }) => (from ? [[from.device, from]] : [])));
  const parts = await Promise.all([...devices.values()].map((from) => partOf(from, waiting.filter((scan) => scan.from?.device === from.device))));
  return JSON.stringify({ format: "luntan-scans", version: 1, event, parts });
}

/**
 * @param {From} from
 * @param {Waiting[]} waiting
 * @returns {Promise<Part>}
 */
async function partOf(from, waiting) {
  const inOrder = [...waiting].sort((a, b) => a.sequence - b.sequence);
  const scans = await Promise.all(inOrder.map((scan) => closed(scan, from.sealing_key)));
  const body = JSON.stringify({ made_at: new Date().toISOString(), scans });
  return { device: from.device, name: from.name, body, mac: await signed(from.file_key, body) };
}

/**
 * A scan without what is this phone's own, and with no code in clear.
 * @param {Waiting} waiting
 * @param {string} recipient
 */
async function closed({ token: _token, note: _note, from: _from, code, short_code, ...scan }, recipient) {
  const who = code ? { code } : short_code ? { short_code } : null;
  return who ? { ...scan, sealed: await seal(recipient, "scan", scan.scan_id, JSON.stringify(who)) } : scan;
}

/**
 * @param {string} key base64
 * @param {string} body
 */
async function signed(key, body) {
  const { subtle } = globalThis.crypto;
  const made = await subtle.importKey("raw", bytesOf(key), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return base64(new Uint8Array(await subtle.sign("HMAC", made, new TextEncoder().encode(body))));
}
