// @ts-check
const KEPT = "luntan.keys";

/**
 * @param {EventTarget | null} target
 */
function isTyping(target) {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
}

/**
 * Single keys for organizers: "/" goes to search, "?" shows the help. They can be switched off there.
 * @param {HTMLElement} root the dialog of help
 */
export default function mount(root) {
  const dialog = /** @type {HTMLDialogElement} */ (root);
  const toggle = /** @type {HTMLInputElement | null} */ (dialog.querySelector("#keys-on"));
  let on = localStorage.getItem(KEPT) !== "off";
  if (toggle) {
    toggle.checked = on;
    toggle.addEventListener("change", () => {
      on = toggle.checked;
      localStorage.setItem(KEPT, on ? "on" : "off");
    });
  }
  for (const opener of document.querySelectorAll("[data-opens-keys]")) {
    opener.addEventListener("click", () => dialog.showModal());
  }
  document.addEventListener("keydown", (event) => {
    if (!on || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const goal = event.key === "/" ? document.querySelector('[data-key="/"]') : null;
    if (goal instanceof HTMLElement) {
      event.preventDefault();
      goal.focus();
    } else if (event.key === "?" && !dialog.open) {
      dialog.showModal();
    }
  });
}
