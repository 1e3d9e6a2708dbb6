// Runs trim.py in Pyodide's own Python, whose bytecode it is to make:
// node trim.mjs <folder of Pyodide> <trim.py> <folder with numpy.whl; for what is made>

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodide, program, folder] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`).href);
// (Sets of constants lie in the order of their hashes.)
const python = await loadPyodide({ indexURL: `${pyodide}/`, env: { PYTHONHASHSEED: "0" } });
python.FS.mkdirTree("/given");
python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, "/given");
python.runPython(readFileSync(program, "utf-8"));
