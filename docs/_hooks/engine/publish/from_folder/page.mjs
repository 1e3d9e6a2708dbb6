// In the place of a page's own `fetch` and `Worker`, where nothing can be fetched: each file that
// scripts ask for lies there as a script too, which hands it over, packed.

const SITE = "https://site.invalid/"; // where Python takes itself to lie
const { base } = JSON.parse(document.getElementById("__config").textContent);
/** Name a file of the site. @param {string} path from the root */
export const atRoot = (path) => new URL(`${base}/${path}`, location.href).href;

/** Bring a file. @param {string} address @returns {Promise<ArrayBuffer>} */
async function bring(address) {
  const script = document.createElement("script");
  script.src = `${address.startsWith(SITE) ? atRoot(address.slice(SITE.length)) : address}.js`;
  await new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => reject(new TypeError(`${script.src} can't be read.`));
    document.head.append(script);
  });
  script.remove();
  const packed = await globalThis.fetch(script.dataset.file);
  const unpacked = packed.body.pipeThrough(new DecompressionStream("gzip"));
  return new Response(unpacked).arrayBuffer();
}

export const fetch = async (address) => new Response(await bring(new URL(address, location.href).href));

/** A worker, for which the page brings what it asks for. */
export class Worker extends globalThis.Worker {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", async (event) => {
      const { wanted } = event.data;
      if (!wanted) return;
      event.stopImmediatePropagation();
      this.postMessage({ wanted, content: await bring(wanted).catch(() => null) });
    });
  }
}
