/** Options of svd, and settings that were tuned. */
import { boolean, choice, integer, number, type OptionSpecs, type Seeded, seeded } from '../../../options.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';

export interface SVDOptions extends Seeded {
  /** Length of each user and item vector; integer ≥ 1 and ≤ 4096. @default 64 */
  readonly factors: number;
  /** Passes over the data; integer ≥ 1. @default 60 */
  readonly epochs: number;
  /** γ: step of each parameter toward a rating; > 0. @default 0.01 */
  readonly learningRate: number;
  /** What all rates are multiplied by after every epoch; > 0 and ≤ 1. @default 0.98 */
  readonly learningRateDecay: number;
  /** λ: penalty of each parameter; ≥ 0. @default 0.08 */
  readonly regularization: number;
  /** Learn the mean and the biases of users and items. @default true */
  readonly biases: boolean;
  /** How the sum becomes a rating: as it is, or squeezed into the scale. @default 'identity' */
  readonly link: 'identity' | 'sigmoid';
  /** By blocks that threads share, or all ratings shuffled together on one thread. @default 'blocks' */
  readonly order: 'blocks' | 'shuffled';
  /** Item vectors move by user vectors before the rating, or by those it just moved. @default 'together' */
  readonly updates: 'together' | 'in-turn';
  /** Standard deviation of the initial coordinates; > 0. @default 0.05 */
  readonly startDeviation: number;
  /** Learning rate of user biases, instead of the common one; > 0. */
  readonly userBiasLearningRate: number | undefined;
  /** Learning rate of item biases, instead of the common one; > 0. */
  readonly itemBiasLearningRate: number | undefined;
  /** Learning rate of user vectors, instead of the common one; > 0. */
  readonly userLearningRate: number | undefined;
  /** Learning rate of item vectors, instead of the common one; > 0. */
  readonly itemLearningRate: number | undefined;
  /** Regularization of user biases, instead of the common one; ≥ 0. */
  readonly userBiasRegularization: number | undefined;
  /** Regularization of item biases, instead of the common one; ≥ 0. */
  readonly itemBiasRegularization: number | undefined;
  /** Regularization of user vectors, instead of the common one; ≥ 0. */
  readonly userRegularization: number | undefined;
  /** Regularization of item vectors, instead of the common one; ≥ 0. */
  readonly itemRegularization: number | undefined;
}

const ownRate = (of: string) => number(undefined, { above: 0 }, `learning rate of ${of}, instead of the common one`);
const ownPenalty = (of: string) => number(undefined, { min: 0 }, `regularization of ${of}, instead of the common one`);

export const svdOptions: OptionSpecs<SVDOptions> = {
  factors: integer(64, { min: 1, max: 4096 }, 'length of each user and item vector'),
  epochs: integer(60, { min: 1 }, 'passes over the data'),
  learningRate: number(0.01, { above: 0 }, 'γ: step of each parameter toward a rating'),
  learningRateDecay: number(0.98, { above: 0, max: 1 }, 'what all rates are multiplied by after every epoch'),
  regularization: number(0.08, { min: 0 }, 'λ: penalty of each parameter'),
  biases: boolean(true, 'learn the mean and the biases of users and items'),
  link: choice('identity', ['identity', 'sigmoid'], 'how the sum becomes a rating: as it is, or squeezed into the scale'),
  order: choice('blocks', ['blocks', 'shuffled'], 'by blocks that threads share, or all ratings shuffled together on one thread'),
  updates: choice('together', ['together', 'in-turn'], 'item vectors move by user vectors before the rating, or by those it just moved'),
  startDeviation: number(0.05, { above: 0 }, 'standard deviation of the initial coordinates'),
  ...seeded,
  userBiasLearningRate: ownRate('user biases'),
  itemBiasLearningRate: ownRate('item biases'),
  userLearningRate: ownRate('user vectors'),
  itemLearningRate: ownRate('item vectors'),
  userBiasRegularization: ownPenalty('user biases'),
  itemBiasRegularization: ownPenalty('item biases'),
  userRegularization: ownPenalty('user vectors'),
  itemRegularization: ownPenalty('item vectors'),
};

export const svdPresets: CatalogEntry<SVDOptions>['presets'] = {
  'movielens-100k': {
    settings: {
      factors: 150,
      epochs: 80,
      learningRate: 0.014,
      learningRateDecay: 0.985,
      regularization: 0.09,
      userBiasRegularization: 0.1,
      itemBiasRegularization: 0.05,
      startDeviation: 0.002,
    },
    found:
      'a random search of 60 settings by the mean RMSE on a random tenth of each of u1.base to u5.base, as likewise evaluate u1.base.gz --split random:0.9 --model svd:… --metric rmse measures it',
  },
  'movielens-1m': {
    settings: {
      factors: 200,
      epochs: 50,
      learningRate: 0.016,
      learningRateDecay: 0.95,
      regularization: 0.035,
      userBiasRegularization: 0.05,
      itemBiasRegularization: 0.02,
      startDeviation: 0.003,
    },
    found:
      'best of some 40 settings (RMSE 0.8501) by likewise evaluate folds2to5.csv --split random:0.9 --model svd:… --metric rmse, seed 0, folds2to5.csv being the rows whose fold is not 1; fold 1, read once: 0.8372',
  },
};
