// The theme puts other pages into the one that was loaded, where that one's policy stays in force.
// So whoever comes from a page that computes to one that doesn't, or the other way, loads it.

const { base } = JSON.parse(document.getElementById("__config").textContent);
const root = new URL(base, document.baseURI);
const listed = document.querySelector('meta[name="rnn-computing"]')?.content ?? "";
const paths = new Set(listed.split(" ").map((address) => new URL(address, root).pathname));
const computes = paths.has(location.pathname);

// Before the theme hears of it: then the browser follows the link by itself.
const load = (event) => {
  const link = event.target.closest?.("a");
  if (link && paths.has(link.pathname) !== computes) event.stopPropagation();
};
addEventListener("click", load, { capture: true });
