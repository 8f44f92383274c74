// @ts-check
/**
 * The codes that staff practise with (`app/fleet/views/practice.py`), and what a phone takes each for. A real door knows
 * none of them.
 *
 * @typedef {{ code: (event: number) => import("./rules.js").Code, generation: number, state: string, name: string }} Guest `name`: of the text that names them
 */

const FIRST = "practice_guest";
const SECOND = "practice_second";

/**
 * @param {"valid" | "invalid" | "unknown_key"} signature
 * @param {number} [elsewhere] 1 for a code of another event
 * @returns {(event: number) => import("./rules.js").Code}
 */
const code = (signature, elsewhere = 0) => (event) => ({ readable: true, signature, event: event + elsewhere, generation: 0, category: "participant" });

/** @type {Record<string, Guest>} */
const GUESTS = {
  VALID: { code: code("valid"), generation: 0, state: "accepted", name: FIRST },
  SECOND: { code: code("valid"), generation: 0, state: "accepted", name: SECOND },
  REPLACED: { code: code("valid"), generation: 1, state: "accepted", name: FIRST },
  CANCELLED: { code: code("valid"), generation: 0, state: "cancelled", name: FIRST },
  WAITLISTED: { code: code("valid"), generation: 0, state: "waitlisted", name: FIRST },
  OTHER: { code: code("unknown_key", 1), generation: 0, state: "accepted", name: FIRST },
  FORGED: { code: code("invalid"), generation: 0, state: "accepted", name: FIRST },
};

/**
 * @param {string} part the part of what was scanned that may be a code, upper-case
 * @returns {{ kind: string, guest: Guest } | null}
 */
export function practiceGuest(part) {
  const kind = /^PRACTICE-([A-Z]+)$/.exec(part)?.[1] ?? "";
  const guest = Object.hasOwn(GUESTS, kind) ? GUESTS[kind] : undefined;
  return guest ? { kind, guest } : null;
}
