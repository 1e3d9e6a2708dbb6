// What the theme's own scripts make, and screen readers and keyboards stumble over.
function mend() {
  // Every block of code has a <nav> for its copy button. It is no place to jump to.
  for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])"))
    nav.setAttribute("role", "none");
  // A table that is too wide for the screen can be scrolled; by keyboard too.
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap:not([tabindex])"))
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  if (linked() !== shown) showLinked();
}

// What a link leads to may lie in a tab that is closed. (Folded boxes the theme opens.)
let shown;
function linked() {
  try {
    return document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return null; // anybody can type "#%"
  }
}
function showLinked() {
  shown = linked();
  const blocks = [];
  for (let at = shown; (at = at?.closest(".tabbed-block")); at = at.parentElement) blocks.push(at);
  for (const block of blocks) {
    const number = [...block.parentElement.children].indexOf(block);
    block.closest(".tabbed-set").querySelectorAll(":scope > input")[number].click();
  }
  if (blocks.length) shown.scrollIntoView();
}
addEventListener("hashchange", showLinked);
const isLink = ({ target }) => target.closest?.('a[href*="#"]');
addEventListener("click", (event) => isLink(event) && setTimeout(showLinked), { capture: true });
new MutationObserver(mend).observe(document.documentElement, { childList: true, subtree: true });
