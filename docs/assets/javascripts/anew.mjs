// The theme puts other pages into the one that was loaded. Two kinds of links the browser follows
// by itself instead: between a page that computes and one that doesn't, as the policy of the page
// that was loaded stays in force; and to a place in another page, as the theme forgets the place
// where somebody has scrolled a moment before.

const { base } = JSON.parse(document.getElementById("__config").textContent);
const root = new URL(base, document.baseURI);
const listed = document.querySelector('meta[name="rnn-computing"]')?.content ?? "";
const paths = new Set(listed.split(" ").map((address) => new URL(address, root).pathname));
const computes = paths.has(location.pathname);

// Before the theme hears of it.
const load = (event) => {
  const link = event.target.closest?.("a");
  if (!link) return;
  const isElsewhere = link.hash && link.pathname !== location.pathname;
  if (isElsewhere || paths.has(link.pathname) !== computes) event.stopPropagation();
};
addEventListener("click", load, { capture: true });
