// Runs blocks in the Python that readers get: node as_readers.mjs <its folder> <environment>
// Hears a list of lists of sources, and says a row for each, behind one that says it is ready.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, environment] = process.argv.slice(2);
const all = JSON.parse(readFileSync(0, "utf-8")); // first of all: Python doesn't wait for more
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const python = await loadPyodide({
  indexURL: `${folder}/`,
  stdLibURL: `${folder}/stdlib.zip`,
  lockFileURL: `${folder}/lock.json`,
  env: { HOME: "/home/pyodide", ...JSON.parse(environment) },
  stdout: () => {},
});
const extractDir = python.runPython("import site; site.getsitepackages()[0]");
for (const name of ["numpy.zip", "project.zip"]) {
  const archive = new Uint8Array(readFileSync(`${folder}/${name}`));
  python.unpackArchive(archive, "zip", { extractDir });
}
python.pyimport("numpy"); // without it, no block could run, and it would be nobody's fault
const runner = python.pyimport("rnn_in_page");
let text;
runner.prepare((part, stream) => {
  if (stream === "out") text += part;
});
console.log("ready");
for (const sources of all) {
  text = "";
  const answer = JSON.parse(runner.run(JSON.stringify(sources)));
  console.log(JSON.stringify({ text, ...answer }));
}
