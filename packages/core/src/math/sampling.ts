/** Drawing from finite collections: shuffled, without replacement, by weight. */
import { LikewiseError } from '../errors.ts';
import type { Random } from './random.ts';

interface MutableList {
  readonly length: number;
  [index: number]: unknown;
}

/** Shuffles in place, every order as likely (Fisher–Yates; Durstenfeld 1964), and gives the same list back. */
export function shuffle<L extends MutableList>(random: Random, list: L): L {
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const kept = list[i];
    list[i] = list[j];
    list[j] = kept;
  }
  return list;
}

/** 0 … size − 1. */
export const countedUp = (size: number): Uint32Array => Uint32Array.from({ length: size }, (_, index) => index);

/** 0 … size−1 in random order. */
export const shuffledRange = (random: Random, size: number): Uint32Array => shuffle(random, countedUp(size));

/**
 * `count` distinct integers of 0…size−1, every set as likely, in random order.
 * @throws LikewiseError `invalid-option` unless 0 ≤ count ≤ size ≤ 2^32
 */
export function sampleWithoutReplacement(random: Random, size: number, count: number): Uint32Array {
  if (!(Number.isInteger(size) && Number.isInteger(count) && count >= 0 && count <= size && size <= 2 ** 32)) {
    throw new LikewiseError('invalid-option', `sampleWithoutReplacement: count must be an integer in 0…size; got ${count} of ${size}.`, {
      count,
      size,
    });
  }
  const sample = new Uint32Array(count);
  if (count * 4 > size) {
    const all = countedUp(size);
    for (let k = 0; k < count; k++) {
      const j = k + random.integer(size - k);
      sample[k] = all[j];
      all[j] = all[k];
    }
    return sample;
  }
  // Few of many: Floyd's method, O(count) (Bentley, Floyd: Programming Pearls, CACM 1987); it leaves an order, so shuffle.
  const taken = new Set<number>();
  for (let k = 0; k < count; k++) {
    const top = size - count + k;
    const draw = random.integer(top + 1);
    const fresh = taken.has(draw) ? top : draw;
    taken.add(fresh);
    sample[k] = fresh;
  }
  return shuffle(random, sample);
}

/** Draws indexes with probability proportional to fixed weights; O(1) a draw. */
export interface WeightedChoice {
  /** Integer in 0…weights.length−1. */
  draw(random: Random): number;
}

/**
 * Alias tables for the weights. Source: Vose: A Linear Algorithm for Generating Random Numbers with a Given Distribution,
 * IEEE TSE 1991, doi:10.1109/32.92917.
 * @param weights ≥ 0, not all 0
 * @throws LikewiseError `invalid-option`
 */
export function weightedChoice(weights: ArrayLike<number>): WeightedChoice {
  const size = weights.length;
  let total = 0;
  for (let i = 0; i < size; i++) {
    if (!(weights[i] >= 0 && weights[i] < Number.POSITIVE_INFINITY)) {
      throw new LikewiseError('invalid-option', `weightedChoice: every weight must be a finite number ≥ 0; got ${weights[i]} at ${i}.`, {
        index: i,
        value: weights[i],
      });
    }
    total += weights[i];
  }
  if (!(total > 0 && total < Number.POSITIVE_INFINITY)) {
    throw new LikewiseError('invalid-option', `weightedChoice: the sum of the weights must be a finite number > 0; got ${total}.`, {
      total,
    });
  }
  // Column i holds i with probability `keep[i]`, else `alias[i]`; columns are as likely.
  const keep = Float64Array.from(weights, (weight) => (weight / total) * size);
  const alias = Uint32Array.from(keep, (_, i) => i);
  const small: number[] = [];
  const large: number[] = [];
  for (let i = 0; i < size; i++) (keep[i] < 1 ? small : large).push(i);
  while (small.length > 0 && large.length > 0) {
    const poor = small.pop() as number;
    const rich = large[large.length - 1];
    alias[poor] = rich;
    keep[rich] -= 1 - keep[poor];
    if (keep[rich] < 1) small.push(large.pop() as number);
  }
  // What is left is 1 but for rounding; an index of weight 0 must not be drawn through it.
  for (const i of large) keep[i] = 1;
  for (const i of small) if (weights[i] > 0) keep[i] = 1;
  const fallback = heaviest(weights);
  for (const i of small) if (weights[i] === 0) alias[i] = fallback;
  return {
    draw: (random) => {
      const column = random.integer(size);
      return random.uniform() < keep[column] ? column : alias[column];
    },
  };
}

function heaviest(weights: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < weights.length; i++) if (weights[i] > weights[best]) best = i;
  return best;
}
