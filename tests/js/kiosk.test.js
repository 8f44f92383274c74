// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { spoken, waiting } from "../../static/js/scan/kiosk-words.js";
import { after, isPin, waits } from "../../static/js/scan/pin.js";
import { vectors } from "./vectors.js";

for (const { name, typed, pin, right } of vectors("kiosk_pins")) {
  test(`a PIN is the kiosk's or is not: ${name}`, async () => assert.equal(await isPin(typed, pin), right));
}

test("five wrong tries put off the next, five more for twice as long, and the right one ends it", () => {
  let tries = null;
  for (let wrong = 0; wrong < 4; wrong += 1) tries = after(tries, false, 0);
  assert.equal(waits(tries, 0), 0);
  tries = after(tries, false, 1000);
  assert.equal(waits(tries, 1000), 30_000);
  assert.equal(waits(tries, 31_000), 0);
  for (let wrong = 0; wrong < 5; wrong += 1) tries = after(tries, false, 40_000);
  assert.equal(waits(tries, 40_000), 60_000);
  assert.equal(waits(after(tries, true, 41_000), 41_000), 0);
});

test("a clock that was set back keeps nobody out for ever", () => {
  assert.ok(waits({ wrong: 5, until: 9e15 }, 0) <= 3_600_000);
});

const text = (/** @type {string} */ en) => ({ zh: `中 ${en}`, en });
/** @type {Record<string, { zh: string, en: string }>} */
const words = Object.fromEntries(["welcome", "goodbye", "again", "desk", "help", "replaced", "unread", "busy", "unsent", "wait"].map((name) => [name, text(name)]));
Object.assign(words, { since: text("since {time}"), early: text("at {time}"), elsewhere: text("at {place}"), onward: text("to {place}") });
const place = { words, onward: { zh: "二号台", en: "desk 2" }, opensAt: "2027-06-20T00:30:00Z", zone: "Asia/Shanghai" };
const person = { id: "A", name: { zh: "吕小明", en: "Lyu Xiaoming" }, category: { zh: "专家", en: "Expert" }, kind: "expert", hue: 0 };
const answer = { scan_id: "", verdict: "admitted", reason: null, at: null, checkpoint: "", direction: "in", person, other: null, forcible: false, first: null, error: null };
const refused = { ...answer, verdict: "refused", person: null };

test("who is let in reads the name in both scripts, the category and where to go next", () => {
  const said = spoken(answer, place);
  assert.equal(said.tone, "admitted");
  assert.deepEqual(said.names, ["吕小明", "Lyu Xiaoming"]);
  assert.deepEqual(said.lines, [person.category, { zh: "中 to 二号台", en: "to desk 2" }]);
});

test("a name of one script stands once, and without a next place nothing is said of it", () => {
  const said = spoken({ ...answer, person: { ...person, name: { zh: "Ada", en: "Ada" } } }, { ...place, onward: { zh: "", en: "" } });
  assert.deepEqual([said.names, said.lines], [["Ada"], [person.category]]);
});

test("who came before reads since when, on the clock of the place", () => {
  const first = { at: "2027-06-20T01:12:00Z", checkpoint: text("door"), device: "1" };
  for (const verdict of ["repeat", "conflict"]) {
    const said = spoken({ ...answer, verdict, first }, place);
    assert.equal(said.tone, "repeat");
    assert.equal(said.lines[0]?.en, "since 09:12");
  }
});

test("who leaves is bidden goodbye", () => assert.equal(spoken({ ...answer, direction: "out" }, place).word.en, "goodbye"));

for (const [reason, line] of [["cancelled", "help"], ["waitlisted", "help"], ["not_accepted", "help"], ["not_on_roster", "help"], ["device_revoked", "help"], ["replaced", "replaced"], ["bad_signature", "unread"], ["unknown", "unread"], ["other_event", "unread"], ["too_early", "at 08:30"]]) {
  test(`whoever cannot be let in is asked to the desk, by no name: ${reason}`, () => {
    const said = spoken({ ...refused, reason: reason ?? null }, place);
    assert.deepEqual([said.word.en, said.names, said.lines[0]?.en], ["desk", [], line]);
  });
}

test("who belongs elsewhere reads where", () => {
  assert.equal(spoken({ ...refused, reason: "other_checkpoint", other: text("Coach 1") }, place).lines[0]?.en, "at Coach 1");
});

test("too many typed codes, and a server that cannot be reached, are said without blame", () => {
  const error = { code: "too_many_guesses", message: "", retry_after: 5 };
  assert.equal(spoken({ ...refused, verdict: null, error }, place).lines[0]?.en, "wait");
  assert.equal(waiting(words, "unsent").lines[0]?.en, "unsent");
});
