// @ts-check
/**
 * What the page tells its scripts: addresses, the reader's language, and every text.
 *
 * @typedef {{ zh: string, en: string }} Bilingual
 * @typedef {Record<string, string>} Texts
 * @typedef {{ locale: "zh" | "en", build: string, reader: string, wasm: string, ed25519: string,
 *             kiosk: Record<string, Bilingual>,
 *             in_app: { mark: string, name: Bilingual }[], texts: { verdicts: Texts, reasons: Texts, said: Texts } }} Config
 */

/** @returns {Config} */
function read() {
  return JSON.parse(document.getElementById("config")?.textContent ?? "{}");
}

export const config = read();
const { verdicts, reasons, said } = config.texts;

/** @param {string} name */
export const verdictText = (name) => verdicts[name] ?? name;

/** @param {string} name */
export const reasonText = (name) => reasons[name] ?? name;

/**
 * A sentence with its `{placeholders}` filled.
 * @param {string} name
 * @param {Record<string, string | number>} values
 */
export function say(name, values = {}) {
  return (said[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
}

/**
 * The text in the reader's language, or in the other one.
 * @param {Bilingual | null | undefined} text
 */
export function pick(text) {
  if (!text) return "";
  const [first, second] = config.locale === "zh" ? [text.zh, text.en] : [text.en, text.zh];
  return first || second;
}

/**
 * A page's element, which the template is known to hold.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function element(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`no ${kind.name} #${id}`);
  return found;
}
