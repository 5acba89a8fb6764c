// B9: a Markov chain of words: probabilities of what comes next, smoothed or not, and where a chain ends in the long run.
import { chainFromProbabilities, chainFromSequences } from '@likewise/core';
import { exact, row, table } from '../lesson.mjs';

const sentence = 'the quick brown fox jumps over the lazy dog'.split(' ');
const words = [...new Set(sentence)];
const smoothings = [0, 1, 0.1];
const chains = smoothings.map((smoothing) => chainFromSequences([sentence], { smoothing }));
const asked = ['the quick', 'the fox', 'dog the'].map((pair) => pair.split(' '));
table(
  ['smoothing', ...asked.map(([before, after]) => `P(${after} | ${before})`)],
  chains.map((chain, k) => [smoothings[k], ...asked.map((pair) => chain.probability(...pair)?.toFixed(6) ?? 'unknown')]),
);
row('B9', 'states', exact(8), words.length);
row('B9', 'P(quick | the), not smoothed', exact('0.5'), chains[0].probability('the', 'quick'));
row('B9', 'P(quick | the), add one', exact('0.2'), chains[1].probability('the', 'quick'));
row('B9', 'P(quick | the), add 0.1', exact('0.392857'), chains[2].probability('the', 'quick'));
row('B9', 'P(fox | the), not smoothed', exact('0'), chains[0].probability('the', 'fox'));
row('B9', 'P(fox | the), add one', exact('0.1'), chains[1].probability('the', 'fox'));
row('B9', 'P(fox | the), add 0.1', exact('0.035714'), chains[2].probability('the', 'fox'));
for (const [k, chain] of chains.entries()) {
  if (k === 0) continue;
  const sums = words.map((before) => words.reduce((sum, after) => sum + chain.probability(before, after), 0));
  const worst = Math.max(...sums.map((sum) => Math.abs(sum - 1)));
  row('B9', `distance of any row’s sum from 1, add ${smoothings[k]}`, exact('0.000000000000'), worst);
}
// "dog" was only ever last: 0 ÷ 0 is said to be unknown, not NaN.
row('B9', 'P(the | dog), not smoothed', exact('undefined'), String(chains[0].probability('dog', 'the')));
const steps = sentence.slice(1).reduce((sum, word, k) => sum + Math.log(chains[1].probability(sentence[k], word)), 0);
row('B9', 'ln of the sentence: the sum of its steps', exact(steps.toFixed(9)), chains[1].logProbability(sentence, { start: false }));

const weather = chainFromProbabilities([
  ['sun', 'sun', 0.9],
  ['sun', 'rain', 0.1],
  ['rain', 'sun', 0.5],
  ['rain', 'rain', 0.5],
]);
const after = new Map(weather.after(3, 'sun'));
row('B9', 'two states, after 3 steps: first', exact('0.844'), after.get('sun'));
row('B9', 'two states, after 3 steps: second', exact('0.156'), after.get('rain'));
const limit = new Map(weather.steadyState().limiting);
row('B9', 'in the long run: first', exact('0.833333'), limit.get('sun'));
row('B9', 'in the long run: second', exact('0.166667'), limit.get('rain'));
