// @ts-check
/**
 * Reads the code of a badge: 18 bytes of claims and an Ed25519 signature over them, as 132 base32 characters.
 * The layout is that of `app/tickets/codec.py`; both read `tests/vectors/ticket_codes.json`.
 *
 * @typedef {{ event: number, key: number, registration: string, generation: number, category: number, kind: string }} Claims
 * @typedef {{ claims: Claims, message: Uint8Array<ArrayBuffer>, signature: Uint8Array<ArrayBuffer> }} ParsedCode
 */

const VERSION = 1;
const CLAIMS = 18;
const LONGEST = 2048;
const DOMAIN = new TextEncoder().encode("luntan-ticket\x01");
/** The index stands in printed codes. */
const KINDS = ["participant", "expert", "speaker", "host", "staff", "press"];
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const CODE = /^[A-Z2-7]{131}[AQ]$/;
const INVISIBLE = /[\p{C}\p{Z}]/gu;
/** The second is what a Chinese input method makes of a slash. */
const SEPARATOR = /[/、]/;

/**
 * What a camera, a USB scanner or a person's fingers delivered: a URL of any host, or the bare code.
 * @param {string} text
 * @returns {ParsedCode | "empty" | "malformed" | "version"}
 */
export function parse(text) {
  const code = codePart(text);
  if (!code) return "empty";
  if (!CODE.test(code)) return "malformed";
  const content = decodeBase32(code);
  if (content[0] !== VERSION) return "version";
  const packed = content.slice(0, CLAIMS);
  return { claims: unpack(packed), message: join(DOMAIN, packed), signature: content.slice(CLAIMS) };
}

/**
 * The part that may be a code: of a URL what follows its last `/c/`, else its last part; upper-case.
 * @param {string} text
 * @returns {string}
 */
export function codePart(text) {
  const visible = text.slice(0, LONGEST).normalize("NFKC").replace(INVISIBLE, "");
  const parts = (visible.split(/[?#]/, 1)[0] ?? "").toUpperCase().split(SEPARATOR).filter(Boolean);
  const following = parts.filter((_, index) => parts[index - 1] === "C");
  return following.at(-1) ?? parts.at(-1) ?? "";
}

/**
 * @param {Uint8Array} packed
 * @returns {Claims}
 */
function unpack(packed) {
  const numbers = new DataView(packed.buffer, packed.byteOffset);
  const category = numbers.getUint8(17);
  return {
    event: numbers.getUint32(1),
    key: numbers.getUint8(5),
    registration: encodeBase32(packed.subarray(6, 16)),
    generation: numbers.getUint8(16),
    category,
    kind: KINDS[category] ?? "",
  };
}

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>} the whole bytes; spare bits at the end are left out
 */
function decodeBase32(text) {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let [held, bits, at] = [0, 0, 0];
  for (const sign of text) {
    held = ((held << 5) | ALPHABET.indexOf(sign)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = held >> bits;
  }
  return bytes;
}

/**
 * @param {Uint8Array} bytes as many as fill whole characters
 * @returns {string}
 */
function encodeBase32(bytes) {
  let [held, bits, text] = [0, 0, ""];
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += ALPHABET[(held >> (bits - 5)) & 31];
  }
  return text;
}

/**
 * @param {Uint8Array} first
 * @param {Uint8Array} second
 * @returns {Uint8Array<ArrayBuffer>}
 */
function join(first, second) {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
