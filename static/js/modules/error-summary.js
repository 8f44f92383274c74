// @ts-check
/**
 * The summary of errors takes the focus, and its links put it into the field.
 * @param {HTMLElement} root
 */
export default function mount(root) {
  root.focus();
  root.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });
}
