/** Options of sasrec. */
import { LikewiseError } from '../../../errors.ts';
import { choice, integer, number, type OptionSpecs, type Seeded, seeded } from '../../../options.ts';

export interface SASRecOptions extends Seeded {
  /** Length of each item vector and width of the layers; integer ≥ 1 and ≤ 1024. @default 64 */
  readonly factors: number;
  /** Blocks of attention and feed-forward; integer ≥ 1 and ≤ 16. @default 2 */
  readonly layers: number;
  /** Heads of the attention, which must divide factors; integer ≥ 1 and ≤ 64. @default 1 */
  readonly heads: number;
  /** Inner width of the feed-forward part, in multiples of factors; integer ≥ 1 and ≤ 8. @default 1 */
  readonly expansion: number;
  /** Most items of a history that are looked at, the newest; a longer one trains in windows; integer ≥ 1 and ≤ 1024. @default 50 */
  readonly maxLength: number;
  /** Part of the numbers that each training step leaves out; ≥ 0 and ≤ 0.95. @default 0.2 */
  readonly dropout: number;
  /** Places counted from the newest item, or from the oldest that is looked at. @default 'from-end' */
  readonly positions: 'from-end' | 'from-start';
  /** A part's output is added to its input as it is, or times a learned gate (LiGR). @default 'plain' */
  readonly residual: 'plain' | 'gated';
  /** Against all items, against shared negatives, or calibrated binary cross-entropy against them. @default 'sampled-softmax' */
  readonly loss: 'softmax' | 'sampled-softmax' | 'gbce';
  /** Items drawn for each batch as negatives, unless the loss is softmax; integer ≥ 1 and ≤ 65536. @default 256 */
  readonly negatives: number;
  /** T of gbce: 0 is plain binary cross-entropy, 1 undoes all that sampling adds to scores; ≥ 0 and ≤ 1. @default 0.75 */
  readonly calibration: number;
  /** Most passes over the histories; integer ≥ 1. @default 100 */
  readonly epochs: number;
  /** Histories a step, or windows of them; integer ≥ 1 and ≤ 4096. @default 128 */
  readonly batchSize: number;
  /** γ: size of Adam's steps; > 0. @default 0.001 */
  readonly learningRate: number;
  /** The rate stays, or falls to 0 in a half wave by the last epoch. @default 'constant' */
  readonly schedule: 'constant' | 'cosine';
  /** Half waves of the cosine schedule, each from the full rate down to 0; integer ≥ 1 and ≤ 1000. @default 1 */
  readonly cycles: number;
  /** Steps over which the rate rises from 0; integer ≥ 0. @default 0 */
  readonly warmUp: number;
  /** Part of each weight, times γ, that every step takes off; ≥ 0. @default 0 */
  readonly weightDecay: number;
  /** Share of users whose last item does not train, to stop by its NDCG@10; ≥ 0 and ≤ 0.5. @default 0.1 */
  readonly validation: number;
  /** Epochs without a better validation after which training ends; integer ≥ 1. @default 10 */
  readonly patience: number;
}

export const sasrecOptions: OptionSpecs<SASRecOptions> = {
  factors: integer(64, { min: 1, max: 1024 }, 'length of each item vector and width of the layers'),
  layers: integer(2, { min: 1, max: 16 }, 'blocks of attention and feed-forward'),
  heads: integer(1, { min: 1, max: 64 }, 'heads of the attention, which must divide factors'),
  expansion: integer(1, { min: 1, max: 8 }, 'inner width of the feed-forward part, in multiples of factors'),
  maxLength: integer(50, { min: 1, max: 1024 }, 'most items of a history that are looked at, the newest; a longer one trains in windows'),
  dropout: number(0.2, { min: 0, max: 0.95 }, 'part of the numbers that each training step leaves out'),
  positions: choice('from-end', ['from-end', 'from-start'], 'places counted from the newest item, or from the oldest that is looked at'),
  residual: choice('plain', ['plain', 'gated'], "a part's output is added to its input as it is, or times a learned gate (LiGR)"),
  loss: choice(
    'sampled-softmax',
    ['softmax', 'sampled-softmax', 'gbce'],
    'against all items, against shared negatives, or calibrated binary cross-entropy against them',
  ),
  negatives: integer(256, { min: 1, max: 65536 }, 'items drawn for each batch as negatives, unless the loss is softmax'),
  calibration: number(0.75, { min: 0, max: 1 }, 't of gbce: 0 is plain binary cross-entropy, 1 undoes all that sampling adds to scores'),
  epochs: integer(100, { min: 1 }, 'most passes over the histories'),
  batchSize: integer(128, { min: 1, max: 4096 }, 'histories a step, or windows of them'),
  learningRate: number(0.001, { above: 0 }, "γ: size of Adam's steps"),
  schedule: choice('constant', ['constant', 'cosine'], 'the rate stays, or falls to 0 in a half wave by the last epoch'),
  cycles: integer(1, { min: 1, max: 1000 }, 'half waves of the cosine schedule, each from the full rate down to 0'),
  warmUp: integer(0, { min: 0 }, 'steps over which the rate rises from 0'),
  weightDecay: number(0, { min: 0 }, 'part of each weight, times γ, that every step takes off'),
  validation: number(0.1, { min: 0, max: 0.5 }, 'share of users whose last item does not train, to stop by its NDCG@10'),
  patience: integer(10, { min: 1 }, 'epochs without a better validation after which training ends'),
  ...seeded,
};

/** @throws LikewiseError `invalid-option` unless heads divide factors */
export function requireWholeHeads({ factors, heads }: Pick<SASRecOptions, 'factors' | 'heads'>): void {
  if (factors % heads === 0) return;
  throw new LikewiseError('invalid-option', `sasrec: heads must divide factors; got ${heads} heads for ${factors} factors.`, {
    option: 'heads',
    heads,
    factors,
  });
}
