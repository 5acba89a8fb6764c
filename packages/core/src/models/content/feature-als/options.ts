/** What can be set of feature-als. */
import { choice, integer, number, type OptionSpecs, type Seeded, seeded, text } from '../../../options.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';

export interface FeatureALSOptions extends Seeded {
  /** Length of every vector; integer ≥ 1 and ≤ 4096. @default 64 */
  readonly factors: number;
  /** Penalty of an id's own vector, before it is scaled by its frequency; > 0. @default 0.012 */
  readonly regularization: number;
  /** Penalty of the vectors of features, in rows of average frequency; > 0. @default 1 */
  readonly featureRegularization: number;
  /** Confidence w₀ that an unobserved pair is a no, where a plain observed pair has about 1; > 0. @default 0.2 */
  readonly unobservedWeight: number;
  /** Confidence that a value of 1 adds (see weighting); > 0. @default 1 */
  readonly alpha: number;
  /** Confidence of value r: alpha·r, alpha·ln(1 + r), alpha. @default 'linear' */
  readonly weighting: 'linear' | 'log' | 'binary';
  /** Passes over the data; each solves all items, then all users; integer ≥ 1. @default 16 */
  readonly epochs: number;
  /** Attributes and texts of items that count: all, or names joined by +, with weights as in category*2+tag. @default 'all' */
  readonly fields: string;
  /** Attributes of users that count, alike. @default 'all' */
  readonly userFields: string;
  /** Of words and levels of items: how often they occur, tf-idf, or BM25. @default 'count' */
  readonly featureWeighting: 'count' | 'tf-idf' | 'bm25';
  /** Least items, or users, that have a word or level; integer ≥ 1. @default 2 */
  readonly minDf: number;
  /** Terms kept of each text, those of most items first; left out: all; integer ≥ 1. */
  readonly maxFeatures: number | undefined;
}

export const featureALSOptions: OptionSpecs<FeatureALSOptions> = {
  factors: integer(64, { min: 1, max: 4096 }, 'length of every vector'),
  regularization: number(0.012, { above: 0 }, "penalty of an id's own vector, before it is scaled by its frequency"),
  featureRegularization: number(1, { above: 0 }, 'penalty of the vectors of features, in rows of average frequency'),
  unobservedWeight: number(0.2, { above: 0 }, 'confidence w₀ that an unobserved pair is a no, where a plain observed pair has about 1'),
  alpha: number(1, { above: 0 }, 'confidence that a value of 1 adds (see weighting)'),
  weighting: choice('linear', ['linear', 'log', 'binary'], 'confidence of value r: alpha·r, alpha·ln(1 + r), alpha'),
  epochs: integer(16, { min: 1 }, 'passes over the data; each solves all items, then all users'),
  fields: text('all', 'attributes and texts of items that count: all, or names joined by +, with weights as in category*2+tag'),
  userFields: text('all', 'attributes of users that count, alike'),
  featureWeighting: choice('count', ['count', 'tf-idf', 'bm25'], 'of words and levels of items: how often they occur, tf-idf, or BM25'),
  minDf: integer(2, { min: 1 }, 'least items, or users, that have a word or level'),
  maxFeatures: integer(undefined, { min: 1 }, 'terms kept of each text, those of most items first; left out: all'),
  ...seeded,
};

export const featureALSPresets: CatalogEntry<FeatureALSOptions>['presets'] = {
  'movielens-small': {
    settings: { factors: 128 },
    found:
      'greatest NDCG@10 on MovieLens latest-small with movies.csv and tags.csv, ratings >= 4, films numbered at random, cold-items:0.8 with seed 7 of the training part of cold-items:0.8 with seed 1; one option after the other around the defaults: factors 16, 32, 64, 128 (0.221, 0.245, 0.254, 0.260), then with 32 or 64 factors regularization 0.006 to 0.1, featureRegularization 0.3, 1, 3, unobservedWeight 0.1 to 0.4, featureWeighting, minDf 1, 2, tags times 1, 1.5, 3, with titles and without, epochs 8, 16: none above the defaults by more than 0.001 but featureRegularization 0.3 at 32 factors (0.251), which was below them at 64 (0.2536) and 128 (0.256)',
  },
  'movielens-1m': {
    settings: { factors: 64, regularization: 0.012, featureRegularization: 1, unobservedWeight: 0.2, fields: 'all', userFields: 'all' },
    found:
      'greatest NDCG@20 on a random tenth (random:0.9, seed 0) of the positives (>= 4) of folds 2 to 5, the rest training, with movies.dat and users.dat; the defaults, of three: all fields 0.1936; genres with sex, age and occupation alone 0.1922, and 0.1927 with featureRegularization 5; implicit-als 0.1952 there',
  },
};
