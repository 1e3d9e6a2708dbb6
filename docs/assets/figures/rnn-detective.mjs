// <rnn-detective>: a trained network reads a story and says after every word who did it.
// Data: `network`, `words` (a row of its table each, the first is padding), `suspect`, `others`,
// `stories` as [text, guilty, heldOut], and what can be picked: `first`, `offered`, `otherwise`.

import { SymbolReader } from "./core/reader.mjs";
import { exactOpinion, exchange, toWords } from "./core/story.mjs";
import { Chart } from "./ui/chart.mjs";
import { button, details, field, row, select } from "./ui/controls.mjs";
import { el, show } from "./ui/dom.mjs";
import { Explorable, define } from "./ui/explorable.mjs";
import { Player } from "./ui/player.mjs";
import { Scrubber } from "./ui/scrubber.mjs";
import { flag, whole, words } from "./ui/state.mjs";
import { Table } from "./ui/table.mjs";
import { Tiles } from "./ui/tiles.mjs";

const MOST = 60; // words that are read
const LONGEST = 600; // characters that the address keeps
const TURN = 10; // points by which a word has to change the opinion for that to stand below it

class RnnDetective extends Explorable {
  describe({ first, network, words: known }) {
    this.reader = new SymbolReader(network, MOST);
    this.symbols = new Map(known.map((word, i) => [word, i]).slice(1));
    const moved = this.#read(toWords(first)).change.map((by = 0) => Math.abs(by));
    const turn = moved.indexOf(Math.max(...moved)) + 1; // the word that changes the opinion most
    return {
      text: words(first, LONGEST),
      word: whole(turn, 0, MOST), // 0: the last one
      mirror: flag(false),
    };
  }

  get question() {
    return "Was it the butler? After each word, a full bar says yes, an empty one no.";
  }

  build(live, data) {
    this.stories = new Map(data.stories); // whether the suspect is guilty, by text
    this.split = data.stories.map(([text, guilty]) => [text.split(" "), guilty]);
    const pick = (text) => (text ? this.set({ text, word: 0 }) : this.typed.box.focus());
    this.choose = select("Story", [
      ["", "your own words"],
      ...data.offered.map((text) => [text, `${text}.`]),
      ...data.otherwise.map((text) => [text, `Built otherwise: ${text}.`]),
    ], pick);
    this.another = button("another story", () => pick(this.#another()));
    this.typed = field("or write your own", LONGEST, (text) => {
      this.pause();
      this.set({ text, word: 0 });
    });
    const known = [...this.symbols.keys()];
    this.known = new Tiles("Press a word to add it", (i) => {
      const text = `${this.state.text.trimEnd()} ${known[i]}`.trimStart();
      if (text.length > LONGEST) this.complain("The story is as long as it can be.");
      else this.set({ text, word: 0 });
    }, { kind: "rnn-magnets" });
    this.known.draw(known.map((text) => ({ text })));
    const look = (i) => this.set({ word: i + 1 });
    const title = "The story, word by word: how likely it is that the butler did it";
    this.story = new Tiles(title, look, { follow: true, kind: "rnn-told" });
    this.player = new Player(() => {
      this.set({ word: this.at < this.length ? this.at + 1 : 1 });
      return this.at < this.length;
    }, () => this.set({}));
    this.back = button("back", () => this.set({ word: this.at - 1 }), { sign: "◀" });
    this.next = button("next", () => this.set({ word: this.at + 1 }), { sign: "▶" });
    const turn = () => this.set({ mirror: !this.state.mirror });
    this.mirror = button("exchange the names", turn, { sign: "⇄" });
    this.chart = new Chart({ x: "word", y: "how likely it was the butler", height: "7rem" });
    this.scrubber = new Scrubber(this.chart, "Words read", (word) => this.set({ word }));
    const columns = ["Word", "P", "Change", "Can be known", "Mirror", "P there"];
    this.table = new Table("All numbers", columns);
    live.append(
      this.story.element,
      this.sentence,
      row("Step through the story", this.back, this.next, this.player.button),
      this.chart.element,
      row("Other stories", this.mirror, this.another),
      details("Choose a story, or write one",
        row("Choose a story", this.choose),
        this.typed.element,
        this.known.element),
      this.table.element,
    );
  }

  render() {
    const { text, word, mirror } = this.state;
    const story = this.#read(toWords(text).slice(0, MOST));
    const swapped = exchange(story.tokens, this.data.suspect, this.data.others);
    const twin = mirror && swapped ? this.#read(swapped) : undefined;
    this.length = story.tokens.length;
    this.at = word ? Math.min(word, this.length) : this.length;
    const plain = story.tokens.map((token) => token.toLowerCase()).join(" ");

    const { offered, otherwise } = this.data;
    this.choose.update([...offered, ...otherwise].includes(plain) ? plain : "");
    this.typed.update(text);
    this.back.enable(this.at > 1);
    this.next.enable(this.at < this.length);
    this.mirror.element.setAttribute("aria-pressed", String(mirror));
    this.mirror.enable(swapped);
    this.player.update();
    this.player.button.enable(this.length > 1);
    const below = twin ? told(twin) : [];
    this.story.draw(told(story).map((word, i) => ({ ...word, below: below[i] })), this.at - 1);
    const exact = exactOpinion(story.tokens, this.split);
    this.#drawChart(story, twin, exact);
    const four = (p) => (p === undefined ? "–" : show(p, 4));
    this.table.draw(() => story.tokens.map((token, i) => [
      token, four(story.p[i]), four(story.change[i]), four(exact[i]),
      twin?.tokens[i] ?? "–", four(twin?.p[i]),
    ]));
    return [this.#sentence(story, twin, this.stories.get(plain)), this.#warning(story, text)];
  }

  /** Read all words that are known; the others are skipped. */
  #read(tokens) {
    const symbols = tokens.map((token) => this.symbols.get(token.toLowerCase()));
    const known = symbols.filter((symbol) => symbol !== undefined);
    const answers = this.reader.read(known).outputs.map(([o]) => 1 / (1 + Math.exp(-o)));
    const p = symbols.map((symbol) => (symbol === undefined ? undefined : answers.shift()));
    let before;
    const change = p.map((now) => {
      const by = now === undefined || before === undefined ? undefined : now - before;
      before = now ?? before;
      return by;
    });
    return { tokens, p, change };
  }

  get busy() {
    return this.player.playing;
  }

  pause() {
    this.player?.stop();
  }

  #another() {
    const held = this.data.stories.filter(([, , heldOut]) => heldOut);
    const now = held.findIndex(([text]) => text === this.state.text);
    return held[(now + 35) % held.length][0]; // a number that shares no factor: all come by
  }

  #drawChart(story, twin, exact) {
    const at = (values) => values.map((p, i) => [i + 1, p]).filter(([, p]) => p !== undefined);
    const drawn = [
      { name: "what can be known", kind: "dots", points: at(exact), colour: "truth", faint: true },
      { name: twin ? "the story" : "the network’s opinion", points: at(story.p), colour: "word" },
    ];
    if (twin)
      drawn.push({ name: "its mirror", points: at(twin.p), colour: "word", dashed: true });
    const known = at(story.p).map(([, p]) => p);
    const ends = [Math.min, Math.max].map((most) => percent(most(...known)));
    this.chart.draw(drawn, {
      x: [0.5, Math.max(2, this.length) + 0.5], y: [0, 1],
      label: `The network's opinion after ${known.length} words` +
        (known.length ? `, between ${ends.join(" and ")}.` : "."),
    });
    const text = `word ${this.at} of ${this.length}: ${story.tokens[this.at - 1] ?? "none"}`;
    this.scrubber.update(this.at, { min: Math.min(1, this.length), max: this.length, text });
  }

  #warning({ tokens, p }, text) {
    const typing = document.activeElement === this.typed.box && /\w$/.test(text);
    const begun = (i) => typing && i === tokens.length - 1 &&
      [...this.symbols.keys()].some((word) => word.startsWith(tokens[i].toLowerCase()));
    const unknown = [...new Set(tokens.filter((_, i) => p[i] === undefined && !begun(i)))];
    const named = unknown.slice(0, 5).map((word) => `“${word.slice(0, 20)}”`).join(", ");
    if (unknown.length)
      return `The network has never read ${named}${unknown.length > 5 ? " …" : ""}, and skips that; ` +
        `it knows the ${this.data.suspect}, ${this.data.others.join(", ")}, and the rest ` +
        `of the ${this.symbols.size} words listed below.`;
    if (toWords(this.typed.box.value).length > tokens.length)
      return `A long story: the network reads its first ${tokens.length} words.`;
  }

  #sentence({ tokens, p, change }, twin, guilty) {
    if (!tokens.length) return "There is nothing to read yet: pick a story, or write one.";
    const i = this.at - 1;
    const word = `“${tokens[i].slice(0, 20)}”`;
    if (p[i] === undefined) return `${word} is skipped, for the network doesn't know it.`;
    const by = points(p[i], change[i]);
    const turn = change[i] === undefined ? (i ? "is the first that it knows" : "comes first")
      : !by ? "changes hardly anything"
      : `makes the butler ${by > 0 ? "more" : "less"} suspect, by ${plural(Math.abs(by), "point")}`;
    const other = twin?.p[i] === undefined ? "" : `, and in the mirror ${percent(twin.p[i])}`;
    const said = `${word} ${turn}: the network says ${percent(p[i])}${other}.`;
    if (i < tokens.length - 1 || guilty === undefined) return said;
    const accused = p[i] > 0.5;
    const verdict = accused ? "the butler did it" : "it wasn't the butler";
    return `${said} Its verdict, “${verdict}”, is ${accused === guilty ? "right" : "wrong"}.`;
  }
}

const percent = (p) => `${Math.round(100 * p)}\u202f%`;
const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
/** By how many percent, as they are shown, it moved. */
const points = (now, by = 0) => Math.round(100 * now) - Math.round(100 * (now - by));

/** The words as they are shown: the more the network suspects the butler, the more colour. */
function told({ tokens, p, change }) {
  return tokens.map((text, i) => {
    if (p[i] === undefined) return { text, note: "skipped", kind: "rnn-skipped" };
    const by = points(p[i], change[i]);
    const note = Math.abs(by) >= TURN ? `${by > 0 ? "+" : "−"}${Math.abs(by)}` : "";
    return { text, note, bar: [0, p[i]], tint: p[i], colour: "word", kind: "rnn-balance" };
  });
}

define("rnn-detective", RnnDetective);
