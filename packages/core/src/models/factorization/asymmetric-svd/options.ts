/** Options of asymmetric-svd, and settings that were tuned. */
import { integer, number, type OptionSpecs, type Seeded, seeded } from '../../../options.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';

export interface AsymmetricSVDOptions extends Seeded {
  /** Length of each vector; integer ≥ 1 and ≤ 4096. @default 32 */
  readonly factors: number;
  /** Steps, each along the slope of all ratings; integer ≥ 1. @default 60 */
  readonly epochs: number;
  /** Length of a step (Adam); > 0. @default 0.005 */
  readonly learningRate: number;
  /** λ: penalty of item vectors; ≥ 0. @default 25 */
  readonly regularization: number;
  /** λ_s: penalty of the vectors that people are sums of; ≥ 0. @default 25 */
  readonly sumRegularization: number;
  /** Standard deviation of the initial coordinates; > 0. @default 0.05 */
  readonly startDeviation: number;
  /** How strongly user biases of the baseline are drawn to 0, in ratings; ≥ 0. @default 5 */
  readonly userRegularization: number;
  /** How strongly item biases of the baseline are drawn to 0, in ratings; ≥ 0. @default 3 */
  readonly itemRegularization: number;
}

export const asymmetricSVDOptions: OptionSpecs<AsymmetricSVDOptions> = {
  factors: integer(32, { min: 1, max: 4096 }, 'length of each vector'),
  epochs: integer(60, { min: 1 }, 'steps, each along the slope of all ratings'),
  learningRate: number(0.005, { above: 0 }, 'length of a step (Adam)'),
  regularization: number(25, { min: 0 }, 'λ: penalty of item vectors'),
  sumRegularization: number(25, { min: 0 }, 'λ_s: penalty of the vectors that people are sums of'),
  startDeviation: number(0.05, { above: 0 }, 'standard deviation of the initial coordinates'),
  userRegularization: number(5, { min: 0 }, 'how strongly user biases of the baseline are drawn to 0, in ratings'),
  itemRegularization: number(3, { min: 0 }, 'how strongly item biases of the baseline are drawn to 0, in ratings'),
  ...seeded,
};

export const asymmetricSVDPresets: CatalogEntry<AsymmetricSVDOptions>['presets'] = {
  'movielens-1m': {
    settings: { factors: 64, epochs: 150, regularization: 60, sumRegularization: 60 },
    found:
      'best of 4 settings by likewise evaluate folds2to5.csv --split random:0.9 --model asymmetric-svd:… --metric rmse, seed 0, folds2to5.csv being the rows whose fold is not 1: 0.8590 (defaults 0.8659); fold 1 never read',
  },
};
