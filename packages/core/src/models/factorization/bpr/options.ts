/** Options of bpr, and settings that were tuned. */
import { boolean, choice, integer, number, type OptionSpecs, type Seeded, seeded } from '../../../options.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';

export interface BPROptions extends Seeded {
  /** Length of each user and item vector; integer ≥ 1 and ≤ 4096. @default 64 */
  readonly factors: number;
  /** Passes over the liked pairs; integer ≥ 1. @default 100 */
  readonly epochs: number;
  /** γ: size of each step; > 0. @default 0.05 */
  readonly learningRate: number;
  /** What the rate is multiplied by after every epoch; > 0 and ≤ 1. @default 1 */
  readonly learningRateDecay: number;
  /** λ: penalty of vectors and biases, at each sample they take part in; ≥ 0. @default 0.01 */
  readonly regularization: number;
  /** Penalty of user vectors, instead of the common one; ≥ 0. */
  readonly userRegularization: number | undefined;
  /** Penalty of vectors of liked items, instead of the common one; ≥ 0. */
  readonly positiveRegularization: number | undefined;
  /** Penalty of vectors of negatives, instead of the common one; ≥ 0. */
  readonly negativeRegularization: number | undefined;
  /** Learn b_i: how much an item is liked by everyone. @default true */
  readonly itemBias: boolean;
  /** Draw negatives among items, or among liked pairs. @default 'uniform' */
  readonly negativeSampling: 'uniform' | 'popularity';
  /** Items drawn for each sample, of which the one scored highest becomes the negative; integer ≥ 1 and ≤ 1024. @default 1 */
  readonly candidates: number;
  /** Standard deviation of the random initial vectors' coordinates, times √factors; > 0. @default 0.1 */
  readonly startScale: number;
}

const ownPenalty = (of: string) => number(undefined, { min: 0 }, `penalty of ${of}, instead of the common one`);

export const bprOptions: OptionSpecs<BPROptions> = {
  factors: integer(64, { min: 1, max: 4096 }, 'length of each user and item vector'),
  epochs: integer(100, { min: 1 }, 'passes over the liked pairs'),
  learningRate: number(0.05, { above: 0 }, 'γ: size of each step'),
  learningRateDecay: number(1, { above: 0, max: 1 }, 'what the rate is multiplied by after every epoch'),
  regularization: number(0.01, { min: 0 }, 'λ: penalty of vectors and biases, at each sample they take part in'),
  userRegularization: ownPenalty('user vectors'),
  positiveRegularization: ownPenalty('vectors of liked items'),
  negativeRegularization: ownPenalty('vectors of negatives'),
  itemBias: boolean(true, 'learn b_i: how much an item is liked by everyone'),
  negativeSampling: choice('uniform', ['uniform', 'popularity'], 'draw negatives among items, or among liked pairs'),
  candidates: integer(1, { min: 1, max: 1024 }, 'items drawn for each sample, of which the one scored highest becomes the negative'),
  startScale: number(0.1, { above: 0 }, "standard deviation of the random initial vectors' coordinates, times √factors"),
  ...seeded,
};

export const bprPresets: CatalogEntry<BPROptions>['presets'] = {
  'movielens-1m': {
    settings: { factors: 64, epochs: 60, learningRate: 0.1, learningRateDecay: 0.94, regularization: 0.02, candidates: 8 },
    found:
      'highest NDCG@20 by likewise evaluate folds2to5.csv --positive ">=4" --model bpr:factors=64,… --split column:fold=2 --metric ndcg@20, on the rows whose fold is not 1; grid candidates 1…16; learningRate 0.02…0.15; learningRateDecay 0.94…1; regularization 0.003…0.03; itemBias',
  },
  'implicit-small': {
    settings: { factors: 128, epochs: 100, learningRate: 0.1, learningRateDecay: 0.95, regularization: 0.02, candidates: 8 },
    found:
      'NDCG@20 of likewise evaluate on Last.fm 2K (HetRec; 92,834 plays, each pair counting 1): randomSplit share 0.8 seed 0, its training part split again by share 0.9 seed 1, the tenth judged; one option after the other, the best kept: candidates 2, 4, 8; regularization 0.01, 0.02, 0.04; learningRate 0.05, 0.1, 0.15; factors 32, 64, 128; epochs 60, 100; itemBias',
  },
  'implicit-large': {
    settings: { factors: 64, epochs: 60, learningRate: 0.1, learningRateDecay: 0.94, regularization: 0.02, candidates: 8 },
    found:
      'NDCG@20 of likewise evaluate on MovieLens 1M (1,000,209 ratings, each counting 1): randomSplit share 0.8 seed 0, its training part split again by share 0.9 seed 1, the tenth judged; candidates 2, 4, 8 at regularization 0.02; regularization 0.015, 0.02, 0.03 with 4 candidates; factors 64, 128 with 4 and with 8; rate and epochs of movielens-1m',
  },
};
