/** Options of elsa. */
import { integer, number, type OptionSpecs, type Seeded, seeded } from '../../../options.ts';
import { type WeightingOption, weightingOption } from '../../item-weights/item-weights-model.ts';

export interface ElsaOptions extends WeightingOption, Seeded {
  /** Length of each item vector: the rank of the weights among items; integer ≥ 1 and ≤ 4096. @default 256 */
  readonly factors: number;
  /** Passes over the users; integer ≥ 1. @default 20 */
  readonly epochs: number;
  /** Users a step; integer ≥ 1 and ≤ 65536. @default 1024 */
  readonly batchSize: number;
  /** γ: size of Adam's steps; > 0. @default 0.02 */
  readonly learningRate: number;
}

export const elsaOptions: OptionSpecs<ElsaOptions> = {
  factors: integer(256, { min: 1, max: 4096 }, 'length of each item vector: the rank of the weights among items'),
  epochs: integer(20, { min: 1 }, 'passes over the users'),
  batchSize: integer(1024, { min: 1, max: 65536 }, 'users a step'),
  learningRate: number(0.02, { above: 0 }, "γ: size of Adam's steps"),
  weighting: weightingOption,
  ...seeded,
};
