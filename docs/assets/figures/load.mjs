// The only script that a page with a figure fetches at once. It brings a figure's own code when
// the figure comes near the screen, and lets links in the text set a figure: a link to
// `?stepper.t=3#stepper` sets `t` of the figure `stepper` and brings it into view.

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
    const here = new URL(location.href);
    for (const [key, value] of url.searchParams) here.searchParams.set(key, value);
    history.replaceState(history.state, "", here);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    figure.scrollIntoView({ behavior: still ? "auto" : "smooth", block: "center" });
    figure.firstElementChild.dispatchEvent(new CustomEvent("rnn-address"));
  },
  { capture: true },
);
