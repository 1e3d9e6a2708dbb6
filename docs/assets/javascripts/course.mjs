// Which lessons a reader has done is kept on the device, and shown in the navigation and in the
// course of the first page. <rnn-done>, at the end of a lesson, is the button that says so.

const { base } = JSON.parse(document.getElementById("__config").textContent);
const root = new URL(base, document.baseURI);
const KEPT = `rnn-done ${root.pathname}`; // a host may have several sites
const LINKS = ".rnn-course a, .md-sidebar--primary a.md-nav__link:not([href*=\"#\"])";

let done = read(); // addresses from the site's root; without a store, until the page goes

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return new Set(Array.isArray(kept) ? kept : []);
  } catch {
    return new Set();
  }
}

function keep() {
  try {
    localStorage.setItem(KEPT, JSON.stringify([...done]));
  } catch {
    // then it is forgotten with the page
  }
  mark();
}

/** Mark what is done; in the course also where the reader is: at the first that is not. */
function mark() {
  let here = done.size > 0;
  for (const link of document.querySelectorAll(LINKS)) {
    const isDone = done.has(decodeURI(link.pathname).slice(root.pathname.length));
    const isHere = here && !isDone && link.matches(".rnn-course li a");
    if (isHere) here = false;
    link.classList.toggle("rnn-is-done", isDone);
    link.classList.toggle("rnn-is-here", isHere);
    if (isDone || isHere) link.setAttribute("aria-description", isDone ? "done" : "you are here");
    else link.removeAttribute("aria-description");
  }
}

class RnnDone extends HTMLElement {
  connectedCallback() {
    const lesson = this.getAttribute("lesson");
    const button = document.createElement("button");
    button.type = "button";
    const show = () => {
      button.setAttribute("aria-pressed", String(done.has(lesson)));
      button.textContent = done.has(lesson) ? "✓ Done" : "Mark as done";
    };
    button.addEventListener("click", () => {
      if (!done.delete(lesson)) done.add(lesson);
      keep();
      show();
    });
    show();
    this.replaceChildren(button);
  }
}
if (!customElements.get("rnn-done")) customElements.define("rnn-done", RnnDone);

// Another tab may be where it was said.
addEventListener("storage", ({ key }) => {
  if (key !== KEPT) return;
  done = read();
  mark();
});
mark();
