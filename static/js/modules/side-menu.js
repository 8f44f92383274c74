// @ts-check
const WIDE = "(min-width: 62.5rem)";

/**
 * The organizers' navigation: open at the side, folded above the page on a phone.
 * @param {HTMLElement} root
 */
export default function mount(root) {
  const menu = root.querySelector("details");
  if (!menu) return;
  const wide = matchMedia(WIDE);
  const fit = () => (menu.open = wide.matches);
  fit();
  wide.addEventListener("change", fit);
}
