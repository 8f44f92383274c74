// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Overlay, Rehearsal } from "../../static/js/scan/rehearsing.js";
import { pairingPath } from "../../static/js/scan/pairing-path.js";
import { fileOf } from "../../static/js/scan/queue-file.js";
import { boxed } from "../../static/js/scan/queue.js";
import { worthTelling } from "../../static/js/scan/worth.js";
import { Roster } from "../../static/js/scan/roster.js";
import { vectors } from "./vectors.js";

const { public_key: sealing_key } = vectors("sealed_boxes");
const CODE = "0123456789ABCDEF0123456789ABCDEF";

test("the code for pairing is found wherever it was read", () => {
  const path = `/scan/pair/${CODE}/`;
  for (const text of [`https://forum.example/scan/pair/${CODE}/`, `http://192.168.1.4:5000/scan/pair/${CODE.toLowerCase()}`, ` ${CODE} `, `${path}?lang=zh`]) {
    assert.equal(pairingPath(text), path);
  }
  for (const text of ["", CODE.slice(1), `https://forum.example/c/${CODE}`, `/scan/pair/${CODE}0/`]) assert.equal(pairingPath(text), "");
});

const report = { roster_at: null, waiting: 0, checkpoint: "A", clock_offset_ms: 5, battery: 70, charging: false, rehearsing: false, build: "1", seen: [] };

test("a phone tells of itself every twenty seconds, and sooner what is worth it", () => {
  const last = { at: 0, told: report };
  assert.ok(worthTelling(null, report, 0));
  assert.ok(!worthTelling(last, report, 19_999));
  assert.ok(worthTelling(last, report, 20_000));
  const changes = [{ waiting: 1 }, { checkpoint: "B" }, { charging: true }, { battery: 60 }, { rehearsing: true }, { clock_offset_ms: 60_000 }];
  for (const change of changes) assert.ok(worthTelling(last, { ...report, ...change }, 5000), JSON.stringify(change));
  for (const change of [{ battery: 68 }, { clock_offset_ms: 900 }, { roster_at: "2027-06-20T06:00:00Z" }]) assert.ok(!worthTelling(last, { ...report, ...change }, 5000));
  assert.ok(!worthTelling(last, { ...report, waiting: 1 }, 1000));
  assert.ok(worthTelling(last, { ...report, seen: ["X"] }, 1000), "a message that was seen, at once");
});

test("who was scanned is sealed before it is written down; who was picked by name is but an id", async () => {
  const kept = await boxed({ code: "ABCDEFGH" }, "1", sealing_key);
  assert.deepEqual(Object.keys(kept), ["sealed"]);
  assert.deepEqual(await boxed({ registration: "R" }, "1", sealing_key), { registration: "R" });
  assert.deepEqual(await boxed({ code: "ABCDEFGH" }, "1", "no key"), { code: "ABCDEFGH" }, "kept all the same");
});

test("a file holds each device's scans in their order, signed, and nothing of this phone or of anyone", async () => {
  const from = { device: "D1", name: "East door", event: "E", file_key: btoa("k".repeat(32)), sealing_key };
  const scan = { checkpoint: "C", direction: /** @type {const} */ ("in"), scanned_at: "2027-06-20T06:00:00Z", clock_offset_ms: 0, token: "secret-token", note: null };
  const waiting = [
    { ...scan, scan_id: "2", sequence: 2, code: "BADGECODE", from },
    { ...scan, scan_id: "1", sequence: 1, sealed: "box", from },
    { ...scan, scan_id: "3", sequence: 1, registration: "R", from: { ...from, device: "D2" } },
  ];
  const text = await fileOf("E", waiting);
  for (const secret of ["secret-token", "BADGECODE", from.file_key, "sealing_key"]) assert.ok(!text.includes(secret), secret);
  const { format, version, event, parts } = JSON.parse(text);
  assert.deepEqual([format, version, event], ["luntan-scans", 1, "E"]);
  assert.deepEqual(parts.map((/** @type {any} */ part) => [part.device, JSON.parse(part.body).scans.map((/** @type {any} */ one) => one.scan_id)]), [["D1", ["1", "2"]], ["D2", ["3"]]]);
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode("k".repeat(32)), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const mac = Uint8Array.from(atob(parts[0].mac), (sign) => sign.charCodeAt(0));
  assert.ok(await crypto.subtle.verify("HMAC", key, mac, new TextEncoder().encode(parts[0].body)));
});

/** @param {object} [gate] */
function rehearsal(gate = {}) {
  const checkpoint = { id: "C", kind: "entry", title: { zh: "门", en: "Door" }, rule: "once", admits: "all", categories: [], opens_at: "2030-01-01T00:00:00Z", closes_at: null, ...gate };
  const device = { id: "D", expires_at: "2031-01-01T00:00:00Z", event: { id: "E", number: 7, title: { zh: "", en: "" }, zone: "Asia/Shanghai" }, checkpoints: [checkpoint], keys: [] };
  const roster = new Roster();
  return { roster, made: new Rehearsal(/** @type {any} */ ({ device, roster, verify: async () => "valid" }), null, (text) => text) };
}

test("practice codes come to the verdicts that they are for, before the doors open and on any list", async () => {
  const post = { checkpoint: "C", direction: /** @type {const} */ ("in") };
  for (const gate of [{}, { admits: "roster" }, { admits: "categories", categories: ["expert"] }]) {
    const { made, roster } = rehearsal(gate);
    const scan = async (/** @type {string} */ kind) => {
      const answer = await made.judge({ code: `https://forum.example/c/PRACTICE-${kind}` }, post, new Date());
      return answer?.reason ?? answer?.verdict;
    };
    assert.equal(await scan("VALID"), "admitted");
    assert.equal(await scan("VALID"), "repeat");
    assert.equal(await scan("SECOND"), "admitted");
    assert.deepEqual(await Promise.all(["REPLACED", "CANCELLED", "WAITLISTED", "OTHER", "FORGED"].map(scan)), ["replaced", "cancelled", "waitlisted", "other_event", "bad_signature"]);
    assert.equal(await scan("TOSTRING"), "unknown");
    assert.equal(roster.places.size + roster.notes.size, 0, "the roster of the door is as it was");
  }
});

test("what a rehearsal has seen is forgotten with it", () => {
  const roster = new Roster();
  const came = { window: "", since: "2027-06-20T06:00:00Z", device: "D", inside: true, count: 1 };
  const one = new Overlay(roster);
  one.note("1", { checkpoint: "C", registration: "R", came });
  assert.deepEqual(one.came("C", "R"), [came]);
  assert.deepEqual(new Overlay(roster).came("C", "R"), []);
  assert.deepEqual(roster.came("C", "R"), []);
});
