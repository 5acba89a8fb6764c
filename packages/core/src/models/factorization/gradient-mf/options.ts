/** Options of gradient-mf, and settings that were tuned. */
import { boolean, choice, integer, number, type OptionSpecs, type Seeded, seeded } from '../../../options.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';

export interface GradientMFOptions extends Seeded {
  /** Length of each user and item vector; integer ≥ 1 and ≤ 4096. @default 10 */
  readonly factors: number;
  /** λ: penalty of vectors, not of biases; grows with the data, 30 suits MovieLens 1M; ≥ 0. @default 10 */
  readonly regularization: number;
  /** Steps, each along the slope of all ratings; integer ≥ 1. @default 200 */
  readonly epochs: number;
  /** Length of a step; > 0. @default 0.1 */
  readonly learningRate: number;
  /** How a step follows from the slope. @default 'adam' */
  readonly optimizer: 'adam' | 'momentum';
  /** Share of the last step that goes on; 0 is plain descent (optimizer momentum); ≥ 0 and < 1. @default 0.9 */
  readonly momentum: number;
  /** Errors summed and halved, or averaged over the ratings. @default 'sum' */
  readonly loss: 'sum' | 'mean';
  /** What a prediction starts from: the item's mean rating, or nothing. @default 'item-mean' */
  readonly normalization: 'item-mean' | 'none';
  /** Learn a bias of each user. @default true */
  readonly biases: boolean;
  /** Distribution of the initial numbers: N(0, startScale²), or uniform in 0…startScale. @default 'normal' */
  readonly start: 'normal' | 'uniform';
  /** Size of the initial numbers: standard deviation, or upper end; > 0. @default 0.1 */
  readonly startScale: number;
  /** Share of the ratings held out to stop by; every user and item keeps one; ≥ 0 and < 1. @default 0 */
  readonly validation: number;
  /** Steps without a better validation RMSE after which training stops; the best step is kept; integer ≥ 1. @default 20 */
  readonly patience: number;
}

export const gradientMFOptions: OptionSpecs<GradientMFOptions> = {
  factors: integer(10, { min: 1, max: 4096 }, 'length of each user and item vector'),
  regularization: number(10, { min: 0 }, 'λ: penalty of vectors, not of biases; grows with the data, 30 suits MovieLens 1M'),
  epochs: integer(200, { min: 1 }, 'steps, each along the slope of all ratings'),
  learningRate: number(0.1, { above: 0 }, 'length of a step'),
  optimizer: choice('adam', ['adam', 'momentum'], 'how a step follows from the slope'),
  momentum: number(0.9, { min: 0, below: 1 }, 'share of the last step that goes on; 0 is plain descent (optimizer momentum)'),
  loss: choice('sum', ['sum', 'mean'], 'errors summed and halved, or averaged over the ratings'),
  normalization: choice('item-mean', ['item-mean', 'none'], "what a prediction starts from: the item's mean rating, or nothing"),
  biases: boolean(true, 'learn a bias of each user'),
  start: choice('normal', ['normal', 'uniform'], 'distribution of the initial numbers: N(0, startScale²), or uniform in 0…startScale'),
  startScale: number(0.1, { above: 0 }, 'size of the initial numbers: standard deviation, or upper end'),
  validation: number(0, { min: 0, below: 1 }, 'share of the ratings held out to stop by; every user and item keeps one'),
  patience: integer(20, { min: 1 }, 'steps without a better validation RMSE after which training stops; the best step is kept'),
  ...seeded,
};

export const gradientMFPresets: CatalogEntry<GradientMFOptions>['presets'] = {
  'movielens-100k': {
    settings: { factors: 20, regularization: 15, epochs: 100 },
    found:
      'lowest RMSE on a random tenth of u1, u3 and u5.base, the other nine tenths training, as likewise evaluate u1.base.gz --model gradient-mf:… --split random:0.9 --metric rmse measures; grid regularization 1…22, factors 10, 20, 100, epochs 100, 200',
  },
  'movie-lab': {
    settings: { factors: 100, regularization: 1, epochs: 200, startScale: 1 },
    found: 'not tuned: settings of a well-known course exercise, which overfit; to repeat it',
  },
};
