/** What can be set of bayesian-pmf. */
import { boolean, integer, number, type OptionSpecs, type Seeded, seeded } from '../../../options.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';

export interface BayesianPMFOptions extends Seeded {
  /** Length of each user and item vector of one sample, without biases; integer ≥ 1 and ≤ 256. @default 10 */
  readonly factors: number;
  /** Samples of each chain that are kept and averaged; integer ≥ 1. @default 100 */
  readonly samples: number;
  /** Samples before the first kept one; integer ≥ 0. @default 20 */
  readonly burnIn: number;
  /** Independent chains, each from a start of its own, averaged: one chain seldom leaves the mode it found; integer ≥ 1. @default 1 */
  readonly chains: number;
  /** Learn b_u and b_i; without them the prediction is μ + p·q. @default true */
  readonly biases: boolean;
  /** 1 / variance of a rating around its prediction, instead of learning it; > 0. */
  readonly noisePrecision: number | undefined;
  /** β₀: how many rows the prior mean counts for; > 0. @default 2 */
  readonly priorStrength: number;
}

export const bayesianPMFOptions: OptionSpecs<BayesianPMFOptions> = {
  factors: integer(10, { min: 1, max: 256 }, 'length of each user and item vector of one sample, without biases'),
  samples: integer(100, { min: 1 }, 'samples of each chain that are kept and averaged'),
  burnIn: integer(20, { min: 0 }, 'samples before the first kept one'),
  chains: integer(1, { min: 1 }, 'independent chains, each from a start of its own, averaged: one chain seldom leaves the mode it found'),
  biases: boolean(true, 'learn b_u and b_i; without them the prediction is μ + p·q'),
  noisePrecision: number(undefined, { above: 0 }, '1 / variance of a rating around its prediction, instead of learning it'),
  priorStrength: number(2, { above: 0 }, 'β₀: how many rows the prior mean counts for'),
  ...seeded,
};

export const bayesianPMFPresets: CatalogEntry<BayesianPMFOptions>['presets'] = {
  'movielens-100k': {
    settings: { factors: 16, chains: 4, samples: 100 },
    found:
      'best mean RMSE (0.9005) of factors 8, 10, 16, each with 1 to 4 chains, by likewise evaluate uN.base.gz --split random:0.9 --model bayesian-pmf:factors=16,chains=4 --metric rmse, N = 1…5, seed 0; u1 … u5.test, read once: 0.8961',
  },
  'movielens-1m': {
    settings: { factors: 30, samples: 300 },
    found:
      'best of factors 10, 20, 30 (RMSE 0.8453) by likewise evaluate folds2to5.csv --split random:0.9 --model bayesian-pmf:factors=30,samples=300 --metric rmse, seed 0, folds2to5.csv being the rows whose fold is not 1; fold 1, read once: 0.8334',
  },
};
