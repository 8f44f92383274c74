// @ts-check
/**
 * Keeps figures up to date: asks for them every other second, more seldom while nothing answers, and not at all while
 * nobody looks. Without scripts the page shows how things stood when it was opened.
 */

const EVERY = 1500;
const LONGEST = 30_000;
/** What changed is read out no more often than this. */
const SAID_EVERY = 30_000;

/**
 * @param {HTMLElement} root `data-src` is the address of the figures, `data-zone` that of the place's clocks;
 *   `data-lost` and `data-ended` say what is wrong
 */
export default function mount(root) {
  new Watch(root).ask();
}

class Watch {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.figures = part(root, "figures");
    this.standing = part(root, "standing");
    this.said = part(root, "said");
    this.tag = "";
    this.pause = EVERY;
    this.saidAt = Date.now();
    this.shownAt = new Date();
    /** @type {number | undefined} */
    this.timer = undefined;
    document.addEventListener("visibilitychange", () => document.hidden || this.ask());
  }

  async ask() {
    clearTimeout(this.timer);
    if (document.hidden) return;
    this.timer = setTimeout(() => this.ask(), this.pause + 10_000);
    try {
      const answer = await fetch(this.root.dataset.src ?? "", {
        headers: this.tag ? { "If-None-Match": this.tag } : {},
        cache: "no-store",
        signal: AbortSignal.timeout(8000),
      });
      if (answer.status === 401 || answer.status === 403) return this.end();
      if (!answer.ok && answer.status !== 304) throw new Error(String(answer.status));
      if (answer.status === 200) this.show(await answer.text(), answer.headers.get("ETag") ?? "");
      this.shownAt = new Date();
      this.pause = EVERY;
      this.standing.textContent = (this.standing.dataset.said ?? "").replace("{time}", this.clock());
    } catch {
      this.pause = Math.min(this.pause * 2, LONGEST);
      this.standing.textContent = (this.root.dataset.lost ?? "").replace("{time}", this.clock());
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), this.pause);
  }

  end() {
    clearTimeout(this.timer);
    this.root.dataset.ended && (this.standing.textContent = this.root.dataset.ended);
    this.figures.replaceChildren();
  }

  /**
   * Put new figures in; what was open stays open, and the focus stays on its link.
   * @param {string} html
   * @param {string} tag
   */
  show(html, tag) {
    const open = [...this.figures.querySelectorAll("details[open]")].map((details) => details.id);
    const href = this.figures.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
    this.tag = tag;
    this.figures.innerHTML = html;
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (href) /** @type {HTMLElement | null} */ (this.figures.querySelector(`[href="${CSS.escape(href)}"]`))?.focus();
    this.tell();
  }

  /** Say the large figures to who hears the page, now and then. */
  tell() {
    if (Date.now() - this.saidAt < SAID_EVERY) return;
    this.saidAt = Date.now();
    const items = [...this.figures.querySelectorAll(".live-large .figure-item")];
    this.said.textContent = items.map((item) => `${item.querySelector("dt")?.firstChild?.textContent} ${item.querySelector("dd")?.textContent}`).join(", ");
  }

  clock() {
    return this.shownAt.toLocaleTimeString("en-GB", { timeZone: this.root.dataset.zone });
  }
}

/**
 * @param {HTMLElement} root
 * @param {string} role
 */
function part(root, role) {
  const found = root.querySelector(`[data-role="${role}"]`);
  if (!(found instanceof HTMLElement)) throw new Error(`no ${role}`);
  return found;
}
