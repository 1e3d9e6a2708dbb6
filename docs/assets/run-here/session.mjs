// One Python for a page: begun with the first run, ended when a run is stopped, or the page left.

const PATIENCE = 45_000; // ms without a sign of what loads

/** What readers are told. `more` stands in a fold. */
export class Problem extends Error {
  constructor(sentence, more = "") {
    super(sentence);
    this.more = more;
  }
}

/** A run that was ended on purpose. */
export class Stopped extends Error {}

const REFUSED = "Python can't run here: this browser, or a rule of the site that shows this " +
  "page, forbids WebAssembly.";
const MISSING = "Python did not arrive. Check the connection, and try again.";
const CRASHED = "Python has broken down under this code. The next run begins with a new one.";

class Session {
  #worker = new Worker(new URL("worker.mjs", import.meta.url), { type: "module", name: "python" });
  #watch;
  #fail; // ends what is waited for
  #heard; // is told what is printed
  #answered;
  isReady = false;
  isBusy = false;
  part; // is told how much has arrived

  /** Load Python. @param {object} boot see worker.mjs */
  load(boot) {
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.end(new Problem(this.isReady ? CRASHED : MISSING, event.message));
    };
    this.#worker.onmessage = ({ data }) => this.#take(data);
    return this.#ask({ boot }, (data) => data.ready);
  }

  /** @param {object} order for worker.mjs @returns {Promise<any>} what Python says to it */
  async follow(order, heard) {
    this.#heard = heard;
    this.isBusy = true;
    const answer = await this.#ask(order, (data) => data.done);
    this.isBusy = false;
    return answer;
  }

  #ask(message, answer) {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      this.#answered = (data) => answer(data) && resolve(answer(data));
      this.#worker.postMessage(message);
      this.#wait();
    });
  }

  #take(data) {
    if (data.problem) {
      const sentence = data.is_refused ? REFUSED : this.isReady ? CRASHED : MISSING;
      return this.end(new Problem(sentence, data.is_refused ? "" : data.problem));
    }
    this.isReady ||= Boolean(data.ready);
    if (data.part !== undefined) this.part(data.part);
    if (data.text !== undefined) this.#heard(data.text, data.stream);
    this.#answered(data);
    this.#wait();
  }

  /** Give up if nothing is heard while it loads; code may run for as long as it likes. */
  #wait() {
    clearTimeout(this.#watch);
    if (!this.isReady) this.#watch = setTimeout(() => this.end(new Problem(MISSING)), PATIENCE);
  }

  end(reason = new Stopped()) {
    clearTimeout(this.#watch);
    this.#worker.terminate();
    this.#fail?.(reason);
    if (session === this) session = undefined;
  }
}

let session;
let loading;

/**
 * Run blocks, in a Python that is loaded if there is none. Whatever else runs is stopped.
 * @param {object} boot what to load, for worker.mjs
 * @param {string[]} sources the last is the one to show
 * @param {{part: Function, begun: Function, heard: Function}} tell how much has arrived, that
 *   the code runs, and what it prints
 */
export const run = (boot, sources, tell) => follow(boot, { run: sources }, tell);

/**
 * Try a claim in the same way.
 * @param {object} boot @param {object} attempt for trier.py @param {Parameters<typeof run>[2]} tell
 */
export const attempt = (boot, attempt, tell) => follow(boot, { attempt }, tell);

async function follow(boot, order, { part, begun, heard }) {
  if (session?.isBusy) stop();
  if (!session) {
    session = new Session();
    loading = session.load(boot);
  }
  const own = session;
  own.part = part; // whoever asked last
  await loading;
  if (own.part !== part) throw new Stopped();
  begun();
  return own.follow(order, heard);
}

/** Whether Python is there already. */
export const isLoaded = () => Boolean(session?.isReady);

/** End whatever runs, or loads. */
export const stop = () => session?.end();
