// The theme gives every block of code a <nav> for its copy button. Screen readers list
// each of them as a place to jump to, which it is not.
new MutationObserver(() => {
  for (const nav of document.querySelectorAll("nav.md-code__nav:not([role])"))
    nav.setAttribute("role", "none");
}).observe(document.documentElement, { childList: true, subtree: true });
