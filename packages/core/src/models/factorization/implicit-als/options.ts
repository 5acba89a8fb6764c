/** Options of implicit-als, and settings that were tuned. */
import { LikewiseError } from '../../../errors.ts';
import { choice, integer, number, type OptionSpecs, type Seeded, seeded } from '../../../options.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';

export interface ImplicitALSOptions extends Seeded {
  /** Length of each user and item vector; integer ≥ 1 and ≤ 4096. @default 64 */
  readonly factors: number;
  /** Penalty of large vectors, before it is scaled by a row's frequency; ≥ 0. @default 0.01 */
  readonly regularization: number;
  /** Confidence that a value of 1 adds (see weighting); > 0. @default 1 */
  readonly alpha: number;
  /** Passes over the data; each moves all items, then all users; integer ≥ 1. @default 16 */
  readonly epochs: number;
  /** W₀: confidence that an unobserved pair is a no; ≥ 0. @default 0.2 */
  readonly unobservedWeight: number;
  /** How the penalty grows with the frequency of a user or item; 0: alike for all; ≥ 0 and ≤ 2. @default 1 */
  readonly regularizationExponent: number;
  /** From values to confidences. @default 'linear' */
  readonly weighting: 'linear' | 'log' | 'given' | 'binary';
  /** How each row is solved. @default 'auto' */
  readonly solver: 'auto' | 'direct' | 'cg' | 'block';
  /** Conjugate gradient steps a row (solver cg); integer ≥ 1. @default 3 */
  readonly cgSteps: number;
  /** Coordinates a block, rounded up to a multiple of 4 (solver block); integer ≥ 1. @default 32 */
  readonly blockSize: number;
  /** Standard deviation of the initial vectors' coordinates, times √factors; > 0. @default 0.1 */
  readonly startScale: number;
  /** Share of an item's penalty that draws it to what its features say; ≥ 0 and < 1. @default 0 */
  readonly itemFeatureWeight: number;
  /** Share of a user's penalty that draws them to what their features say; ≥ 0 and < 1. @default 0 */
  readonly userFeatureWeight: number;
  /** Penalty of the map from features to vectors, in average rows; > 0. @default 3 */
  readonly featureRegularization: number;
}

export const implicitALSOptions: OptionSpecs<ImplicitALSOptions> = {
  factors: integer(64, { min: 1, max: 4096 }, 'length of each user and item vector'),
  regularization: number(0.01, { min: 0 }, "penalty of large vectors, before it is scaled by a row's frequency"),
  alpha: number(1, { above: 0 }, 'confidence that a value of 1 adds (see weighting)'),
  epochs: integer(16, { min: 1 }, 'passes over the data; each moves all items, then all users'),
  unobservedWeight: number(0.2, { min: 0 }, 'w₀: confidence that an unobserved pair is a no'),
  regularizationExponent: number(1, { min: 0, max: 2 }, 'how the penalty grows with the frequency of a user or item; 0: alike for all'),
  weighting: choice('linear', ['linear', 'log', 'given', 'binary'], 'from values to confidences'),
  solver: choice('auto', ['auto', 'direct', 'cg', 'block'], 'how each row is solved'),
  cgSteps: integer(3, { min: 1 }, 'conjugate gradient steps a row (solver cg)'),
  blockSize: integer(32, { min: 1 }, 'coordinates a block, rounded up to a multiple of 4 (solver block)'),
  startScale: number(0.1, { above: 0 }, "standard deviation of the initial vectors' coordinates, times √factors"),
  itemFeatureWeight: number(0, { min: 0, below: 1 }, "share of an item's penalty that draws it to what its features say"),
  userFeatureWeight: number(0, { min: 0, below: 1 }, "share of a user's penalty that draws them to what their features say"),
  featureRegularization: number(3, { above: 0 }, 'penalty of the map from features to vectors, in average rows'),
  ...seeded,
};

export const usesFeatures = ({ itemFeatureWeight, userFeatureWeight }: ImplicitALSOptions): boolean =>
  itemFeatureWeight > 0 || userFeatureWeight > 0;

/** @throws LikewiseError `invalid-option` */
export function requireSolverOfFeatures(settings: ImplicitALSOptions): void {
  const { solver } = settings;
  if (!usesFeatures(settings) || solver === 'auto' || solver === 'direct') return;
  throw new LikewiseError(
    'invalid-option',
    `implicitALS: solver must be direct or auto with itemFeatureWeight or userFeatureWeight; got ${solver}.`,
    { option: 'solver', value: solver },
  );
}

export const implicitALSPresets: CatalogEntry<ImplicitALSOptions>['presets'] = {
  'movielens-1m': {
    settings: { factors: 64, regularization: 0.012, unobservedWeight: 0.2, epochs: 16 },
    found:
      'highest NDCG@20 by likewise evaluate folds2to5.csv --positive ">=4" --model implicit-als:factors=64,… --split random:0.9 --metric ndcg@20, on the rows whose fold is not 1; grid unobservedWeight 0.15, 0.2; regularization 0.0105…0.015',
  },
  'movielens-1m-256': {
    settings: { factors: 256, regularization: 0.011, unobservedWeight: 0.2, epochs: 16 },
    found:
      'highest NDCG@20 by likewise evaluate folds2to5.csv --positive ">=4" --model implicit-als:factors=256,… --split random:0.9 --metric ndcg@20, on the rows whose fold is not 1; grid unobservedWeight 0.12…0.2; regularization 0.011…0.0138',
  },
  'implicit-small': {
    settings: { factors: 128, weighting: 'binary', alpha: 0.7, regularization: 0.01, unobservedWeight: 0.05, epochs: 16 },
    found:
      'NDCG@20 of likewise evaluate on Last.fm 2K (HetRec; 92,834 plays, each pair counting 1): randomSplit share 0.8 seed 0, its training part split again by share 0.9 seed 1, the tenth judged; one option after the other, the best kept: factors 32, 64, 128; unobservedWeight 0.01…0.1; regularization 0.003…0.04; alpha 0.7, 1; regularizationExponent 0.75, 1; epochs 8, 16',
  },
  'implicit-large': {
    settings: { factors: 128, weighting: 'binary', regularization: 0.012, unobservedWeight: 0.2, epochs: 16 },
    found:
      'NDCG@20 of likewise evaluate on MovieLens 1M (1,000,209 ratings, each counting 1): randomSplit share 0.8 seed 0, its training part split again by share 0.9 seed 1, the tenth judged; one option after the other, the best kept: unobservedWeight 0.1, 0.2, 0.4; regularization 0.006, 0.012, 0.02; factors 64, 128; epochs 10, 16',
  },
};
