// Python, beside the page: begun when a reader first presses "Run it here", and ended with the
// page. Hears {boot: {folder, unpacked, env}}, {run: [source, …]} and {attempt} at a claim, for
// trier.py; says {part} of what has arrived, {ready}, {text, stream} that was printed (or how far
// it is, "progress"), {done}, and {problem, is_refused}.

/** The smallest program. Where a policy forbids WebAssembly, Pyodide would wait for ever. */
const NOTHING = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

const STAND_INS = "/home/pyodide/stand_ins"; // as in trier.py

let python;
let runner;
let standIns; // once they are here
let at; // the address of a file of Python

/** Count what arrives, also what Pyodide fetches by itself. */
function counting(unpacked) {
  const plain = globalThis.fetch;
  let arrived = 0;
  let told = 0;
  globalThis.fetch = async (...request) => {
    const answer = await plain(...request);
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
    const counted = answer.body.pipeThrough(
      new TransformStream({
        transform(chunk, out) {
          arrived += chunk.length;
          const part = Math.min(arrived / unpacked, 1);
          if (part - told > 0.01) postMessage({ part: (told = part) });
          out.enqueue(chunk);
        },
      }),
    );
    return new Response(counted, { status: answer.status, headers: answer.headers });
  };
}

async function boot({ folder, unpacked, env }) {
  try {
    await WebAssembly.compile(NOTHING);
  } catch {
    return postMessage({ problem: "WebAssembly", is_refused: true });
  }
  counting(unpacked);
  at = (name) => new URL(name, folder).href;
  // Beside the interpreter, not after it.
  const archives = ["numpy.zip", "project.zip"].map((name) =>
    fetch(at(name)).then((answer) => answer.arrayBuffer()),
  );
  const { loadPyodide } = await import(at("pyodide.mjs"));
  python = await loadPyodide({
    indexURL: folder,
    stdLibURL: at("stdlib.zip"),
    lockFileURL: at("lock.json"),
    env: { HOME: "/home/pyodide", ...env },
  });
  const extractDir = python.runPython("import site; site.getsitepackages()[0]");
  for (const archive of archives) python.unpackArchive(await archive, "zip", { extractDir });
  runner = python.pyimport("rnn_in_page");
  runner.prepare((text, stream) => postMessage({ text, stream }));
  postMessage({ ready: true });
}

/** Bring what stands in for PyTorch, and the engine that does its work. */
async function bringStandIns() {
  const [archive, { makeLayers }] = await Promise.all([
    fetch(at("stand_ins.zip")).then((answer) => answer.arrayBuffer()),
    import("./layers.mjs"),
  ]);
  python.registerJsModule("rnn_layers", await makeLayers());
  python.unpackArchive(archive, "zip", { extractDir: STAND_INS });
}

async function attempt(request) {
  if (request.stood_in) await (standIns ??= bringStandIns());
  const trier = python.pyimport("rnn_in_page_try");
  const progress = (text) => postMessage({ text, stream: "progress" });
  postMessage({ done: JSON.parse(trier.attempt(JSON.stringify(request), progress)) });
}

onmessage = async ({ data }) => {
  try {
    if (data.boot) await boot(data.boot);
    else if (data.attempt) await attempt(data.attempt);
    else postMessage({ done: JSON.parse(runner.run(JSON.stringify(data.run))) });
  } catch (error) {
    postMessage({ problem: String(error?.message ?? error) });
  }
};
