// @ts-check
/**
 * What a kiosk says to a guest, in both languages. Whoever cannot be let in is asked to the desk, and is not told why
 * before the others in the queue, unless it helps.
 *
 * @typedef {import("./config.js").Bilingual} Bilingual
 * @typedef {Record<string, Bilingual>} Words
 * @typedef {{ tone: "admitted" | "repeat" | "refused" | "waiting", word: Bilingual, names: string[], lines: Bilingual[] }} Spoken
 * @typedef {{ words: Words, onward: Bilingual, opensAt: string | null, zone: string }} Place
 */

/** Reasons that a guest can do something about. @type {Record<string, string>} */
const NAMED = { replaced: "replaced", unknown: "unread", bad_signature: "unread", other_event: "unread", too_many_guesses: "wait" };

/**
 * @param {import("./api.js").Answer} answer
 * @param {Place} place where the kiosk stands
 * @returns {Spoken}
 */
export function spoken(answer, place) {
  const { words } = place;
  if (answer.verdict === "admitted" || answer.verdict === "repeat" || answer.verdict === "conflict") return known(answer, place);
  return { tone: "refused", word: word(words, "desk"), names: [], lines: [why(answer, place)] };
}

/**
 * @param {Words} words
 * @param {string} name of what there is to say of a scan that could not be sent
 * @returns {Spoken}
 */
export function waiting(words, name) {
  return { tone: "waiting", word: word(words, "busy"), names: [], lines: [word(words, name)] };
}

/**
 * @param {import("./api.js").Answer} answer
 * @param {Place} place
 * @returns {Spoken}
 */
function known(answer, { words, onward, zone }) {
  const { person, first } = answer;
  const names = person ? [...new Set([person.name.zh, person.name.en].filter(Boolean))] : [];
  const category = person ? [person.category] : [];
  if (answer.verdict !== "admitted") {
    const since = first ? [fill(word(words, "since"), { time: clock(first.at, zone) })] : [];
    return { tone: "repeat", word: word(words, "again"), names, lines: [...since, ...next(words, onward)] };
  }
  if (answer.direction === "out") return { tone: "admitted", word: word(words, "goodbye"), names, lines: [] };
  return { tone: "admitted", word: word(words, "welcome"), names, lines: [...category, ...next(words, onward)] };
}

/**
 * @param {Words} words
 * @param {Bilingual} onward
 */
const next = (words, onward) => (onward.zh || onward.en ? [fill(word(words, "onward"), { place: onward })] : []);

/**
 * @param {import("./api.js").Answer} answer
 * @param {Place} place
 * @returns {Bilingual}
 */
function why(answer, { words, opensAt, zone }) {
  const reason = answer.error?.code ?? answer.reason ?? "";
  if (reason === "too_early" && opensAt) return fill(word(words, "early"), { time: clock(opensAt, zone) });
  if (reason === "other_checkpoint" && answer.other) return fill(word(words, "elsewhere"), { place: answer.other });
  return word(words, NAMED[reason] ?? "help");
}

/**
 * @param {Words} words
 * @param {string} name
 * @returns {Bilingual}
 */
const word = (words, name) => words[name] ?? { zh: name, en: name };

/**
 * A sentence in each language with its `{placeholders}` filled, by values of that language where they have one.
 * @param {Bilingual} text
 * @param {Record<string, string | number | Bilingual>} values
 * @returns {Bilingual}
 */
export function fill(text, values) {
  const of = (/** @type {"zh" | "en"} */ locale) =>
    text[locale].replace(/\{(\w+)\}/g, (_, key) => {
      const value = values[key] ?? "";
      return typeof value === "object" ? value[locale] || value.zh || value.en : String(value);
    });
  return { zh: of("zh"), en: of("en") };
}

/**
 * @param {string} at
 * @param {string} timeZone
 */
const clock = (at, timeZone) => new Date(at).toLocaleTimeString("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" });
