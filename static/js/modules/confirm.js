// @ts-check
/**
 * A `details` that holds a destructive act: Escape and the button marked `data-close` close it again.
 * @param {HTMLElement} root
 */
export default function mount(root) {
  if (!(root instanceof HTMLDetailsElement)) return;
  const summary = root.querySelector("summary");
  const close = () => {
    root.open = false;
    summary?.focus();
  };
  const closer = root.querySelector("[data-close]");
  if (closer instanceof HTMLElement) {
    closer.hidden = false;
    closer.addEventListener("click", close);
  }
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && root.open) close();
  });
}
