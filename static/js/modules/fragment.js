// @ts-check
/**
 * Fills an element with a small piece of the page that changes by the minute or by the reader.
 * Without scripts the element stays empty, and the page it stands on says all that matters.
 *
 * @param {HTMLElement} root `data-src` is the address of the fragment on this host
 */
export default async function mount(root) {
  const source = root.dataset.src;
  if (!source) return;
  try {
    const answer = await fetch(source);
    const text = await answer.text();
    if (answer.ok) root.innerHTML = text;
  } catch {
    // A fragment that cannot be had is left out: nothing depends on it.
  }
}
