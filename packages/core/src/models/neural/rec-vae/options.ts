/** Options of rec-vae, and settings that were tuned. */
import { choice, integer, number, type OptionSpecs, type Seeded, seeded } from '../../../options.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';

export interface RecVAEOptions extends Seeded {
  /** Length of the code; integer ≥ 1 and ≤ 4096. @default 200 */
  readonly factors: number;
  /** Units of each hidden layer; integer ≥ 1 and ≤ 4096. @default 600 */
  readonly hidden: number;
  /** Hidden layers before the code, each fed by all before it; integer ≥ 1 and ≤ 16. @default 5 */
  readonly layers: number;
  /** γ: weight of a user's divergence for each of their likes; ≥ 0. @default 0.005 */
  readonly klWeight: number;
  /** Probability of leaving out an item of the input while the encoder trains; ≥ 0 and < 1. @default 0.5 */
  readonly inputDropout: number;
  /** Passes of the encoder over the users in an epoch; the decoder makes one; integer ≥ 1. @default 3 */
  readonly encoderPasses: number;
  /** Turns of encoder and decoder; integer ≥ 1. @default 50 */
  readonly epochs: number;
  /** Users a step; integer ≥ 1. @default 200 */
  readonly batchSize: number;
  /** Rate of the steps (Adam); > 0. @default 0.001 */
  readonly learningRate: number;
  /** How the rate goes: as it is, or down a half wave. @default 'cosine' */
  readonly schedule: 'constant' | 'cosine';
  /** Share of the likes held out to stop by; every user and item keeps one; ≥ 0 and < 1. @default 0 */
  readonly validation: number;
  /** Epochs without a better NDCG@100 of what is held out after which training stops; the best epoch is kept; integer ≥ 1. @default 10 */
  readonly patience: number;
}

export const recVAEOptions: OptionSpecs<RecVAEOptions> = {
  factors: integer(200, { min: 1, max: 4096 }, 'length of the code'),
  hidden: integer(600, { min: 1, max: 4096 }, 'units of each hidden layer'),
  layers: integer(5, { min: 1, max: 16 }, 'hidden layers before the code, each fed by all before it'),
  klWeight: number(0.005, { min: 0 }, "γ: weight of a user's divergence for each of their likes"),
  inputDropout: number(0.5, { min: 0, below: 1 }, 'probability of leaving out an item of the input while the encoder trains'),
  encoderPasses: integer(3, { min: 1 }, 'passes of the encoder over the users in an epoch; the decoder makes one'),
  epochs: integer(50, { min: 1 }, 'turns of encoder and decoder'),
  batchSize: integer(200, { min: 1 }, 'users a step'),
  learningRate: number(0.001, { above: 0 }, 'rate of the steps (Adam)'),
  schedule: choice('cosine', ['constant', 'cosine'], 'how the rate goes: as it is, or down a half wave'),
  validation: number(0, { min: 0, below: 1 }, 'share of the likes held out to stop by; every user and item keeps one'),
  patience: integer(
    10,
    { min: 1 },
    'epochs without a better NDCG@100 of what is held out after which training stops; the best epoch is kept',
  ),
  ...seeded,
};

export const recVAEPresets: CatalogEntry<RecVAEOptions>['presets'] = {
  'movielens-1m': {
    settings: { hidden: 300, klWeight: 0.0025, epochs: 25, batchSize: 200, learningRate: 0.001, schedule: 'cosine' },
    found:
      'best of 4 settings trained by PyTorch: NDCG@100 of validation people 0.4313 (users:0.8, seed 100, within the training people of likewise evaluate ml-1m --positive ">=4" --split users:0.8, seed 0)',
  },
};
