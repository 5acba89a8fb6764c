/** Options of svd-pp, and settings that were tuned. */
import { integer, number, type OptionSpecs, type Seeded, seeded } from '../../../options.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';

export interface SVDPPOptions extends Seeded {
  /** Length of each vector; integer ≥ 1 and ≤ 4096. @default 64 */
  readonly factors: number;
  /** Passes over the data; integer ≥ 1. @default 60 */
  readonly epochs: number;
  /** γ: step of each parameter toward a rating; > 0. @default 0.007 */
  readonly learningRate: number;
  /** What the rate is multiplied by after every epoch; > 0 and ≤ 1. @default 0.98 */
  readonly learningRateDecay: number;
  /** Penalty of biases and vectors; ≥ 0. @default 0.08 */
  readonly regularization: number;
  /** Penalty of the implicit vectors; ≥ 0. @default 0.02 */
  readonly implicitRegularization: number;
  /** Standard deviation of the initial coordinates; > 0. @default 0.02 */
  readonly startDeviation: number;
}

export const svdPPOptions: OptionSpecs<SVDPPOptions> = {
  factors: integer(64, { min: 1, max: 4096 }, 'length of each vector'),
  epochs: integer(60, { min: 1 }, 'passes over the data'),
  learningRate: number(0.007, { above: 0 }, 'γ: step of each parameter toward a rating'),
  learningRateDecay: number(0.98, { above: 0, max: 1 }, 'what the rate is multiplied by after every epoch'),
  regularization: number(0.08, { min: 0 }, 'penalty of biases and vectors'),
  implicitRegularization: number(0.02, { min: 0 }, 'penalty of the implicit vectors'),
  startDeviation: number(0.02, { above: 0 }, 'standard deviation of the initial coordinates'),
  ...seeded,
};

export const svdPPPresets: CatalogEntry<SVDPPOptions>['presets'] = {
  'movielens-100k': {
    settings: {
      factors: 120,
      epochs: 60,
      learningRate: 0.008,
      learningRateDecay: 0.985,
      regularization: 0.07,
      implicitRegularization: 0.01,
      startDeviation: 0.01,
    },
    found:
      'a random search of some 20 settings by the mean RMSE on a random tenth of each of u1.base to u5.base, as likewise evaluate u1.base.gz --split random:0.9 --model svd-pp:… --metric rmse measures it',
  },
  'movielens-1m': {
    settings: {
      factors: 128,
      epochs: 50,
      learningRate: 0.015,
      learningRateDecay: 0.95,
      regularization: 0.036,
      implicitRegularization: 0.02,
      startDeviation: 0.004,
    },
    found:
      'best of 4 settings near those of svd (RMSE 0.8497) by likewise evaluate folds2to5.csv --split random:0.9 --model svd-pp:… --metric rmse, seed 0, folds2to5.csv being the rows whose fold is not 1; fold 1, read once: 0.8370',
  },
};
