// @ts-check
/** A headcount of a bus or a site: begun and closed on this phone, with a network and without. */
import { picksByName } from "./api.js";
import { element, pick, say } from "./config.js";
import { Rounds } from "./rounds.js";
import { LOCALE, hide } from "./verdict.js";
import { learnKinds } from "./words.js";

const COUNTED = ["bus", "site"];
const WHYS = ["other_car", "ill", "left_behind", "unknown"];

/** @param {import("./stage.js").Stage} stage */
export function mountHeadcount(stage) {
  const headcount = new Headcount(stage);
  stage.on("moved", () => headcount.moved());
  stage.on("synced", () => headcount.follow());
  for (const name of /** @type {const} */ (["answered", "late", "unsent"])) stage.on(name, () => headcount.show());
  Promise.all([headcount.rounds.load(), stage.station.resume()]).then(() => headcount.moved());
}

class Headcount {
  /** @param {import("./stage.js").Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.rounds = new Rounds(stage.station);
    /** @type {import("./rounds.js").Kept | undefined} that this phone counts in */
    this.round = undefined;
    this.dialog = element("round-missing", HTMLDialogElement);
    element("round-begin", HTMLButtonElement).addEventListener("click", () => this.ask());
    element("round-form", HTMLFormElement).addEventListener("submit", (event) => this.begin(event));
    element("round-list", HTMLButtonElement).addEventListener("click", () => this.list());
    element("round-pause", HTMLButtonElement).addEventListener("click", () => this.enter(undefined));
    element("round-close", HTMLButtonElement).addEventListener("click", () => this.close());
    element("why-others", HTMLSelectElement).replaceChildren(...whyOptions());
  }

  get here() {
    const { checkpoint, station } = this.stage;
    return checkpoint && station.device.role !== "kiosk" && COUNTED.includes(checkpoint.kind) ? checkpoint : undefined;
  }

  moved() {
    const { checkpoint } = this.stage.station.post;
    if (this.round?.checkpoint !== checkpoint) this.round = undefined;
    this.enter(this.here && (this.round ?? this.rounds.open(checkpoint).find((one) => !one.told)));
  }

  async follow() {
    await this.rounds.tell().catch(() => {});
    if (this.here) await this.rounds.ask(this.here.id).catch(() => {});
    if (this.round) this.enter(this.rounds.whole(this.round.id));
    else this.show();
  }

  /** @param {import("./rounds.js").Kept | undefined} round */
  enter(round) {
    const { station } = this.stage;
    this.round = round?.closed_at ? undefined : round;
    station.post.round = this.round?.id ?? "";
    learnKinds(station.device, station.post.round);
    this.show();
  }

  show() {
    const here = this.here;
    element("headcount", HTMLElement).hidden = !here;
    if (!here) return;
    element("round-offers", HTMLElement).hidden = Boolean(this.round);
    element("round-acts", HTMLElement).hidden = !this.round;
    element("round-title", HTMLElement).textContent = this.round?.title ?? "";
    element("round-number", HTMLElement).textContent = this.round ? say("round_of", this.numbers(here, this.round)) : "";
    this.offer(here.id);
    if (this.dialog.open) this.showMissing();
  }

  /**
   * @param {import("./api.js").Checkpoint} here
   * @param {import("./rounds.js").Kept} round
   */
  numbers(here, round) {
    const expected = this.rounds.expected(here);
    const there = this.rounds.there(round);
    return { number: expected.filter((id) => there.has(id)).length, expected: expected.length };
  }

  /** The rounds that another phone began here. @param {string} checkpoint */
  offer(checkpoint) {
    const begin = element("round-begin", HTMLButtonElement);
    const joins = this.rounds.open(checkpoint).slice(0, 3).map((round) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = say("round_join", { title: round.title });
      button.addEventListener("click", () => this.enter(round));
      return button;
    });
    element("round-offers", HTMLElement).replaceChildren(...joins, begin);
  }

  ask() {
    hide();
    const time = new Date().toLocaleString(LOCALE, { timeZone: this.stage.station.device.event.zone, weekday: "long", hour: "2-digit", minute: "2-digit" });
    const name = element("round-name", HTMLInputElement);
    name.value = say("round_default", { checkpoint: pick(this.here?.title), time }).slice(0, 80);
    element("round-new", HTMLDialogElement).showModal();
    name.select();
  }

  /** @param {SubmitEvent} event */
  async begin(event) {
    const pressed = /** @type {HTMLButtonElement | null} */ (event.submitter);
    const title = element("round-name", HTMLInputElement).value.normalize("NFKC").trim();
    if (pressed?.value === "close" || !title) return;
    this.enter(await this.rounds.begin(title));
    this.rounds.tell().catch(() => {});
  }

  list() {
    hide();
    element("round-said", HTMLElement).textContent = "";
    element("why-others", HTMLSelectElement).value = "";
    element("missing", HTMLOListElement).replaceChildren();
    this.showMissing();
    this.dialog.showModal();
  }

  /** @returns {string[]} */
  missing() {
    if (!this.here || !this.round) return [];
    const there = this.rounds.there(this.round);
    return this.rounds.expected(this.here).filter((id) => !there.has(id));
  }

  /** Those whose names are known each by themselves; what was chosen already stays. */
  showMissing() {
    const missing = this.missing();
    const [named, nameless] = [missing.filter((id) => this.nameOf(id)), missing.filter((id) => !this.nameOf(id))];
    const list = element("missing", HTMLOListElement);
    const rows = new Map([...list.children].map((row) => [row.id, row]));
    list.replaceChildren(...named.map((id) => rows.get(`missing-${id}`) ?? this.row(id)));
    const said = [missing.length === 0 ? say("round_all") : say("round_missing", { number: missing.length })];
    if (nameless.length > 0) said.push(say("round_nameless", { number: nameless.length }));
    element("round-said", HTMLElement).textContent = said.join(" · ");
    for (const id of ["why-others", "why-others-label"]) element(id, HTMLElement).hidden = missing.length === 0;
  }

  /** @param {string} id */
  nameOf(id) {
    const { station } = this.stage;
    return pick(this.rounds.names.get(id) ?? station.directory?.of(id)?.name ?? station.local.names.get(id));
  }

  /** @param {string} id */
  row(id) {
    const [item, name, why] = [document.createElement("li"), document.createElement("strong"), document.createElement("select")];
    item.id = `missing-${id}`;
    name.textContent = this.nameOf(id);
    why.ariaLabel = say("round_choose");
    why.replaceChildren(...whyOptions());
    item.append(name, why);
    if (!picksByName(this.stage.station.device)) return item;
    const here = document.createElement("button");
    here.type = "button";
    here.textContent = say("round_here");
    here.addEventListener("click", () => this.stage.station.scan({ registration: id }));
    item.append(here);
    return item;
  }

  async close() {
    if (!this.round) return;
    const others = element("why-others", HTMLSelectElement).value;
    const absences = this.missing().map((registration) => ({ registration, why: whyOf(registration) || others }));
    if (absences.some((one) => !one.why)) {
      element("round-said", HTMLElement).textContent = say("round_reason");
      return;
    }
    await this.rounds.close(this.round, absences);
    this.dialog.close();
    this.enter(undefined);
    const told = await this.rounds.tell().then(() => true, () => false);
    element("round-number", HTMLElement).textContent = [say("round_closed"), told ? "" : say("round_unsent")].filter(Boolean).join(" ");
  }
}

/** @param {string} id */
function whyOf(id) {
  const select = document.querySelector(`#missing-${id} select`);
  return select instanceof HTMLSelectElement ? select.value : "";
}

/** @returns {HTMLOptionElement[]} */
function whyOptions() {
  return [new Option(say("round_choose"), ""), ...WHYS.map((why) => new Option(say(`why_${why}`), why))];
}
