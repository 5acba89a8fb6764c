/** Half-step of logistic matrix factorization, in plain TypeScript. */
import { addScaled, dot, eachRow, mix, rowAt, type Twin } from './rows.ts';

export const logisticRows: Twin<'logisticRows'> = eachRow((args, row, chunk) => {
  const [pointers, indexes, weights, x, y, squares, choices, choiceCount, negatives, learningRate, regularization, ...rest] = args;
  const [bias, fixed, factors, seed, sums] = rest;
  const count = pointers[row + 1] - pointers[row];
  if (count === 0) return;
  const own = rowAt(x, row, factors);
  const slope = new Float64Array(factors);
  for (let e = pointers[row]; e < pointers[row + 1]; e++) {
    const other = rowAt(y, indexes[e], factors);
    const score = dot(own, other);
    sums[chunk * 2] += (weights[e] * (Math.abs(score) - score)) / 2;
    sums[chunk * 2 + 1] += weights[e];
    addScaled(slope, weights[e] / (1 + Math.exp(score)), other);
  }
  const rowSeed = mix(seed, row) | 0;
  // As many draws as columns: take each once instead, which is exact.
  const draws = Math.min(count * negatives, choiceCount);
  const share = choiceCount / draws;
  for (let draw = 0; draw < draws; draw++) {
    const choice = draws === choiceCount ? draw : Math.floor((mix(rowSeed, draw) * choiceCount) / 4294967296);
    const other = rowAt(y, choices[choice], factors);
    const score = dot(own, other);
    sums[chunk * 2] += (share * (Math.abs(score) + score)) / 2;
    addScaled(slope, -share / (1 + Math.exp(-score)), other);
  }
  sums[chunk * 2 + 1] += choiceCount;
  const history = rowAt(squares, row, factors);
  for (let f = 0; f < factors; f++) {
    if (f === fixed) continue;
    const gradient = slope[f] - (f === bias ? 0 : regularization * own[f]);
    history[f] += gradient * gradient;
    own[f] += (learningRate * gradient) / Math.sqrt(history[f] + 1e-6);
  }
});
