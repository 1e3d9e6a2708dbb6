// Keeps what a reader writes, on this device.

const QUIET = 300; // ms after which it is kept

export class Keeper {
  #place;
  #own;
  #waits;

  /**
   * Keep something until the page is left, and then.
   * @param {import("./offers.mjs").Offer} place
   * @param {() => string | null} own what to keep; null: nothing
   */
  constructor(place, own) {
    this.#place = place;
    this.#own = own;
    const { signal } = place.left;
    const last = () => this.#waits && this.now();
    addEventListener("pagehide", last, { signal });
    signal.addEventListener("abort", last);
  }

  soon() {
    this.#waits ??= setTimeout(() => this.now(), QUIET);
  }

  now() {
    clearTimeout(this.#waits);
    this.#waits = undefined;
    const [name, text] = [this.#place.keptAs, this.#own()];
    try {
      if (text === null) localStorage.removeItem(name);
      else localStorage.setItem(name, text);
    } catch {
      // A browser may refuse to: it lasts as long as the page.
    }
  }
}
