/** Options of markov-chain. */
import { choice, integer, number, type OptionSpecs, type Seeded, seeded } from '../../../options.ts';
import { type TransitionSettings, transitionOptions } from '../../transitions/transition-model.ts';

export interface MarkovChainOptions extends TransitionSettings, Seeded {
  /** ε: steps that every item is given besides those seen, shared out by the prior; > 0. @default 1 */
  readonly smoothing: number;
  /** What steps besides are shared out by: how often items occur, all alike, or a factorized chain. @default 'popularity' */
  readonly prior: 'popularity' | 'uniform' | 'factorized';
  /** Length of the two vectors of each item in a factorized chain; integer ≥ 1 and ≤ 1024. @default 64 */
  readonly factors: number;
  /** Passes over the steps in a factorized chain; integer ≥ 1. @default 20 */
  readonly epochs: number;
  /** Items drawn for each batch of a factorized chain as not the next; integer ≥ 1 and ≤ 65536. @default 512 */
  readonly negatives: number;
  /** Steps a batch of a factorized chain; integer ≥ 1 and ≤ 65536. @default 512 */
  readonly batchSize: number;
  /** γ: size of Adam's steps in a factorized chain; it falls to 0 in a half wave; > 0. @default 0.003 */
  readonly learningRate: number;
  /** λ: penalty of the squares of the vectors of each batch in a factorized chain; ≥ 0. @default 0.0001 */
  readonly regularization: number;
}

export const markovChainOptions: OptionSpecs<MarkovChainOptions> = {
  smoothing: number(1, { above: 0 }, 'ε: steps that every item is given besides those seen, shared out by the prior'),
  prior: choice(
    'popularity',
    ['popularity', 'uniform', 'factorized'],
    'what steps besides are shared out by: how often items occur, all alike, or a factorized chain',
  ),
  factors: integer(64, { min: 1, max: 1024 }, 'length of the two vectors of each item in a factorized chain'),
  epochs: integer(20, { min: 1 }, 'passes over the steps in a factorized chain'),
  negatives: integer(512, { min: 1, max: 65536 }, 'items drawn for each batch of a factorized chain as not the next'),
  batchSize: integer(512, { min: 1, max: 65536 }, 'steps a batch of a factorized chain'),
  learningRate: number(0.003, { above: 0 }, "γ: size of Adam's steps in a factorized chain; it falls to 0 in a half wave"),
  regularization: number(0.0001, { min: 0 }, 'λ: penalty of the squares of the vectors of each batch in a factorized chain'),
  ...transitionOptions,
  ...seeded,
};
