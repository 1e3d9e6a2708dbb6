// <rnn-names>: a trained network writes names, letter by letter, by rolling a weighted die.
// Data: `network`, whose symbol 0 is the end sign and the others the `letters`; the lists
// `training` and `heldOut`, names with spaces between; `longest`, letters that it may add.

import { SymbolReader } from "./core/reader.mjs";
import { generator } from "./core/rng.mjs";
import { pick, softmax } from "./core/sample.mjs";
import { button, details, field, row, slider } from "./ui/controls.mjs";
import { el, show } from "./ui/dom.mjs";
import { Explorable, define } from "./ui/explorable.mjs";
import { number, whole, words } from "./ui/state.mjs";
import { Table } from "./ui/table.mjs";
import { Tiles } from "./ui/tiles.mjs";

const LONGEST = 20; // letters of a beginning that are read
const KEPT = 200; // characters of it that the address keeps
const SEEDS = 999;
const TEN = 10;
const LIKELIEST = 6; // symbols whose bets are shown one by one
const COLUMNS = 3; // of the others, as the style sheet has them
const KINDS = {
  training: ["✓ copied", "stands in its training list"],
  heldOut: ["★ real!", "is a real name that it had never seen"],
  invented: ["✎ invented", "is in none of our lists: invented"],
};

class RnnNames extends Explorable {
  describe({ longest }) {
    return {
      start: words("mar", KEPT),
      temp: number(1, 0.2, 2),
      seed: whole(1, 1, SEEDS),
      letters: whole(longest, 0, longest), // drawn so far
      at: whole(0, 0, LONGEST + longest + 1), // the letter looked at; 0: the last drawn
      from: whole(0, 0, SEEDS), // the first of ten seeds; 0: no list
    };
  }

  get question() {
    return "A name, letter by letter: each letter has its chance, and a die decides. Roll one.";
  }

  build(live, { network, letters, training, heldOut }) {
    this.reader = new SymbolReader(network, LONGEST + 1);
    this.signs = ["end", ...letters];
    this.lists = { training: new Set(training.split(" ")), heldOut: new Set(heldOut.split(" ")) };
    this.start = field("Begin with", KEPT, (start) => this.set({ start, letters: 0, at: 0 }));
    this.temp = slider("Temperature", {
      min: 0.2, max: 2, step: 0.1, show: (t) => show(t, 1), input: (temp) => this.set({ temp }),
    });
    const other = (seed) => this.set({ seed, from: 0, at: 0 });
    this.seed = slider("Seed of the die", { min: 1, max: SEEDS, input: other });
    this.one = button("one letter", () => this.#roll((drawn) => drawn + 1));
    this.whole = button("roll a name", () => this.#roll(() => this.data.longest));
    this.whole.element.classList.add("rnn-main");
    this.ten = button("ten names", () => this.#ten());
    const look = (i) => this.set({ at: i + 1 });
    this.name = new Tiles("The name, letter by letter", look, { follow: true });
    this.strip = el("div", { class: "rnn-die", "aria-hidden": "true" });
    const write = (symbol) => this.#write(symbol);
    const others = this.signs.length - LIKELIEST;
    this.bets = new Tiles("The bets on the next letter; press a letter to write it", (i) =>
      i < LIKELIEST ? write(this.order[i]) : (this.others.open = true),
      { kind: "rnn-bets", column: 1 });
    this.rest = new Tiles("The other bets; press a letter to write it", (i) =>
      write(this.order[LIKELIEST + i]), { kind: "rnn-rest", column: Math.ceil(others / COLUMNS) });
    this.others = details(`The ${others} other bets, one by one`, this.rest.element);
    this.list = new Tiles("Ten names; press one to see how it was written", (i) =>
      this.set({ seed: this.#seeds()[i], letters: this.data.longest, at: 0 }));
    this.table = new Table("All bets", ["Symbol", "Probability"]);
    live.append(
      this.list.element, this.name.element, this.sentence,
      this.strip, this.bets.element,
      row("Let it write", this.whole, this.one, this.ten),
      row("How daring", this.temp),
      this.start.element,
      details("Other rolls", row("Which rolls", this.seed)),
      this.others, this.table.element,
    );
  }

  render() {
    const { start, temp, seed, letters, from } = this.state;
    const typed = this.#known(start).slice(0, LONGEST).map((sign) => this.signs.indexOf(sign));
    this.current = this.#name(typed, seed);
    const { steps } = this.current;
    this.shown = Math.min(steps.length, typed.length + letters);
    this.done = this.shown === steps.length;
    // Without a choice: what was drawn last; before the first roll, what is to come.
    const asked = this.state.at || this.shown + (letters ? 0 : 1);
    this.at = Math.min(asked, this.shown + (this.done ? 0 : 1));
    const looked = steps[this.at - 1];
    const open = this.at > this.shown;
    this.start.update(start);
    this.temp.update(temp);
    this.seed.update(seed);
    this.name.draw(this.#tiles(steps), this.at - 1);
    // One order for all that shows the bets: the likeliest first.
    const symbols = this.signs.map((_, symbol) => symbol);
    this.order = symbols.sort((s, t) => looked.bets[t] - looked.bets[s]);
    this.#drawStrip(looked, open);
    const bets = this.order.map((symbol) => this.#bet(looked, symbol, !open));
    this.bets.draw([...bets.slice(0, LIKELIEST), this.#restBet(looked, !open)]);
    this.rest.draw(bets.slice(LIKELIEST));
    const ten = from ? this.#seeds().map((number) => this.#name(typed, number)) : [];
    this.list.element.hidden = !from;
    const listed = ({ text, kind }) => ({ text: text || "(nothing)", note: KINDS[kind][0] });
    this.list.draw(ten.map(listed), this.#seeds().indexOf(seed));
    this.table.draw(() => this.order.map((s) => [this.signs[s], show(looked.bets[s], 5)]));
    const summed = from && seed === from && this.done && !this.state.at;
    return [summed ? this.#count(ten) : this.#sentence(looked, open), this.#warning(start)];
  }

  #known = (text) => [...text.toLowerCase()].filter((sign) => this.data.letters.includes(sign));

  /** Write a whole name: a step for each letter, with the bets on it and the roll. */
  #name(typed, seed) {
    const { temp } = this.state;
    const roll = generator(seed);
    const first = this.reader.read([0, ...typed]);
    const steps = typed.map((symbol, i) => ({ symbol, bets: softmax(first.outputs[i], temp) }));
    let { outputs, state } = first;
    for (let i = 0; i < this.data.longest; i++) {
      const bets = softmax(outputs.at(-1), temp);
      const die = roll();
      const symbol = pick(bets, die);
      steps.push({ symbol, bets, die });
      if (!symbol) break;
      ({ outputs, state } = this.reader.read([symbol], state));
    }
    const text = steps.map(({ symbol }) => (symbol ? this.signs[symbol] : "")).join("");
    const kind = Object.keys(this.lists).find((list) => this.lists[list].has(text)) ?? "invented";
    return { steps, text, kind };
  }

  #tiles(steps) {
    const tiles = steps.slice(0, this.shown).map(({ symbol, bets, die }) => ({
      text: this.signs[symbol], note: percent(bets[symbol]), bar: [0, bets[symbol]],
      kind: die === undefined ? "rnn-typed" : "", colour: die === undefined ? "memory" : "word",
    }));
    return this.done ? tiles : [...tiles, { text: "?", note: "to come", kind: "rnn-open" }];
  }

  #bet({ symbol, bets }, side, rolled) {
    const came = rolled && symbol === side;
    return {
      text: `${came ? "◆ " : ""}${this.signs[side]}`, note: percent(bets[side]),
      bar: [0, bets[side]], kind: came ? "rnn-came" : "", colour: "word",
    };
  }

  /** All sides but the likeliest, as one. */
  #restBet({ symbol, bets }, rolled) {
    const rest = this.order.slice(LIKELIEST);
    const p = rest.reduce((sum, side) => sum + bets[side], 0);
    const came = rolled && rest.includes(symbol);
    return {
      text: `${rest.length} others${came ? `: ◆ ${this.signs[symbol]}` : ""}`, note: percent(p),
      bar: [0, p], kind: came ? "rnn-came" : "", colour: "word",
    };
  }

  /**
   * All sides of the die side by side, the likeliest first and the rest as one, and the roll: it lies
   * in its side where it lay when they were in the order of the alphabet.
   */
  #drawStrip({ symbol, bets, die }, open) {
    const side = (p, text) => {
      const element = el("span", {}, p > 0.07 ? text : "");
      element.style.flexGrow = p;
      return element;
    };
    const likeliest = this.order.slice(0, LIKELIEST);
    const rest = 1 - likeliest.reduce((sum, s) => sum + bets[s], 0);
    const sides = likeliest.map((s) => side(bets[s], this.signs[s]));
    const needle = el("i", { hidden: open || die === undefined }, "▼");
    const before = (symbols) => symbols.reduce((sum, s) => sum + bets[s], 0);
    const alphabetically = before(Array.from({ length: symbol }, (_, s) => s));
    const here = before(this.order.slice(0, this.order.indexOf(symbol)));
    needle.style.left = `${100 * (here + (die ?? 0) - alphabetically)}%`;
    const all = el("div", {}, ...sides, side(Math.max(0, rest), "others"));
    this.strip.replaceChildren(all, needle);
  }

  #roll(drawn) {
    const { seed, letters } = this.state;
    if (this.done) this.set({ seed: (seed % SEEDS) + 1, letters: drawn(0), at: 0 });
    else this.set({ letters: drawn(letters), at: 0 });
  }

  #seeds = () => Array.from({ length: TEN }, (_, i) => ((this.state.from + i - 1) % SEEDS) + 1);

  #ten() {
    const from = this.state.from ? ((this.state.from + TEN - 1) % SEEDS) + 1 : this.state.seed;
    this.set({ from, seed: from, letters: this.data.longest, at: 0 });
  }

  /** The reader writes the next letter in place of the die. */
  #write(symbol) {
    if (!symbol) return this.complain("Only the die can end a name; you may write a letter.");
    const before = this.current.steps.slice(0, this.at - 1);
    const start = [...before.map((step) => step.symbol), symbol].map((s) => this.signs[s]).join("");
    this.set({ start, letters: 0, at: 0 });
  }

  #warning(start) {
    const known = this.#known(start);
    const strange = [...new Set(start.toLowerCase())].filter((sign) => !known.includes(sign));
    const name = (sign) => (sign === " " ? "blanks" : `“${sign}”`);
    const named = strange.slice(0, 5).map(name).join(", ");
    if (named)
      return `The network leaves out ${named}: it knows the letters a to z, nothing else.`;
    if (known.length > LONGEST || this.start.box.value.length > KEPT)
      return `A long beginning: the network reads its first ${LONGEST} letters.`;
  }

  #sentence({ symbol, bets, die }, open) {
    const { steps, text, kind } = this.current;
    const before = steps.slice(0, this.at - 1).map((step) => this.signs[step.symbol]).join("");
    const after = before ? `after “${before}”` : "at the beginning";
    const [a, b] = this.order;
    if (open)
      return `For the next letter, ${after}, the network bets most on “${this.signs[a]}” ` +
        `(${percent(bets[a])}) and “${this.signs[b]}” (${percent(bets[b])}).`;
    const sign = symbol ? `“${this.signs[symbol]}”` : "the end";
    const last = this.done && this.at === this.shown ? ` “${text}” ${KINDS[kind][1]}.` : "";
    const came = die === undefined ? `You wrote ${sign}` : `The die fell on ${sign}`;
    return `${came}; the network had given it ${percent(bets[symbol])} ${after}.${last}`;
  }

  #count(ten) {
    const count = (wanted) => ten.filter(({ kind }) => kind === wanted).length;
    return `Ten names: ${count("training")} copied from its training list, ${count("invented")} ` +
      `invented, and ${count("heldOut")} real that it had never seen.`;
  }
}

const percent = (p) => `${p < 0.005 ? "<\u202f1" : Math.round(100 * p)}\u202f%`;

define("rnn-names", RnnNames);
