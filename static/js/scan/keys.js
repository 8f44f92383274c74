// @ts-check
/**
 * What was typed into the search box, as prefixes of the keys that the server made of names (`app/core/search_keys.py`);
 * both sides pass `tests/vectors/search_queries.json`.
 *
 * @typedef {string[][]} Groups a person matches if in each group one prefix begins one of their keys
 */

const LONGEST = 200;
const KEY_LENGTH = 64;
const MOST_TERMS = 6;
const PHONE_TAIL = 4;
const WORD = /[\p{L}\p{N}]+/gu;
const HAN = /[\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff\u3007]|[\u{20000}-\u{3ffff}]/u;
const PHONE = /^[\d\s+().-]+$/;
const APOSTROPHES = /[ʻʼʹʽˈ]/g;
/** @type {Record<string, string>} */
const PLAIN = { ł: "l", ø: "o", đ: "d", ð: "d", ħ: "h", ŧ: "t", ı: "i", ə: "e", ŋ: "n", ĸ: "k", þ: "th", æ: "ae", œ: "oe", ß: "ss" };

/**
 * @param {string} text
 * @param {Map<string, string>} simplified of traditional characters
 * @returns {Groups} empty if nothing in `text` can be searched for
 */
export function queryKeys(text, simplified) {
  const typed = text.slice(0, LONGEST).normalize("NFKC");
  const terms = typed.split(/\s+/).filter(Boolean).flatMap(byScript);
  const whole = prefixes(typed, simplified);
  return terms
    .filter((term) => fold(term, simplified))
    .map((term) => [...new Set([...prefixes(term, simplified), ...whole])])
    .slice(0, MOST_TERMS);
}

/**
 * @param {Groups} groups
 * @param {string[]} keys
 */
export const matches = (groups, keys) => groups.every((group) => group.some((prefix) => keys.some((key) => key.startsWith(prefix))));

/**
 * @param {string} text
 * @param {Map<string, string>} simplified
 */
export function fold(text, simplified) {
  const bare = text.normalize("NFKC").toLowerCase().normalize("NFKD").replace(/\p{Mn}/gu, "");
  const plain = [...bare.replace(APOSTROPHES, "")].map((sign) => PLAIN[sign] ?? simplified.get(sign) ?? sign).join("");
  return (plain.match(WORD) ?? []).join("");
}

/**
 * @param {string} typed
 * @param {Map<string, string>} simplified
 */
function prefixes(typed, simplified) {
  const key = [...fold(typed, simplified)].slice(0, KEY_LENGTH).join("");
  const digits = PHONE.test(typed) ? typed.replace(/[^0-9]/g, "") : "";
  // Of a number the phone has the last digits alone.
  const tail = digits.length < PHONE_TAIL ? [] : [`#${[...digits].reverse().slice(0, PHONE_TAIL).join("")}`];
  return [...(key ? [key] : []), ...tail];
}

/**
 * Han and other writing beside each other are two words.
 * @param {string} word
 * @returns {string[]}
 */
function byScript(word) {
  /** @type {string[]} */
  const runs = [];
  let last;
  for (const sign of word) {
    const han = HAN.test(sign);
    if (han === last) runs[runs.length - 1] += sign;
    else runs.push(sign);
    last = han;
  }
  return runs;
}
