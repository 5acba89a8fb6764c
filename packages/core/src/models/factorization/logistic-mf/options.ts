/** Options of logistic-mf, and settings that were tuned. */
import { integer, number, type OptionSpecs, type Seeded, seeded } from '../../../options.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';

export interface LogisticMFOptions extends Seeded {
  /** Length of each user and item vector; integer ≥ 1 and ≤ 4094. @default 32 */
  readonly factors: number;
  /** Passes over the data; each solves all items, then all users; integer ≥ 1. @default 30 */
  readonly epochs: number;
  /** Size of AdaGrad's first step in each coordinate; > 0. @default 0.3 */
  readonly learningRate: number;
  /** λ: penalty of vectors, not of biases; ≥ 0. @default 5 */
  readonly regularization: number;
  /** α: how much a like of value 1 counts against a pair as such; > 0. @default 10 */
  readonly alpha: number;
  /** Pairs drawn for each like, to stand for all pairs of its row; integer ≥ 1 and ≤ 10000. @default 30 */
  readonly negatives: number;
  /** Standard deviation of the initial vectors' coordinates, times √factors; > 0. @default 0.1 */
  readonly startScale: number;
}

export const logisticMFOptions: OptionSpecs<LogisticMFOptions> = {
  factors: integer(32, { min: 1, max: 4094 }, 'length of each user and item vector'),
  epochs: integer(30, { min: 1 }, 'passes over the data; each solves all items, then all users'),
  learningRate: number(0.3, { above: 0 }, "size of AdaGrad's first step in each coordinate"),
  regularization: number(5, { min: 0 }, 'λ: penalty of vectors, not of biases'),
  alpha: number(10, { above: 0 }, 'α: how much a like of value 1 counts against a pair as such'),
  negatives: integer(30, { min: 1, max: 10_000 }, 'pairs drawn for each like, to stand for all pairs of its row'),
  startScale: number(0.1, { above: 0 }, "standard deviation of the initial vectors' coordinates, times √factors"),
  ...seeded,
};

export const logisticMFPresets: CatalogEntry<LogisticMFOptions>['presets'] = {
  'movielens-1m': {
    settings: { factors: 32, epochs: 60, learningRate: 0.15, regularization: 30, alpha: 10 },
    found:
      'highest NDCG@20 by likewise evaluate folds2to5.csv --positive ">=4" --model logistic-mf:factors=32,… --split column:fold=2 --metric ndcg@20, on the rows whose fold is not 1; grid alpha 2…30; learningRate 0.15…1; regularization 1…100; epochs 15…60',
  },
};
