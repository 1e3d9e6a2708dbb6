// What the theme's own scripts make, and screen readers and keyboards stumble over.

// Where something is too wide for the screen it can be scrolled, by keyboard too; where
// nothing is, a stop is one too many. (The observer knows sizes when they are there anyway.)
const SCROLLING = ".md-typeset__scrollwrap, .highlight code, pre.rnn-output";
const watched = new WeakSet();
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries)
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
});

function mend() {
  // Every block of code has a <nav> for its copy button. It is no place to jump to.
  for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])"))
    nav.setAttribute("role", "none");
  for (const box of document.querySelectorAll(SCROLLING)) {
    if (!watched.has(box)) sizes.observe(box);
    watched.add(box);
  }
}

// What a link leads to may lie in a tab or a box that is closed, and that in another.
function linked() {
  try {
    return document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return null; // anybody can type "#%"
  }
}
function showLinked() {
  const target = linked();
  let isOpened = false;
  for (let at = target; at; at = at.parentElement) {
    if (at.matches("details:not([open])")) isOpened = at.open = true;
    if (!at.matches(".tabbed-block")) continue;
    const number = [...at.parentElement.children].indexOf(at);
    const tab = at.closest(".tabbed-set").querySelectorAll(":scope > input")[number];
    if (tab.checked) continue;
    tab.click();
    isOpened = true;
  }
  if (isOpened) target.scrollIntoView();
}
showLinked();
addEventListener("hashchange", showLinked);
const isLink = ({ target }) => target.closest?.('a[href*="#"]');
addEventListener("click", (event) => isLink(event) && setTimeout(showLinked), { capture: true });
mend();
new MutationObserver(mend).observe(document.documentElement, { childList: true, subtree: true });
