/** Options of mult-vae, and settings that were tuned. */
import { boolean, choice, integer, number, type OptionSpecs, type Seeded, seeded } from '../../../options.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';

export interface MultVAEOptions extends Seeded {
  /** Length of the code in the middle; integer ≥ 1 and ≤ 4096. @default 200 */
  readonly factors: number;
  /** Units of the hidden layer before the code; 0: none; integer ≥ 0 and ≤ 4096. @default 600 */
  readonly hidden: number;
  /** From code to items through a hidden layer as before it, or at once. @default 'mirrored' */
  readonly decoder: 'mirrored' | 'linear';
  /** Learn a distribution of the code; without it, the denoising autoencoder mult-dae. @default true */
  readonly variational: boolean;
  /** β: weight of the divergence from a normal distribution, at its most; ≥ 0. @default 0.2 */
  readonly klWeight: number;
  /** Epochs in which that weight rises from 0; integer ≥ 0. @default 50 */
  readonly annealing: number;
  /** Probability of leaving out an item of the input while training; ≥ 0 and < 1. @default 0.5 */
  readonly inputDropout: number;
  /** λ: penalty of all weights, for each user; ≥ 0. @default 0 */
  readonly regularization: number;
  /** Passes over the users; integer ≥ 1. @default 100 */
  readonly epochs: number;
  /** Users a step; integer ≥ 1. @default 250 */
  readonly batchSize: number;
  /** Rate of the steps (Adam); > 0. @default 0.001 */
  readonly learningRate: number;
  /** How the rate goes: as it is, or down a half wave. @default 'constant' */
  readonly schedule: 'constant' | 'cosine';
  /** Share of the likes held out to stop by; every user and item keeps one; ≥ 0 and < 1. @default 0 */
  readonly validation: number;
  /** Epochs without a better NDCG@100 of what is held out after which training stops; the best epoch is kept; integer ≥ 1. @default 10 */
  readonly patience: number;
}

export const multVAEOptions: OptionSpecs<MultVAEOptions> = {
  factors: integer(200, { min: 1, max: 4096 }, 'length of the code in the middle'),
  hidden: integer(600, { min: 0, max: 4096 }, 'units of the hidden layer before the code; 0: none'),
  decoder: choice('mirrored', ['mirrored', 'linear'], 'from code to items through a hidden layer as before it, or at once'),
  variational: boolean(true, 'learn a distribution of the code; without it, the denoising autoencoder mult-dae'),
  klWeight: number(0.2, { min: 0 }, 'β: weight of the divergence from a normal distribution, at its most'),
  annealing: integer(50, { min: 0 }, 'epochs in which that weight rises from 0'),
  inputDropout: number(0.5, { min: 0, below: 1 }, 'probability of leaving out an item of the input while training'),
  regularization: number(0, { min: 0 }, 'λ: penalty of all weights, for each user'),
  epochs: integer(100, { min: 1 }, 'passes over the users'),
  batchSize: integer(250, { min: 1 }, 'users a step'),
  learningRate: number(0.001, { above: 0 }, 'rate of the steps (Adam)'),
  schedule: choice('constant', ['constant', 'cosine'], 'how the rate goes: as it is, or down a half wave'),
  validation: number(0, { min: 0, below: 1 }, 'share of the likes held out to stop by; every user and item keeps one'),
  patience: integer(
    10,
    { min: 1 },
    'epochs without a better NDCG@100 of what is held out after which training stops; the best epoch is kept',
  ),
  ...seeded,
};

const likes: Partial<MultVAEOptions> = {
  factors: 600,
  hidden: 0,
  annealing: 12,
  epochs: 24,
  batchSize: 100,
  learningRate: 0.003,
  schedule: 'cosine',
};

export const multVAEPresets: CatalogEntry<MultVAEOptions>['presets'] = {
  'movielens-1m': {
    settings: { ...likes, klWeight: 0.2, inputDropout: 0.15 },
    found:
      'best of 21 settings trained by PyTorch: NDCG@100 of validation people 0.4252 (users:0.8, seed 100, within the training people of likewise evaluate ml-1m --positive ">=4" --split users:0.8, seed 0)',
  },
  'movielens-1m-lists': {
    settings: { ...likes, klWeight: 0.5, inputDropout: 0.35 },
    found:
      'the best of klWeight 0.5 and 0.8 with inputDropout 0.35, 0.5 with 0.5, and the settings of movielens-1m, around the best of 8 trained by PyTorch: NDCG@20 0.1899 by likewise evaluate folds2to5.csv --positive ">=4" --split random:0.9 --model mult-vae:… --metric ndcg@20, seed 0, folds2to5.csv being MovieLens 1M without fold 1; 0.1859 with those of movielens-1m',
  },
};
