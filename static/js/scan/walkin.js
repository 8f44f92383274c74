// @ts-check
/** The form for somebody who comes unannounced: a blank badge, a name, an organisation, and they are in. */
import { Refused, picksByName } from "./api.js";
import { Arrivals } from "./arrivals.js";
import { codePart } from "./codec.js";
import { element, pick, say } from "./config.js";
import { canSeal } from "./seal.js";
import { fact, keepFact } from "./store.js";
import { uuid7 } from "./uuid7.js";
import { hide } from "./verdict.js";
import { claimsOf, drawCode, showKept, showTrouble } from "./walkin-shown.js";

/** @typedef {import("./stage.js").Stage} Stage */
/** @typedef {{ notice: string, summary: import("./config.js").Bilingual, categories: { id: string, left: number | null }[] }} Desk */

const MAINLAND = "CN";

/** @param {Stage} stage */
export function mountWalkIn(stage) {
  const { station } = stage;
  const opens = element("open-walk-in", HTMLButtonElement);
  const sheet = new Sheet(stage);
  const shown = () => (opens.hidden = !picksByName(station.device));
  shown();
  opens.addEventListener("click", () => sheet.open());
  stage.on("answered", (answer) => sheet.offer(answer));
  stage.on("synced", () => {
    shown();
    sheet.arrivals.flush();
  });
  sheet.arrivals.resume().then(() => sheet.arrivals.flush());
}

class Sheet {
  /** @param {Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.dialog = element("walk-in", HTMLDialogElement);
    this.form = element("walk-in-form", HTMLFormElement);
    this.said = element("walk-in-said", HTMLElement);
    this.arrivals = new Arrivals(stage.station.server, stage.station.local.roster, { waiting: showKept, taken: showTrouble });
    /** The blank badge's code, or what was typed of it. */
    this.badge = "";
    this.walkInId = "";
    this.madeAt = "";
    this.sending = false;
    /** @type {Desk | null} */
    this.desk = null;
    this.form.addEventListener("submit", (event) => this.submitted(event));
    element("walk-in-scan", HTMLButtonElement).addEventListener("click", () => this.scanBadge());
    element("walk-in-next", HTMLButtonElement).addEventListener("click", () => this.open());
    element("walk-in-here", HTMLButtonElement).addEventListener("click", () => this.checkIn());
    this.field("country").addEventListener("change", () => this.askConsents());
  }

  /** @param {string} name */
  field(name) {
    return /** @type {HTMLInputElement | HTMLSelectElement} */ (this.form.elements.namedItem(name));
  }

  /** @param {string} [badge] */
  open(badge = "") {
    hide();
    element("more", HTMLDialogElement).close();
    this.form.reset();
    this.walkInId = uuid7();
    this.madeAt = "";
    this.said.textContent = "";
    element("walk-in-alike", HTMLElement).hidden = true;
    element("walk-in-beyond", HTMLElement).hidden = true;
    element("walk-in-done", HTMLElement).hidden = true;
    this.form.hidden = false;
    this.give(badge);
    this.askConsents();
    this.prepare();
    if (!this.dialog.open) this.dialog.showModal();
    (badge ? this.field("han") : element("walk-in-scan", HTMLButtonElement)).focus();
  }

  /** The notice in force and the places left, as last heard where there is no network. */
  async prepare() {
    this.desk = (await fact("desk")) ?? null;
    this.fill();
    this.desk = await this.stage.station.server.ask("desk").catch(() => this.desk);
    if (this.desk) await keepFact("desk", this.desk);
    this.fill();
  }

  fill() {
    const select = /** @type {HTMLSelectElement} */ (this.field("category"));
    const chosen = select.value;
    const categories = this.stage.station.local.roster.head?.categories ?? [];
    select.replaceChildren(...categories.map(({ id, title }) => {
      const left = this.desk?.categories.find((one) => one.id === id)?.left ?? null;
      return new Option(left === null ? pick(title) : say("places_left", { name: pick(title), number: left }), id, false, id === chosen);
    }));
    element("walk-in-notice", HTMLElement).textContent = pick(this.desk?.summary);
  }

  /** Whoever lives elsewhere has their data cross a border. */
  askConsents() {
    const abroad = this.field("country").value !== MAINLAND;
    const box = /** @type {HTMLInputElement} */ (this.field("cross_border"));
    box.required = abroad;
    element("walk-in-abroad", HTMLElement).hidden = !abroad;
  }

  /** @param {string} text of a blank badge */
  give(text) {
    this.badge = text;
    const claims = claimsOf(text);
    const kind = claims && this.stage.station.local.roster.head?.categories.find((one) => one.kind === claims.kind);
    element("walk-in-badge", HTMLElement).textContent = text ? say("badge_given", { name: kind ? pick(kind.title) : text }) : say("no_badge");
    element("walk-in-category", HTMLElement).hidden = Boolean(text);
  }

  /** The next code that is read is the badge's, and no scan. */
  scanBadge() {
    this.dialog.close();
    const notice = element("walk-in-scanning", HTMLElement);
    notice.hidden = false;
    this.stage.station.intercept = (who) => {
      this.stage.station.intercept = null;
      notice.hidden = true;
      this.dialog.showModal();
      const text = "code" in who ? codePart(who.code) : "short_code" in who ? who.short_code : "";
      this.take(text);
    };
    element("walk-in-no-scan", HTMLButtonElement).onclick = () => {
      this.stage.station.intercept = null;
      notice.hidden = true;
      this.dialog.showModal();
    };
  }

  /** @param {string} text that was read for a badge */
  take(text) {
    const claims = claimsOf(text);
    const { local, device } = this.stage.station;
    const ours = !claims || claims.event === device.event.number;
    const known = claims ? local.roster.person(claims.registration) : null;
    this.said.textContent = !ours ? say("badge_elsewhere") : known ? say(known.state === "void" ? "badge_void" : "badge_taken") : "";
    this.give(ours && !known ? text : "");
    this.field("han").focus();
  }

  /**
   * A blank badge that a lane refuses is one to be given to somebody here.
   * @param {import("./api.js").Answer} answer
   */
  offer(answer) {
    if (answer.reason !== "blank_badge" || !picksByName(this.stage.station.device)) return;
    const code = this.stage.station.lines[0]?.scan.code ?? "";
    if (code && !document.querySelector("dialog[open]")) this.open(codePart(code));
  }

  /** @param {SubmitEvent} event */
  async submitted(event) {
    const pressed = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (pressed?.value === "close") return;
    event.preventDefault();
    if (this.sending) return;
    this.sending = true;
    this.said.textContent = "";
    try {
      await this.register(this.arrival());
    } finally {
      this.sending = false;
    }
  }

  /** @returns {import("./arrivals.js").Arrival} */
  arrival() {
    const { station } = this.stage;
    this.madeAt ||= new Date(Date.now() + station.offset).toISOString();
    const typed = (/** @type {string} */ name) => this.field(name).value.normalize("NFKC").trim();
    const claims = claimsOf(this.badge);
    const kind = claims && station.local.roster.head?.categories.find((one) => one.kind === claims.kind);
    const abroad = typed("country") !== MAINLAND;
    return {
      made_at: this.madeAt,
      guest: {
        han: typed("han"), family: typed("family"), given: typed("given"), organisation: typed("organisation"),
        country: typed("country"), phone: typed("phone"), email: typed("email"),
        consents: ["notice", ...(abroad ? ["cross_border"] : [])], notice: this.desk?.notice ?? "",
      },
      category: kind ? kind.id : typed("category"),
      code: claims ? this.badge : "",
      short_code: claims ? "" : this.badge,
      beyond: typed("beyond"),
      someone_else: /** @type {HTMLInputElement} */ (this.field("someone_else")).checked,
    };
  }

  /** @param {import("./arrivals.js").Arrival} arrival */
  async register(arrival) {
    if (this.stage.station.practise) return this.complain("rehearsal");
    const { guest } = arrival;
    if (!guest.han && !guest.family && !guest.given) return this.complain("name_missing");
    try {
      const taken = await this.arrivals.send(this.walkInId, arrival);
      if (taken.error) return this.refused(taken.error);
      this.done(taken.person ? pick(taken.person.name) : "", taken, arrival);
    } catch (error) {
      if (error instanceof Refused && !error.passing) return this.complain("server");
      await this.keep(arrival);
    }
  }

  /**
   * Without a network a badge that is signed already is what the other doors can check; nothing else would be.
   * @param {import("./arrivals.js").Arrival} arrival
   */
  async keep(arrival) {
    const claims = claimsOf(arrival.code);
    const key = this.stage.station.device.sealing_key;
    if (!claims) return this.complain("walk_in_needs_badge");
    if (!canSeal() || !key) return this.complain("offline");
    await this.arrivals.keep(this.walkInId, arrival, claims.registration, key);
    const name = arrival.guest.han || `${arrival.guest.given} ${arrival.guest.family}`.trim();
    this.stage.station.local.names.set(claims.registration, { zh: name, en: name });
    this.done(name, null, arrival);
  }

  /** @param {{ code: string, alike: import("./api.js").Guest[] }} error */
  refused(error) {
    this.complain(error.code);
    if (error.code === "same_name") {
      element("walk-in-alike", HTMLElement).hidden = false;
      element("walk-in-alike-names", HTMLElement).textContent = error.alike.map(({ name, category }) => `${pick(name)} · ${pick(category)}`).join("; ");
    }
    if (error.code === "full") element("walk-in-beyond", HTMLElement).hidden = this.stage.station.device.role !== "supervisor";
    if (error.code === "spare_taken" || error.code === "spare_void" || error.code === "no_badge") this.give("");
  }

  /** @param {string} why */
  complain(why) {
    this.said.textContent = say(`walk_in_${why}`) === `walk_in_${why}` ? say(why) : say(`walk_in_${why}`);
  }

  /**
   * @param {string} name
   * @param {import("./arrivals.js").Taken | null} taken null where it is kept
   * @param {import("./arrivals.js").Arrival} arrival
   */
  done(name, taken, arrival) {
    this.form.hidden = true;
    element("walk-in-done", HTMLElement).hidden = false;
    element("walk-in-who", HTMLElement).textContent = name;
    const said = taken?.qr ? "walk_in_show" : taken ? "walk_in_scans" : "walk_in_kept";
    element("walk-in-next-step", HTMLElement).textContent = [say(said), taken?.trouble ? say(`trouble_${taken.trouble}`) : ""].filter(Boolean).join(" ");
    element("walk-in-short", HTMLElement).textContent = taken?.short_code ?? "";
    drawCode(element("walk-in-code", HTMLElement), taken?.qr ?? null);
    this.badge = taken?.code || arrival.code;
    const here = element("walk-in-here", HTMLButtonElement);
    here.hidden = !this.badge;
    (here.hidden ? element("walk-in-next", HTMLButtonElement) : here).focus();
  }

  checkIn() {
    this.dialog.close();
    this.stage.station.scan({ code: this.badge });
  }
}
