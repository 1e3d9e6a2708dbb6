// <rnn-verify>: loads every file that the manifest lists, hashes it, and says what is not as it was
// built: changed, missing, or referred to by a page although the build has not made it.

import { el } from "../figures/ui/dom.mjs";

const ROOT = new URL("../../", import.meta.url); // of the site
const MANIFEST = "manifest.json";
const AT_ONCE = 6; // requests
const SHOWN = 50; // of the files that are wrong

class RnnVerify extends HTMLElement {
  #stop = new AbortController();

  connectedCallback() {
    this.go = el("button", { type: "button", onclick: () => this.#press() }, "Verify all files");
    this.said = el("p", { role: "status" });
    this.found = el("div");
    this.append(el("div", { class: "rnn-run-bar" }, this.go), this.said, this.found);
  }

  disconnectedCallback() {
    this.#stop.abort();
    this.replaceChildren();
  }

  async #press() {
    if (this.isBusy) return this.#stop.abort();
    this.isBusy = true;
    this.#stop = new AbortController();
    this.go.textContent = "Stop";
    this.found.replaceChildren();
    this.said.className = "";
    try {
      await this.#verify(this.#stop.signal);
    } catch (error) {
      const isStopped = this.#stop.signal.aborted;
      this.#say(isStopped ? "Stopped: nothing is verified." : `This can't be verified here: ${error.message}`, !isStopped);
    }
    this.isBusy = false;
    this.go.textContent = "Verify again";
  }

  #say(text, isWrong = false) {
    this.said.classList.toggle("rnn-complaint", isWrong);
    this.said.textContent = text;
  }

  async #verify(signal) {
    if (!globalThis.crypto?.subtle) throw new Error("browsers take fingerprints only over https.");
    const answer = await fetch(new URL(MANIFEST, ROOT), { cache: "no-store", signal });
    const bytes = await answer.arrayBuffer();
    if (!answer.ok || !bytes.byteLength) throw new Error("a preview has no manifest, only a site that was built.");
    const manifest = JSON.parse(new TextDecoder().decode(bytes));
    const names = Object.keys(manifest.files);
    const bar = el("progress", { "aria-label": "Part of the site that is verified", value: 0 });
    this.said.after(bar);
    const wrong = new Map();
    const referred = new Map(); // files that pages refer to, and one such page
    let loaded = 0;
    const next = names.values();
    const work = async () => {
      for (const name of next) {
        const file = await fetch(new URL(encodeURI(name), ROOT), { cache: "no-cache", signal });
        const content = await file.arrayBuffer();
        if (!file.ok) wrong.set(name, "is missing");
        else if ((await fingerprint(content)) !== manifest.files[name]) wrong.set(name, "was changed");
        if (name.endsWith("index.html")) for (const one of references(name, content)) referred.set(one, name);
        loaded += content.byteLength;
        bar.value = Math.min(1, loaded / manifest.bytes);
        this.#say(`Verifying: ${(loaded / 1e6).toFixed(0)} of ${(manifest.bytes / 1e6).toFixed(0)} MB …`);
      }
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    } finally {
      bar.remove();
    }
    for (const [name, page] of referred)
      if (!(name in manifest.files) && name !== MANIFEST) wrong.set(name, `is not of this build, and ${page} refers to it`);
    this.#tell(names.length, wrong, await fingerprint(bytes), manifest.made_with.Commit);
  }

  #tell(count, wrong, manifest, commit) {
    const rows = [...wrong].sort().map(([name, what]) => el("li", {}, el("code", {}, name), ` ${what}`));
    const files = `${count.toLocaleString("en")} files`;
    this.#say(
      rows.length
        ? `Not as it was built: ${rows.length} of this site's files.`
        : `✓ All ${files} are as they were built, and no page refers to another file of this site.`,
      rows.length > 0,
    );
    if (rows.length) this.found.append(el("ul", {}, ...rows.slice(0, SHOWN)));
    if (rows.length > SHOWN) this.found.append(el("p", {}, `And ${rows.length - SHOWN} more.`));
    const row = (name, value) => [el("dt", {}, name), el("dd", {}, el("code", {}, value))];
    this.found.append(el("dl", { class: "rnn-seal" }, ...row("Commit", commit), ...row("SHA-256 of the manifest", manifest)));
  }
}

/** @param {ArrayBuffer} content */
async function fingerprint(content) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** List the files of this site to which a page refers (404.html is shown anywhere). @param {string} name @param {ArrayBuffer} content */
function references(name, content) {
  const page = new DOMParser().parseFromString(new TextDecoder().decode(content), "text/html");
  const found = new Set();
  const base = new URL(encodeURI(name), ROOT);
  for (const element of page.querySelectorAll("[src], [href]")) {
    let url;
    try {
      url = new URL(element.getAttribute("src") ?? element.getAttribute("href"), base);
    } catch {
      continue; // no address at all
    }
    if (url.origin !== ROOT.origin || !url.pathname.startsWith(ROOT.pathname)) continue;
    const path = decodeURI(url.pathname.slice(ROOT.pathname.length));
    found.add(path === "" || path.endsWith("/") ? `${path}index.html` : path);
  }
  return found;
}

if (!customElements.get("rnn-verify")) customElements.define("rnn-verify", RnnVerify);
