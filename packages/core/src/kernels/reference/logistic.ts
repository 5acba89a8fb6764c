/** Half-step of logistic matrix factorization, in plain TypeScript. */
import type { KernelArguments } from '../signatures/kernel-arguments.ts';
import { mix } from './random.ts';

export function logisticRows(args: KernelArguments['logisticRows'], begin: number, end: number, chunk: number): number {
  const [pointers, indexes, weights, x, y, squares, choices, choiceCount, negatives, learningRate, regularization] = args;
  const [bias, fixed, factors, seed, sums] = [args[11], args[12], args[13], args[14], args[15]];
  for (let row = begin; row < end; row++) {
    const count = pointers[row + 1] - pointers[row];
    if (count === 0) continue;
    const slope = new Float64Array(factors);
    const scoreOf = (column: number): number => {
      let sum = 0;
      for (let f = 0; f < factors; f++) sum += x[row * factors + f] * y[column * factors + f];
      return sum;
    };
    const pull = (column: number, strength: number): void => {
      for (let f = 0; f < factors; f++) slope[f] += strength * y[column * factors + f];
    };
    for (let e = pointers[row]; e < pointers[row + 1]; e++) {
      const score = scoreOf(indexes[e]);
      sums[chunk * 2] += (weights[e] * (Math.abs(score) - score)) / 2;
      sums[chunk * 2 + 1] += weights[e];
      pull(indexes[e], weights[e] / (1 + Math.exp(score)));
    }
    const rowSeed = mix(seed, row) | 0;
    // As many draws as columns: take each once instead, which is exact.
    const draws = Math.min(count * negatives, choiceCount);
    const share = choiceCount / draws;
    for (let draw = 0; draw < draws; draw++) {
      const column = choices[draws === choiceCount ? draw : Math.floor((mix(rowSeed, draw) * choiceCount) / 4294967296)];
      const score = scoreOf(column);
      sums[chunk * 2] += (share * (Math.abs(score) + score)) / 2;
      pull(column, -share / (1 + Math.exp(-score)));
    }
    sums[chunk * 2 + 1] += choiceCount;
    for (let f = 0; f < factors; f++) {
      if (f === fixed) continue;
      const at = row * factors + f;
      const gradient = slope[f] - (f === bias ? 0 : regularization * x[at]);
      squares[at] += gradient * gradient;
      x[at] += (learningRate * gradient) / Math.sqrt(squares[at] + 1e-6);
    }
  }
  return 0;
}
