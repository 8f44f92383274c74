// @ts-check
const SHOWN_FOR = 2000;

/**
 * A button that copies `data-text` and says so with `data-done`; hidden where there is no clipboard.
 * @param {HTMLElement} root
 */
export default function mount(root) {
  if (!navigator.clipboard) return;
  const label = root.textContent ?? "";
  root.hidden = false;
  root.setAttribute("aria-live", "polite");
  root.addEventListener("click", async () => {
    await navigator.clipboard.writeText(root.dataset.text ?? "");
    root.textContent = root.dataset.done ?? label;
    setTimeout(() => (root.textContent = label), SHOWN_FOR);
  });
}
