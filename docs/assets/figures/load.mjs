// The only script that a page with a figure fetches at once. It brings a figure's own code when
// the figure comes near the screen, and lets links in the text set a figure: a link to
// `?stepper.t=3#stepper` sets `t` of the figure `stepper` and brings it into view. One to
// `?stepper&stepper.t=3#stepper` sets all else to what it was at first.

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      import(`./${target.localName}.mjs`).catch((error) => {
        console.error(error); // the picture stays, and says what there is to say
      });
    }
  },
  { rootMargin: "400px" },
);

// Pages change without a reload, so figures come and go; each is looked at once.
const seen = new WeakSet();
function look() {
  for (const element of document.querySelectorAll(".rnn-explorable > [src]")) {
    if (!seen.has(element)) near.observe(element);
    seen.add(element);
  }
}
look();
new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });

/** Bring a figure into view: all of it if the screen is large enough, else its beginning. */
function show(figure) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const block = figure.offsetHeight > 0.9 * innerHeight ? "start" : "center";
  figure.scrollIntoView({ behavior: still ? "auto" : "smooth", block });
}

const readAgain = (figure) => figure.firstElementChild.dispatchEvent(new Event("rnn-address"));

// Before the theme sees the click: it would fetch the page anew.
document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.('a[href*="?"][href*="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const url = new URL(link.href);
    if (url.origin + url.pathname !== location.origin + location.pathname) return;
    const figure = document.getElementById(decodeURIComponent(url.hash.slice(1)));
    if (!figure?.matches(".rnn-explorable")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    figure.firstElementChild.write?.(); // what the reader has done meanwhile
    const here = new URL(location.href);
    const isOwn = (key) => key.startsWith(`${figure.id}.`);
    if (url.searchParams.has(figure.id))
      for (const key of [...here.searchParams.keys()].filter(isOwn)) here.searchParams.delete(key);
    for (const [key, value] of url.searchParams) if (isOwn(key)) here.searchParams.set(key, value);
    // The way back leads to the sentence with the link, and to the figure as it was.
    history.replaceState({ ...history.state, x: scrollX, y: scrollY }, "");
    history.pushState({ ...history.state }, "", here);
    readAgain(figure);
    show(figure);
  },
  { capture: true },
);
addEventListener("popstate", () => {
  for (const figure of document.querySelectorAll(".rnn-explorable")) readAgain(figure);
});

// Who was sent a link to the state of a figure wants to see that.
const [arrival] = performance.getEntriesByType("navigation");
if (arrival?.type === "navigate")
  for (const figure of document.querySelectorAll(".rnn-explorable"))
    if (location.search.includes(`${figure.id}.`)) show(figure);
