/** Options of autorec, and settings that were tuned. */
import { choice, integer, number, type OptionSpecs, type Seeded, seeded } from '../../../options.ts';
import { CODE_ACTIVATIONS, type CodeActivation } from '../../autoencoders/activation.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';

export interface AutoRecOptions extends Seeded {
  /** What is encoded: an item by its users' ratings, or a user by those of their items. @default 'item' */
  readonly form: 'item' | 'user';
  /** Hidden units: length of each code; integer ≥ 1 and ≤ 4096. @default 100 */
  readonly factors: number;
  /** Function of the hidden units. @default 'sigmoid' */
  readonly activation: CodeActivation;
  /** Passes over the data; integer ≥ 1. @default 40 */
  readonly epochs: number;
  /** Rows a step; integer ≥ 1. @default 64 */
  readonly batchSize: number;
  /** Rate of the steps (Adam); > 0. @default 0.002 */
  readonly learningRate: number;
  /** How the rate goes: as it is, or down a half wave. @default 'cosine' */
  readonly schedule: 'constant' | 'cosine';
  /** λ: penalty of all weights; ≥ 0. @default 80 */
  readonly regularization: number;
  /** Ratings at the overall mean that the mean of a row, which it is centered at, is taken with; ≥ 0. @default 3 */
  readonly damping: number;
  /** Probability of leaving out a rating of the input while training; ≥ 0 and < 1. @default 0.5 */
  readonly inputDropout: number;
  /** Probability of leaving out a hidden unit while training; ≥ 0 and < 1. @default 0 */
  readonly dropout: number;
  /** Share of the ratings held out to stop by; every user and item keeps one; ≥ 0 and < 1. @default 0 */
  readonly validation: number;
  /** Epochs without a better validation RMSE after which training stops; the best epoch is kept; integer ≥ 1. @default 5 */
  readonly patience: number;
}

export const autoRecOptions: OptionSpecs<AutoRecOptions> = {
  form: choice('item', ['item', 'user'], "what is encoded: an item by its users' ratings, or a user by those of their items"),
  factors: integer(100, { min: 1, max: 4096 }, 'hidden units: length of each code'),
  activation: choice('sigmoid', CODE_ACTIVATIONS, 'function of the hidden units'),
  epochs: integer(40, { min: 1 }, 'passes over the data'),
  batchSize: integer(64, { min: 1 }, 'rows a step'),
  learningRate: number(0.002, { above: 0 }, 'rate of the steps (Adam)'),
  schedule: choice('cosine', ['constant', 'cosine'], 'how the rate goes: as it is, or down a half wave'),
  regularization: number(80, { min: 0 }, 'λ: penalty of all weights'),
  damping: number(3, { min: 0 }, 'ratings at the overall mean that the mean of a row, which it is centered at, is taken with'),
  inputDropout: number(0.5, { min: 0, below: 1 }, 'probability of leaving out a rating of the input while training'),
  dropout: number(0, { min: 0, below: 1 }, 'probability of leaving out a hidden unit while training'),
  validation: number(0, { min: 0, below: 1 }, 'share of the ratings held out to stop by; every user and item keeps one'),
  patience: integer(5, { min: 1 }, 'epochs without a better validation RMSE after which training stops; the best epoch is kept'),
  ...seeded,
};

export const autoRecPresets: CatalogEntry<AutoRecOptions>['presets'] = {
  'movielens-100k': {
    settings: { factors: 100, epochs: 40, learningRate: 0.002, regularization: 80, damping: 3, inputDropout: 0.5 },
    found:
      'lowest of about 20 settings tried by hand on held-out tenths of u1.base.gz; likewise evaluate u1.base.gz --split random:0.9 --model autorec --metric rmse',
  },
};
