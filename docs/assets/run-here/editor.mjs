// The editor for a block of code: a real text field, with the colours of Python behind it.

import { el, newId } from "../figures/ui/dom.mjs";
import { createEditor } from "../prism-code-editor/index.js";
import "../prism-code-editor/prism/languages/python.js";

const INDENT = "    ";

/** Bring its styles, once. */
let styles;
function styled() {
  styles ??= new Promise((resolve, reject) => {
    const href = new URL("../prism-code-editor/layout.css", import.meta.url).href;
    document.head.append(el("link", { rel: "stylesheet", href, onload: resolve, onerror: reject }));
  });
  return styles;
}

/**
 * Make an editor.
 * @param {string} value
 * @param {{input: (value: string) => void, run: () => void}} told
 * @returns {Promise<{element: HTMLElement, focus: () => void, select: (line: number) => void}>}
 */
export async function makeEditor(value, { input, run }) {
  await styled();
  const help = el("p", { class: "rnn-run-help", id: newId() });
  help.append(
    el("kbd", {}, "Shift"), " + ", el("kbd", {}, "Enter"), " runs it. ",
    el("kbd", {}, "Esc"), ", then ", el("kbd", {}, "Tab"), " leads on.",
  );
  const place = el("div");
  const { textarea } = createEditor(place, {
    language: "python",
    lineNumbers: false,
    tabSize: 4,
    value,
    onUpdate: input,
  });
  textarea.setAttribute("aria-label", "Code of this block");
  textarea.setAttribute("aria-describedby", help.id);
  textarea.setAttribute("autocomplete", "off");
  keys(textarea, run);
  const element = el("div", { class: "rnn-run-editor" }, place, help);
  return { element, focus: () => textarea.focus(), select: (line) => select(textarea, line) };
}

/** Select a line, and bring it into view. @param {number} number from 1 */
function select(textarea, number) {
  const lines = textarea.value.split("\n");
  const start = lines.slice(0, number - 1).join("\n").length + (number > 1);
  textarea.focus({ preventScroll: true });
  textarea.setSelectionRange(start, start + (lines[number - 1]?.length ?? 0));
  const shown = textarea.closest(".prism-code-editor").querySelectorAll(".pce-line");
  shown[number - 1]?.scrollIntoView({ block: "center", inline: "start" });
}

/** @param {HTMLTextAreaElement} textarea @param {() => void} run */
function keys(textarea, run) {
  let leaves = true; // with the next Tab: whoever only comes by is led on
  textarea.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const isTab = event.key === "Tab" && !leaves;
    if (event.key !== "Shift") leaves = event.key === "Escape";
    if (event.key === "Enter" && event.shiftKey) run();
    else if (event.key === "Enter") write(textarea, `\n${nextIndent(textarea)}`);
    else if (isTab && (event.shiftKey || textarea.selectionStart < textarea.selectionEnd))
      move(textarea, event.shiftKey);
    else if (isTab) write(textarea, INDENT);
    else return;
    event.preventDefault();
  });
  textarea.addEventListener("click", () => (leaves = false));
  textarea.addEventListener("blur", () => (leaves = document.activeElement !== textarea));
}

/** Write at the cursor, so that the browser's own undo knows of it. */
function write(textarea, text) {
  if (text) document.execCommand("insertText", false, text);
  else document.execCommand("delete");
}

/** Indent a new line as the one before; more after a colon. */
function nextIndent({ value, selectionStart }) {
  const line = value.slice(0, selectionStart).split("\n").at(-1);
  return /^ */.exec(line)[0] + (/:\s*(#.*)?$/.test(line) ? INDENT : "");
}

/** Move the lines of the selection to the right, or back. */
function move(textarea, back) {
  const { value, selectionStart, selectionEnd } = textarea;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const lines = value.slice(start, selectionEnd);
  const moved = lines.replace(/^/gm, INDENT);
  const text = back ? lines.replace(/^ {1,4}/gm, "") : moved;
  if (text === lines) return;
  textarea.setSelectionRange(start, selectionEnd);
  write(textarea, text);
  const end = start + text.length;
  textarea.setSelectionRange(selectionStart < selectionEnd ? start : end, end);
}
