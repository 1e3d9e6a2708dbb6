// What can be said about a story without a network.

/** Cut a text into words, as rnn_tutorial.data.story.to_words does; capitals stay. */
export const toWords = (text) => text.match(/[\p{L}\p{M}\p{N}_]+/gu) ?? [];

/**
 * Exchange the suspect and the other person who is named first.
 * @param {string[]} words @param {string} suspect @param {string[]} others
 * @returns {string[] | undefined} nothing if one of the two is missing
 */
export function exchange(words, suspect, others) {
  const names = words.map((word) => word.toLowerCase());
  const other = names.find((name) => others.includes(name));
  if (!other || !names.includes(suspect)) return undefined;
  const exchanged = { [suspect]: other, [other]: suspect };
  return words.map((word, i) => exchanged[names[i]] ?? word);
}

/**
 * Count what can be known after every word: in which share of the stories that begin so the
 * suspect did it.
 * @param {string[]} words @param {[words: string[], guilty: boolean][]} stories
 * @returns {(number | undefined)[]} nothing where no story goes on like that
 */
export function exactOpinion(words, stories) {
  let left = stories;
  return words.map((word, i) => {
    left = left.filter(([story]) => story[i] === word.toLowerCase());
    return left.length ? left.filter(([, guilty]) => guilty).length / left.length : undefined;
  });
}
