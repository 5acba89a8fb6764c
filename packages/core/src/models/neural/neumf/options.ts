/** Options of neumf, and settings that were tuned. */
import { choice, integer, number, type OptionSpecs, type Seeded, seeded, text } from '../../../options.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';

export interface NeuMFOptions extends Seeded {
  /** Length of the embeddings that are multiplied; integer ≥ 1 and ≤ 4096. @default 32 */
  readonly factors: number;
  /** Length of the embeddings that go into the layers; integer ≥ 1 and ≤ 4096. @default 32 */
  readonly layerFactors: number;
  /** Widths of the hidden layers, first to last, such as 64+32. @default '64+32' */
  readonly hidden: string;
  /** Function of the hidden layers. @default 'relu' */
  readonly activation: 'relu' | 'elu' | 'gelu' | 'sigmoid' | 'tanh';
  /** Share of a hidden layer's numbers that a training step leaves out; ≥ 0 and < 1. @default 0 */
  readonly dropout: number;
  /** Items drawn for each like, of those that the user did not like; integer ≥ 1. @default 4 */
  readonly negatives: number;
  /** Passes over the likes; integer ≥ 1. @default 20 */
  readonly epochs: number;
  /** Likes a step; integer ≥ 1. @default 256 */
  readonly batchSize: number;
  /** Rate of the steps (Adam); > 0. @default 0.001 */
  readonly learningRate: number;
  /** How the rate goes: as it is, or down a half wave. @default 'constant' */
  readonly schedule: 'constant' | 'cosine';
  /** λ: penalty of the embeddings that a like meets; ≥ 0. @default 0 */
  readonly regularization: number;
  /** Share of the likes held out to stop by; every user and item keeps one; ≥ 0 and < 1. @default 0 */
  readonly validation: number;
  /** Epochs without a better loss of what is held out after which training stops; the best epoch is kept; integer ≥ 1. @default 5 */
  readonly patience: number;
}

export const neuMFOptions: OptionSpecs<NeuMFOptions> = {
  factors: integer(32, { min: 1, max: 4096 }, 'length of the embeddings that are multiplied'),
  layerFactors: integer(32, { min: 1, max: 4096 }, 'length of the embeddings that go into the layers'),
  hidden: text('64+32', 'widths of the hidden layers, first to last, such as 64+32'),
  activation: choice('relu', ['relu', 'elu', 'gelu', 'sigmoid', 'tanh'], 'function of the hidden layers'),
  dropout: number(0, { min: 0, below: 1 }, "share of a hidden layer's numbers that a training step leaves out"),
  negatives: integer(4, { min: 1 }, 'items drawn for each like, of those that the user did not like'),
  epochs: integer(20, { min: 1 }, 'passes over the likes'),
  batchSize: integer(256, { min: 1 }, 'likes a step'),
  learningRate: number(0.001, { above: 0 }, 'rate of the steps (Adam)'),
  schedule: choice('constant', ['constant', 'cosine'], 'how the rate goes: as it is, or down a half wave'),
  regularization: number(0, { min: 0 }, 'λ: penalty of the embeddings that a like meets'),
  validation: number(0, { min: 0, below: 1 }, 'share of the likes held out to stop by; every user and item keeps one'),
  patience: integer(5, { min: 1 }, 'epochs without a better loss of what is held out after which training stops; the best epoch is kept'),
  ...seeded,
};

export const neuMFPresets: CatalogEntry<NeuMFOptions>['presets'] = {
  'movielens-1m': {
    settings: {
      factors: 32,
      layerFactors: 32,
      hidden: '64+32',
      epochs: 10,
      batchSize: 1024,
      learningRate: 0.003,
      schedule: 'cosine',
      regularization: 0.003,
    },
    found:
      'better of two settings, not tuned further: trained on folds 3 to 5 of ratings_with_folds.csv.gz with --positive ">=4", NDCG@20 of fold 2 is 0.216; with 20 epochs, batches of 512 and λ 0.001 it is 0.181',
  },
};
