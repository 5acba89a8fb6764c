/** Options of item2vec. */
import { choice, integer, number, type OptionSpecs, type Seeded, seeded } from '../../../options.ts';
import { FALLS, type Falling } from '../../transitions/falling.ts';
import { type TransitionSettings, transitionOptions } from '../../transitions/transition-model.ts';

export interface Item2VecOptions extends TransitionSettings, Seeded {
  /** Length of the two vectors of each item; integer ≥ 1 and ≤ 1024. @default 64 */
  readonly factors: number;
  /** Most places between an item and one of its context; each time as many as a draw says; integer ≥ 1. @default 5 */
  readonly window: number;
  /** An item is told by what stands around it, or only leads to what comes after it. @default 'both' */
  readonly side: 'both' | 'after';
  /** Items drawn for each pair as not of the context; integer ≥ 1 and ≤ 1000. @default 5 */
  readonly negatives: number;
  /** Exponent of how often items occur, by which negatives are drawn; ≥ 0. @default 0.75 */
  readonly noise: number;
  /** Share of all events above which an item is left out at times (√(t / share) is kept); 0: never; ≥ 0 and ≤ 1. @default 0 */
  readonly subsampling: number;
  /** Passes over the sessions; integer ≥ 1. @default 20 */
  readonly epochs: number;
  /** γ: size of the first step; it falls to nearly 0; > 0. @default 0.05 */
  readonly learningRate: number;
  /** Newest items of the session that count; integer ≥ 1. @default 10 */
  readonly last: number;
  /** How an item of the session counts, the k-th newest: 1/k, 1/log2(k + 1), or all alike. @default 'inverse' */
  readonly age: Falling;
  /** How much of the log of how often negatives are drawn is given back to the score: 0 ranks by the pull alone; ≥ 0. @default 1 */
  readonly popularity: number;
}

export const item2vecOptions: OptionSpecs<Item2VecOptions> = {
  factors: integer(64, { min: 1, max: 1024 }, 'length of the two vectors of each item'),
  window: integer(5, { min: 1 }, 'most places between an item and one of its context; each time as many as a draw says'),
  side: choice('both', ['both', 'after'], 'an item is told by what stands around it, or only leads to what comes after it'),
  negatives: integer(5, { min: 1, max: 1000 }, 'items drawn for each pair as not of the context'),
  noise: number(0.75, { min: 0 }, 'exponent of how often items occur, by which negatives are drawn'),
  subsampling: number(
    0,
    { min: 0, max: 1 },
    'share of all events above which an item is left out at times (√(t / share) is kept); 0: never',
  ),
  epochs: integer(20, { min: 1 }, 'passes over the sessions'),
  learningRate: number(0.05, { above: 0 }, 'γ: size of the first step; it falls to nearly 0'),
  last: integer(10, { min: 1 }, 'newest items of the session that count'),
  age: choice('inverse', FALLS, 'how an item of the session counts, the k-th newest: 1/k, 1/log2(k + 1), or all alike'),
  popularity: number(
    1,
    { min: 0 },
    'how much of the log of how often negatives are drawn is given back to the score: 0 ranks by the pull alone',
  ),
  ...transitionOptions,
  ...seeded,
};
