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
        console.error(error);
        excuse(target);
      });
    }
  },
  { rootMargin: "400px" },
);

/** Below the picture, which stays, say that there was to be more. */
function excuse(figure) {
  const sentence = document.createElement("p");
  sentence.className = "rnn-complaint";
  sentence.setAttribute("role", "status");
  sentence.textContent = "You could play with this figure, but not all of it has arrived. " +
    "Check the connection, and reload the page.";
  figure.append(sentence);
}
document.addEventListener("rnn-failed", ({ target }) => excuse(target));

for (const element of document.querySelectorAll(".rnn-explorable > [src]")) near.observe(element);

/** Bring a figure into view; where it is too large for that, the sentence beside its chart. */
function show(figure) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const sentence = figure.offsetHeight > innerHeight && figure.querySelector(".rnn-sentence");
  const block = sentence || figure.offsetHeight < innerHeight ? "center" : "start";
  (sentence || figure).scrollIntoView({ behavior: still ? "auto" : "smooth", block });
}

const figures = () => [...document.querySelectorAll(".rnn-explorable")];
const readAgain = (figure) => figure.firstElementChild.dispatchEvent(new Event("rnn-address"));

/** Set a figure as a link wants it. @param {Element} figure @param {URLSearchParams} asked */
function set(figure, asked) {
  const here = new URL(location.href);
  const isOwn = (key) => key.startsWith(`${figure.id}.`);
  if (asked.has(figure.id))
    for (const key of [...here.searchParams.keys()].filter(isOwn)) here.searchParams.delete(key);
  for (const [key, value] of asked) if (isOwn(key)) here.searchParams.set(key, value);
  // The way back leads to the link, and not to the title above it, whose name the address has.
  history.replaceState({ ...history.state, y: scrollY }, "");
  history.pushState(null, "", here);
  readAgain(figure);
  show(figure);
}

// Links within the page. To another state of a figure the browser would load the page anew, and
// whatever runs would be lost; all other ways it goes, and comes back, by itself.
document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.('a[href*="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const url = new URL(link.href);
    if (url.origin + url.pathname !== location.origin + location.pathname) return;
    for (const figure of figures()) figure.firstElementChild.write?.(); // what was done meanwhile
    const target = document.getElementById(decodeURIComponent(url.hash.slice(1)));
    if (!url.search || !target?.matches(".rnn-explorable")) return;
    event.preventDefault();
    set(target, url.searchParams);
  },
  { capture: true },
);
addEventListener("popstate", ({ state }) => {
  figures().forEach(readAgain);
  const restore = () => scrollTo({ top: state.y, behavior: "instant" });
  if (state?.y !== undefined) requestAnimationFrame(restore); // after the browser's own attempt
});

// Who was sent a link to the state of a figure wants to see that.
const [arrival] = performance.getEntriesByType("navigation");
if (arrival?.type === "navigate")
  for (const figure of figures())
    if (location.search.includes(`${figure.id}.`)) show(figure);
