// From scores to bets, and from bets to one symbol, as in rnn_tutorial.sample.

/** Turn scores into probabilities; below temperature 1 the likely becomes more likely. */
export function softmax(scores, temperature = 1) {
  const most = Math.max(...scores);
  const powers = Array.from(scores, (score) => Math.exp((score - most) / temperature));
  const sum = powers.reduce((total, power) => total + power);
  return powers.map((power) => power / sum);
}

/** The first symbol whose summed bets exceed the roll; the last one if rounding hides it. */
export function pick(bets, roll) {
  let sum = 0;
  const symbol = bets.findIndex((p) => (sum += p) > roll);
  return symbol < 0 ? bets.length - 1 : symbol;
}
