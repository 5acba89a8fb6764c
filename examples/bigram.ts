/** A bigram model of letters: learns how English names begin, go on and end, then scores words and makes up new ones. */
import { chainFromSequences, seededRandom } from '@likewise/core';

const names = `anna andrew edward emma ethan evelyn grace george hannah henry isabel james jane john julia laura lewis lily
  lucas lucy maria martin mary matthew nora oliver oscar paul peter robert rose samuel sarah simon sophie thomas walter william`.split(
  /\s+/,
);
const END = '.';

/** P(next letter | letter), with a little for pairs that never occurred. */
const chain = chainFromSequences(
  names.map((name) => [...name, END]),
  { smoothing: 0.01 },
);

/** Mean log-probability of a letter, nearer 0 reads more like a name; `undefined` where a letter never occurred. */
export function likeness(word: string): number | undefined {
  const log = chain.logProbability([...word, END]);
  return log === undefined ? undefined : log / (word.length + 1);
}

/** A word drawn letter by letter. */
export function madeUp(seed: number): string {
  const random = seededRandom(seed);
  let word = '';
  for (let letter = draw(random.uniform(), (state) => chain.startProbability(state)); letter !== END && word.length < 12; ) {
    word += letter;
    const before = letter;
    letter = draw(random.uniform(), (state) => chain.probability(before, state));
  }
  return word;
}

/** The state at which the running sum of probabilities passes `share`. */
function draw(share: number, probability: (state: string) => number | undefined): string {
  let sum = 0;
  for (const state of chain.states.ids as readonly string[]) {
    sum += probability(state) ?? 0;
    if (share < sum) return state;
  }
  return END;
}

export const examples: readonly string[] = ['marian', 'nmrtb', 'xy'].map(
  (word) => `${word} ${likeness(word)?.toFixed(2) ?? 'has an unknown letter'}`,
);
export const invented: readonly string[] = [1, 2, 3, 4].map(madeUp);
