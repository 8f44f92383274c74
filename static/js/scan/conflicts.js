// @ts-check
/**
 * Conflicts on a supervisor's phone: how many there are stands at the foot of the picture, and under More each is
 * settled with what it was.
 *
 * @typedef {{ scan_id: string, device: string, device_name: string, at: string, person: import("./api.js").Guest,
 *             first: { at: string, checkpoint: import("./config.js").Bilingual, device: string } }} Conflict
 */
import { Refused } from "./api.js";
import { element, pick, say } from "./config.js";
import { LOCALE } from "./verdict.js";

const CAUSES = ["twice", "shared", "mistake"];

/** @param {import("./stage.js").Stage} stage */
export function mountConflicts(stage) {
  const { server } = stage.station;
  const shown = { html: "" };

  /** @param {Conflict[]} conflicts */
  const show = (conflicts) => {
    const line = element("conflicts-now", HTMLButtonElement);
    line.hidden = conflicts.length === 0;
    line.textContent = say("conflicts", { number: conflicts.length });
    const known = conflicts.map((one) => one.scan_id).join();
    element("conflicts-part", HTMLElement).hidden = conflicts.length === 0 && !element("conflicts-said", HTMLElement).textContent;
    if (known === shown.html) return;
    shown.html = known;
    element("conflicts", HTMLOListElement).replaceChildren(...conflicts.map((one) => row(one, stage, settle)));
  };

  /**
   * @param {Conflict} conflict
   * @param {string} cause
   */
  const settle = async (conflict, cause) => {
    const said = element("conflicts-said", HTMLElement);
    const note = element("conflict-note", HTMLInputElement);
    try {
      const body = { scan_id: conflict.scan_id, device: conflict.device, cause, note: note.value.trim() };
      const left = await server.ask("conflicts/settle", body);
      said.textContent = [say("conflict_settled"), cause === "shared" ? say("shared_next") : ""].filter(Boolean).join(". ");
      note.value = "";
      show(left.conflicts);
    } catch (error) {
      said.textContent = say(error instanceof Refused && !error.passing ? "conflict_refused" : "conflict_failed");
    }
  };

  const ask = async () => {
    if (stage.station.device.role !== "supervisor" || document.hidden) return;
    try {
      show((await server.ask("conflicts")).conflicts);
    } catch {
      // The next turn asks again.
    }
  };
  element("conflicts-now", HTMLButtonElement).addEventListener("click", () => {
    element("open-more", HTMLButtonElement).click();
    element("conflicts-part", HTMLElement).scrollIntoView();
  });
  stage.on("synced", ask);
}

/**
 * @param {Conflict} conflict
 * @param {import("./stage.js").Stage} stage
 * @param {(conflict: Conflict, cause: string) => void} settle
 */
function row(conflict, stage, settle) {
  const clock = (/** @type {string} */ at) => new Date(at).toLocaleTimeString(LOCALE, {
    timeZone: stage.station.device.event.zone, hour: "2-digit", minute: "2-digit",
  });
  const [item, name, how] = [document.createElement("li"), document.createElement("strong"), document.createElement("p")];
  name.textContent = pick(conflict.person.name);
  how.textContent = say("conflict", {
    checkpoint: pick(conflict.first.checkpoint),
    first: clock(conflict.first.at),
    first_device: conflict.first.device,
    again: clock(conflict.at),
    device: conflict.device_name,
  });
  item.append(name, how, ...CAUSES.map((cause) => causeButton(cause, () => settle(conflict, cause))));
  return item;
}

/**
 * @param {string} cause
 * @param {() => void} chosen
 */
function causeButton(cause, chosen) {
  const button = document.createElement("button");
  button.type = "button";
  button.value = cause;
  button.textContent = say(`cause_${cause}`);
  button.addEventListener("click", chosen);
  return button;
}
