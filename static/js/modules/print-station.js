// @ts-check
/**
 * The page beside a label printer. It asks who was admitted, takes one badge upon itself, prints it, says so, and takes
 * the next. What it took is in the server's books before anything is printed, so that no other station prints it too.
 */

const EVERY = 1500;
const LONGEST = 15_000;
/** How long to wait, at most, for the browser to say that its print dialogue is closed. */
const CLOSING = 1000;

/** @typedef {{ id: string, name: string, other: string, category: string, at?: string }} Person */
/** @typedef {{ waiting: Person[], unsure: Person[], done: Person[] }} Queue */
/** @typedef {{ pages: string[], size?: string }} Label */

/** @param {HTMLElement} root `data-at` is the station's address; the other `data-` hold what it says */
export default function mount(root) {
  new Station(root).start();
}

class Station {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.at = root.dataset.at ?? "";
    /** @type {Queue} */
    this.queue = { waiting: [], unsure: [], done: [] };
    this.tag = "";
    this.pause = EVERY;
    this.paused = false;
    this.busy = false;
    this.trouble = "";
    /** @type {number | undefined} */
    this.timer = undefined;
    this.sheet = document.createElement("div");
    this.sheet.className = "print-sheet";
    document.body.append(this.sheet);
  }

  start() {
    this.automatic = /** @type {HTMLInputElement} */ (this.part("automatic"));
    this.automatic.addEventListener("change", () => this.next());
    this.part("pause").addEventListener("click", () => this.togglePause());
    for (const list of ["waiting", "unsure", "done"]) {
      this.part(list).addEventListener("click", (event) => this.pressed(event));
    }
    addEventListener("online", () => this.ask());
    this.ask();
  }

  /** @param {string} name */
  part(name) {
    return /** @type {HTMLElement} */ (this.root.querySelector(`[data-part="${name}"]`));
  }

  async ask() {
    clearTimeout(this.timer);
    try {
      const answer = await fetch(`${this.at}queue/`, { headers: { "If-None-Match": this.tag }, cache: "no-store" });
      await this.heard(answer);
    } catch {
      this.trouble = "lost";
      this.pause = Math.min(this.pause * 2, LONGEST);
    }
    this.tell();
    this.timer = setTimeout(() => this.ask(), this.pause);
    this.next();
  }

  /** @param {Response} answer */
  async heard(answer) {
    if (answer.status === 200) {
      this.queue = await answer.json();
      this.tag = answer.headers.get("ETag") ?? "";
      this.show();
    } else if (answer.status !== 304) {
      this.trouble = [401, 403].includes(answer.status) ? "ended" : "lost";
      this.pause = LONGEST;
      return;
    }
    if (this.trouble !== "failed") this.trouble = "";
    this.pause = EVERY;
  }

  /** Print whoever waits first, where the station prints by itself. */
  next() {
    const [first] = this.queue.waiting;
    if (first && this.automatic?.checked && !this.paused && !this.busy && !this.troubled) this.print(first, "claim");
    this.tell();
  }

  get troubled() {
    return this.trouble === "lost" || this.trouble === "ended";
  }

  togglePause() {
    this.paused = !this.paused;
    this.trouble = "";
    this.part("pause").setAttribute("aria-pressed", String(this.paused));
    this.next();
  }

  /** @param {Event} event */
  pressed(event) {
    const pressed = event.target instanceof Element ? event.target.closest("[data-act]") : null;
    const row = pressed?.closest("[data-id]");
    if (!(pressed instanceof HTMLElement) || !(row instanceof HTMLElement) || this.busy) return;
    const person = this.everyone().find((one) => one.id === row.dataset.id);
    if (!person) return;
    if (pressed.dataset.act === "printed") this.post("printed", person).finally(() => this.ask());
    else this.print(person, pressed.dataset.act === "again" ? "again" : "claim");
  }

  everyone() {
    return [...this.queue.waiting, ...this.queue.unsure, ...this.queue.done];
  }

  /**
   * @param {Person} person
   * @param {"claim" | "again"} how `again` is in the log already when it is printed
   */
  async print(person, how) {
    this.busy = true;
    this.trouble = "";
    this.queue.waiting = this.queue.waiting.filter((one) => one.id !== person.id);
    this.show();
    this.say("printing", "ok", person.name);
    try {
      const answer = await this.post(how, person);
      if (answer.ok) await this.putOnPaper(await answer.json(), person, how);
      else if (answer.status !== 409) this.fail(answer.status === 401 ? "ended" : "failed");
    } catch {
      this.trouble = "lost";
    }
    this.busy = false;
    this.tag = "";
    this.ask();
  }

  /**
   * @param {Label} label
   * @param {Person} person
   * @param {"claim" | "again"} how
   */
  async putOnPaper(label, person, how) {
    try {
      await this.lay(label);
    } catch {
      if (how === "claim") await this.post("release", person);
      this.fail("failed");
      return;
    }
    await closed(() => window.print());
    this.sheet.replaceChildren();
    if (how === "claim") await this.post("printed", person);
  }

  /**
   * Stop, rather than fail at one guest after another.
   * @param {string} trouble
   */
  fail(trouble) {
    this.trouble = trouble;
    this.paused = true;
    this.part("pause").setAttribute("aria-pressed", "true");
  }

  /** @param {Label} label */
  async lay(label) {
    const pages = label.pages.map((address) => {
      const page = new Image();
      page.className = label.size ?? "";
      page.alt = "";
      page.src = address;
      return page;
    });
    await Promise.all(pages.map((page) => page.decode()));
    this.sheet.replaceChildren(...pages);
  }

  /**
   * @param {string} act
   * @param {Person} person
   */
  post(act, person) {
    const body = new URLSearchParams({ registration: person.id, csrf_token: this.root.dataset.csrf ?? "" });
    return fetch(`${this.at}${act}/`, { method: "POST", body });
  }

  tell() {
    if (this.busy) return;
    if (this.trouble) this.say(this.trouble, this.trouble === "lost" ? "warn" : "bad");
    else if (this.paused) this.say("paused", "warn");
    else this.say(this.automatic?.checked ? "ready" : "asks", "ok");
  }

  /**
   * @param {string} what
   * @param {string} tone
   * @param {string} [name]
   */
  say(what, tone, name = "") {
    const state = this.part("state");
    const words = (this.root.dataset[what] ?? "").replace("…", name);
    if (state.textContent !== words) state.textContent = words;
    state.dataset.tone = tone;
  }

  show() {
    this.fill("waiting", this.queue.waiting);
    this.fill("unsure", this.queue.unsure);
    this.fill("done", this.queue.done);
    this.part("unsure-block").hidden = !this.queue.unsure.length;
    this.part("nobody").hidden = this.queue.waiting.length > 0;
    this.part("count").textContent = this.queue.waiting.length ? String(this.queue.waiting.length) : "";
  }

  /**
   * @param {string} name
   * @param {Person[]} people
   */
  fill(name, people) {
    const list = this.part(name);
    const template = /** @type {HTMLTemplateElement} */ (list.nextElementSibling);
    list.replaceChildren(...people.map((person) => filled(template, person)));
  }
}

/**
 * @param {HTMLTemplateElement} template
 * @param {Person} person
 */
function filled(template, person) {
  const row = /** @type {HTMLElement} */ (template.content.cloneNode(true));
  const item = /** @type {HTMLElement} */ (row.querySelector(".station-row"));
  item.dataset.id = person.id;
  /** @type {HTMLElement} */ (item.querySelector(".station-name")).textContent = person.name;
  const about = [person.other, person.category].filter(Boolean).join(" · ");
  /** @type {HTMLElement} */ (item.querySelector(".station-about")).textContent = about;
  return item;
}

/**
 * Some browsers return from printing only when their dialogue is closed, others at once and tell of it by an event.
 * @param {() => void} print
 */
function closed(print) {
  return new Promise((resolve) => {
    addEventListener("afterprint", resolve, { once: true });
    print();
    setTimeout(resolve, CLOSING);
  });
}
