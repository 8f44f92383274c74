// @ts-check
/**
 * Who passes a checkpoint, decided by what this device holds. The rules and their order are those of
 * `app/checkin/rules.py`, which explains them; both pass `tests/vectors/checkin_rules.json`.
 *
 * @typedef {{ readable: boolean, signature: "valid" | "invalid" | "unknown_key", event: number, generation: number,
 *             category: string }} Code
 * @typedef {{ event: number, state: string, generation: number, category: string, on_roster: boolean,
 *             elsewhere: string }} Person
 * @typedef {{ id: string, event: number, admits: string, categories: string[], rule: string, zone: string,
 *             opens_at: string | null, closes_at: string | null }} Gate
 * @typedef {{ id: string, event: number, checkpoints: string[] | null, expires_at: string | null,
 *             revoked_at: string | null }} Scanner
 * @typedef {{ since: string, device: string, checkpoint: string, inside: boolean, count: number }} Previous
 * @typedef {{ gate: Gate, scanner: Scanner, at: string, code: Code | null, person: Person | null,
 *             direction: "in" | "out", previous: Record<string, Previous>, device_verdict: string,
 *             authoritative: boolean, forced: boolean, round: string }} Situation
 * @typedef {{ verdict: "admitted" | "repeat" | "refused" | "conflict", window: string, reason: string | null,
 *             flags: string[], first: Previous | null, other: string, forcible: boolean }} Decision
 * @typedef {{ reason: string, other?: string, flag?: string }} Refusal
 * @typedef {(situation: Situation) => Refusal | null} Check
 */

/** @type {Record<string, string>} */
const BARRED_STATES = { waitlisted: "waitlisted", withdrawn: "cancelled", cancelled: "cancelled" };
/** @type {Record<string, string>} */
const BLANK_STATES = { blank: "blank_badge", void: "void_badge" };

/**
 * @param {Situation} situation
 * @returns {Decision}
 */
export function decide(situation) {
  const { gate, round } = situation;
  if (round) situation = { ...situation, gate: { ...gate, rule: "round" } };
  const window = round || windowOf(gate.rule, situation.at, gate.zone);
  const unknown = first(IDENTITY, situation);
  if (unknown) return refused(unknown, window, false);
  const barred = isLeaving(situation) ? null : first(ENTRY, situation);
  if (barred && !situation.forced) return refused(barred, window, true);
  return met(situation, window, barred !== null);
}

/**
 * What attendance is counted within, outside of a headcount: the local date where each day counts by itself, else everything.
 * @param {string} rule
 * @param {string} at
 * @param {string} zone
 * @returns {string}
 */
export function windowOf(rule, at, zone) {
  if (rule !== "daily") return "";
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  const parts = Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/**
 * @param {string} rule
 * @param {string} direction
 */
export const isComing = (rule, direction) => rule !== "in_out" || direction === "in";

/** @param {Situation} situation */
const isLeaving = ({ gate, direction }) => !isComing(gate.rule, direction);

/**
 * What a valid scan makes of the attendance before it.
 * @param {Situation} situation
 * @param {Previous | null} previous
 * @returns {"admitted" | "repeat" | "conflict"}
 */
function verdictAfter(situation, previous) {
  const { rule } = situation.gate;
  const coming = isComing(rule, situation.direction);
  if (!previous || rule === "count" || (rule === "in_out" && previous.inside !== coming)) return "admitted";
  const letIn = situation.device_verdict === "admitted" && rule !== "round";
  return coming && letIn && situation.scanner.id !== previous.device ? "conflict" : "repeat";
}

/**
 * @param {Situation} situation
 * @param {string} window
 * @param {boolean} forced
 * @returns {Decision}
 */
function met(situation, window, forced) {
  const { gate, at, direction, person } = situation;
  const held = situation.previous[window] ?? null;
  // Made earlier than the first that arrived, it takes that one's place.
  const previous = held && gate.rule !== "in_out" && instant(at) < instant(held.since) ? null : held;
  const verdict = verdictAfter(situation, previous);
  const marks = {
    exit_without_entry: !isComing(gate.rule, direction) && !previous,
    forced,
    newer_than_snapshot: generationsAhead(situation) > 0,
    not_in_roster_snapshot: !person,
  };
  const flags = Object.entries(marks).flatMap(([flag, isSet]) => (isSet ? [flag] : []));
  return { verdict, window, reason: null, flags, first: verdict === "admitted" ? null : previous, other: "", forcible: false };
}

/**
 * @param {Refusal} refusal
 * @param {string} window
 * @param {boolean} forcible
 * @returns {Decision}
 */
function refused({ reason, other = "", flag }, window, forcible) {
  return { verdict: "refused", window, reason, flags: flag ? [flag] : [], first: null, other, forcible };
}

/**
 * @param {Check[]} checks
 * @param {Situation} situation
 * @returns {Refusal | null}
 */
function first(checks, situation) {
  for (const check of checks) {
    const refusal = check(situation);
    if (refusal) return refusal;
  }
  return null;
}

/** @param {string} time */
const instant = (time) => new Date(time).getTime();

/** @param {Situation} situation */
const generationsAhead = ({ code, person }) => (code && person ? code.generation - person.generation : 0);

/** @type {Check[]} */
const IDENTITY = [
  function deviceIsTrusted({ scanner, at }) {
    const over = [scanner.revoked_at, scanner.expires_at].some((end) => end && instant(end) <= instant(at));
    return over ? { reason: "device_revoked" } : null;
  },
  function deviceIsAssigned({ scanner, gate }) {
    const assigned = scanner.event === gate.event && (!scanner.checkpoints || scanner.checkpoints.includes(gate.id));
    return assigned ? null : { reason: "other_checkpoint", flag: "device_not_assigned" };
  },
  function codeIsOurs({ code, gate }) {
    if (!code) return null;
    if (!code.readable) return { reason: "unknown" };
    if (code.event !== gate.event) return { reason: "other_event", other: String(code.event) };
    return code.signature === "valid" ? null : { reason: "bad_signature" };
  },
  function personIsKnown(situation) {
    const { person, code, gate } = situation;
    if (!person) return code && !situation.authoritative ? null : { reason: "unknown" };
    if (person.event !== gate.event) return { reason: "other_event", other: String(person.event) };
    const blank = BLANK_STATES[person.state];
    if (blank) return { reason: blank };
    return generationsAhead(situation) < 0 ? { reason: "replaced" } : null;
  },
];

/** @type {Check[]} */
const ENTRY = [
  function registrationIsAccepted({ person }) {
    if (!person || person.state === "accepted") return null;
    return { reason: BARRED_STATES[person.state] ?? "not_accepted" };
  },
  function gateAdmits({ gate, person, code }) {
    if (gate.admits === "categories") {
      const category = person?.category ?? code?.category ?? "";
      return gate.categories.includes(category) ? null : { reason: "other_checkpoint" };
    }
    if (gate.admits !== "roster" || person?.on_roster) return null;
    return person?.elsewhere ? { reason: "other_checkpoint", other: person.elsewhere } : { reason: "not_on_roster" };
  },
  function gateIsOpen({ gate, at }) {
    if (gate.opens_at && instant(at) < instant(gate.opens_at)) return { reason: "too_early" };
    return gate.closes_at && instant(gate.closes_at) <= instant(at) ? { reason: "too_late" } : null;
  },
];
