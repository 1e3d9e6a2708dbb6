// A word of the glossary is a link to it whose title says what it means. A note beside the word
// says it to all: to a mouse that rests there, to the keyboard, and at the first tap of a finger.
const WORD = "a.rnn-word";
const DELAY = 250; // milliseconds in which a mouse may pass, or reach the note
const GAP = 6; // pixels between the word and its note

const note = document.createElement("div");
note.className = "rnn-note";
note.id = "rnn-note";
note.popover = "manual";
const meaning = document.createElement("span");
const way = document.createElement("a");
way.textContent = "Glossary";
way.tabIndex = -1; // the word itself is the same link
note.append(meaning, " ", way);

let word; // the one that is explained
let timer;
let isTouched;

function show(link) {
  clearTimeout(timer);
  if (word === link) return;
  hide();
  word = link;
  meaning.textContent = link.title;
  way.href = link.href;
  link.removeAttribute("title"); // or a mouse would get it twice
  link.setAttribute("aria-describedby", note.id);
  document.body.append(note);
  note.showPopover();
  place();
}

// On top of the page, and moving with it: below the word, or above if there is no room.
function place() {
  const [{ left, top, bottom }] = word.getClientRects();
  const { width, height } = note.getBoundingClientRect();
  const below = bottom + GAP + height <= innerHeight;
  const room = document.documentElement.clientWidth - width - GAP;
  note.style.left = `${scrollX + Math.max(GAP, Math.min(left, room))}px`;
  note.style.top = `${scrollY + (below ? bottom + GAP : top - GAP - height)}px`;
}

function hide() {
  clearTimeout(timer);
  if (!word) return;
  word.title = meaning.textContent;
  word.removeAttribute("aria-describedby");
  word = undefined;
  note.remove();
}

function follow({ target, pointerType }) {
  if (pointerType === "touch") return;
  const link = target.closest?.(WORD);
  const isNear = link || note.contains(target) || word?.matches(":focus-visible");
  clearTimeout(timer);
  if (link && link !== word) timer = setTimeout(show, DELAY, link);
  else if (!isNear) timer = setTimeout(hide, DELAY);
}

function tap(event) {
  const link = event.target.closest?.(WORD);
  if (!link || link === word || !isTouched) return hide();
  event.preventDefault();
  event.stopPropagation();
  show(link);
}

if ("popover" in HTMLElement.prototype) {
  addEventListener("pointerover", follow);
  addEventListener("pointerdown", (event) => (isTouched = event.pointerType === "touch"), true);
  addEventListener("click", tap, true);
  addEventListener("focusin", ({ target }) => {
    if (target.matches(`${WORD}:focus-visible`)) show(target);
  });
  addEventListener("focusout", ({ target, relatedTarget }) => {
    if (target === word && !note.contains(relatedTarget)) hide();
  });
  addEventListener("keydown", ({ key }) => key === "Escape" && hide());
}
