// @ts-check
/**
 * Replaces the plain links of a cached page by the signed-in corner, fetched on its own.
 * @param {HTMLElement} root with `data-url`
 */
export default async function mount(root) {
  const url = root.dataset.url;
  if (!url) return;
  const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "text/html" } }).catch(() => null);
  const markup = (await answer?.text()) ?? "";
  if (!answer?.ok) return;
  const links = [...new DOMParser().parseFromString(markup, "text/html").body.children];
  if (links.length > 0) root.replaceChildren(...links);
}
