// Makes of modules what browsers run where they load no modules, start no workers and fetch
// nothing: node bundle.mjs <esbuild> <folder of the site> <entry>… Each entry becomes one script,
// with all that it imports. A file that a module names by `new URL("…", import.meta.url)` stands
// there whole, as an address that holds it. What is fetched, or imported, by an address that is
// known only when it runs, is brought as page.mjs and worker.mjs say.

import { readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join, relative } from "node:path";

const [esbuild, site, ...entries] = process.argv.slice(2);
const folder = realpathSync(site);
const { build, stop } = createRequire(import.meta.url)(esbuild);
const NAMED = /"([^"]*[^"/])", import\.meta\.url/g; // not of a folder, which ends with "/"
const LATE = /\bimport\((?!["'`])/g;
const TYPES = { ".mjs": "text/javascript", ".wasm": "application/wasm", ".css": "text/css" };

async function whole(file) {
  const content = extname(file) === ".mjs" ? await script(file, "worker") : readFileSync(file);
  return `data:${TYPES[extname(file)]};base64,${Buffer.from(content).toString("base64")}`;
}

async function embedded({ path }) {
  if (!path.startsWith(folder)) return; // page.mjs or worker.mjs
  const code = readFileSync(path, "utf-8");
  const names = [...new Set([...code.matchAll(NAMED)].map((match) => match[1]))];
  const pairs = names.map(async (name) => [name, await whole(join(dirname(path), name))]);
  const found = new Map(await Promise.all(pairs));
  const contents = code
    .replace(NAMED, (_, name) => JSON.stringify(found.get(name)))
    .replaceAll("import.meta.url", `atRoot(${JSON.stringify(relative(folder, path))})`)
    .replace(LATE, "importLate(");
  return { contents };
}

async function script(file, place) {
  const made = await build({
    absWorkingDir: folder,
    entryPoints: [file],
    inject: [join(import.meta.dirname, `${place}.mjs`)],
    bundle: true,
    format: "iife",
    charset: "utf8",
    write: false,
    logLevel: "silent",
    plugins: [{ name: "embed", setup: (on) => on.onLoad({ filter: /\.mjs$/ }, embedded) }],
  });
  return made.outputFiles[0].contents;
}

const made = {};
for (const entry of entries)
  made[entry] = new TextDecoder().decode(await script(join(folder, entry), "page"));
process.stdout.write(JSON.stringify(made));
await stop();
