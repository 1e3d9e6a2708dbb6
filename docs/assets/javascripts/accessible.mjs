// What the theme's own scripts make, and screen readers and keyboards stumble over.
function mend() {
  // Every block of code has a <nav> for its copy button. It is no place to jump to.
  for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])"))
    nav.setAttribute("role", "none");
  // A table that is too wide for the screen can be scrolled; by keyboard too.
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap:not([tabindex])"))
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
}
new MutationObserver(mend).observe(document.documentElement, { childList: true, subtree: true });
