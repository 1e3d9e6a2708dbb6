// In the place of a worker's own `fetch`, and of imports, where nothing can be fetched: the page
// brings what the worker asks for, see page.mjs.

const SITE = "https://site.invalid/"; // where Python takes itself to lie
const LATE = /\bimport\((?=\w+\))/g; // as Pyodide has it
const waiting = new Map();
const plain = globalThis.fetch;

globalThis.fetch = async (...request) => {
  const wanted = String(request[0]);
  if (!wanted.startsWith(SITE)) return plain(...request);
  const content = await new Promise((resolve) => {
    waiting.set(wanted, resolve);
    postMessage({ wanted });
  });
  if (!content) throw new TypeError(`${wanted} did not arrive`);
  const headers = wanted.endsWith(".wasm") ? { "Content-Type": "application/wasm" } : {};
  return new Response(content, { headers });
};

addEventListener("message", (event) => {
  const { wanted, content } = event.data;
  if (!wanted) return;
  event.stopImmediatePropagation();
  waiting.get(wanted)(content);
});

/** Import what is fetched; what that imports in its turn, too. @param {string} address */
globalThis.importLate = async (address) => {
  const code = await (await fetch(address)).text();
  const script = new Blob([code.replace(LATE, "importLate(")], { type: "text/javascript" });
  const url = URL.createObjectURL(script);
  const module = await import(url);
  URL.revokeObjectURL(url);
  return module;
};
