/** Options of item-regression, and settings that were tuned. */
import { integer, number, type OptionSpecs } from '../../../options.ts';

export interface ItemRegressionOptions {
  /** K: the most similar items, whose ratings an item is regressed on; integer ≥ 1 and ≤ 2000. @default 100 */
  readonly neighbors: number;
  /** λ: how strongly weights are drawn to 0; > 0. @default 150 */
  readonly regularization: number;
  /** Similarities that choose the K count n / (n + this), n the people who rated both; ≥ 0. @default 100 */
  readonly shrinkage: number;
  /** How strongly user biases of the baseline are drawn to 0, in ratings; ≥ 0. @default 15 */
  readonly userRegularization: number;
  /** How strongly item biases of the baseline are drawn to 0, in ratings; ≥ 0. @default 10 */
  readonly itemRegularization: number;
  /** Passes that fit the baseline; integer ≥ 1. @default 10 */
  readonly baselineEpochs: number;
}

export const itemRegressionOptions: OptionSpecs<ItemRegressionOptions> = {
  neighbors: integer(100, { min: 1, max: 2000 }, 'K: the most similar items, whose ratings an item is regressed on'),
  regularization: number(150, { above: 0 }, 'λ: how strongly weights are drawn to 0'),
  shrinkage: number(100, { min: 0 }, 'similarities that choose the K count n / (n + this), n the people who rated both'),
  userRegularization: number(15, { min: 0 }, 'how strongly user biases of the baseline are drawn to 0, in ratings'),
  itemRegularization: number(10, { min: 0 }, 'how strongly item biases of the baseline are drawn to 0, in ratings'),
  baselineEpochs: integer(10, { min: 1 }, 'passes that fit the baseline'),
};
