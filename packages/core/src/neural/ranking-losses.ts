/** Losses over alternatives: which of many is right, or better than others. Rows whose target is −1 count nothing. */

import { LikewiseError } from '../errors.ts';
import { NONE } from '../kernels/neural-program.ts';
import { type LossOptions, lossOf, sparseOperands } from './losses.ts';
import { bits, type Ids, input, type LossTerm, type Numbers, type Operand, type SparseInput, type Tensor } from './tape.ts';

/**
 * −log softmax(logits)_target. The gradient takes the place of the logits while training: they may feed nothing else, and cannot be read
 * after a training run.
 */
export function softmaxCrossEntropy(logits: Tensor, targets: Ids, options: LossOptions = {}): LossTerm {
  return lossOf('softmaxCrossEntropy', [logits], [input(targets.storage)], options, { work: 12 * logits.width, inPlace: true });
}

/** −Σ_i x_i log softmax(logits)_i over the entries x of a sparse row (Liang et al., WWW 2018). The gradient takes the place of the logits. */
export function multinomial(logits: Tensor, targets: SparseInput, options: LossOptions = {}): LossTerm {
  return lossOf('multinomial', [logits], sparseOperands(targets), options, { work: 12 * logits.width, inPlace: true });
}

export interface AgainstOptions extends LossOptions {
  /** What stands behind the scores: a negative that is the row's own target is left out of that row. */
  readonly targets?: Ids | undefined;
  readonly negatives?: Ids | undefined;
}
export interface SampledOptions extends AgainstOptions {
  /** log of how often each is drawn, taken off the scores (logQ correction; Bengio, Senécal 2008); [rows] and [negatives]. */
  readonly targetLogQ?: Numbers | undefined;
  readonly negativeLogQ?: Numbers | undefined;
}

/** −log(e^positive ÷ (e^positive + Σ_j e^negative_j)) with negatives that all rows share. positive: [rows × 1], negative: [rows × negatives]. */
export function sampledSoftmax(positive: Tensor, negative: Tensor, options: SampledOptions = {}): LossTerm {
  const { targetLogQ, negativeLogQ } = options;
  const specific = [...against(positive, negative, options), optional(targetLogQ), optional(negativeLogQ)];
  return lossOf('sampledSoftmax', [positive, negative], specific, options, { work: 12 * negative.width });
}

/**
 * gBCE (Petrov, Macdonald, RecSys 2023): −(β log σ(positive) + Σ_j log(1 − σ(negative_j))) ÷ (negatives + 1), with
 * β = α (t (1 − 1/α) + 1/α) of the calibration t in [0, 1] and the part α of all items that is sampled; t = 0 is plain BCE.
 */
export function generalizedBinary(positive: Tensor, negative: Tensor, power: number, options: AgainstOptions = {}): LossTerm {
  const specific = [...against(positive, negative, options), bits(power)];
  return lossOf('generalizedBinary', [positive, negative], specific, options, { work: 20 * negative.width });
}
/** β of gBCE. */
export function calibratedPower(sampled: number, calibration: number): number {
  return sampled * (calibration * (1 - 1 / sampled) + 1 / sampled);
}

/** −log σ(positive − negative_j), mean over j (BPR; Rendle et al., UAI 2009). */
export function pairwise(positive: Tensor, negative: Tensor, options: AgainstOptions = {}): LossTerm {
  return lossOf('bpr', [positive, negative], against(positive, negative, options), options, { work: 20 * negative.width });
}

function against(positive: Tensor, negative: Tensor, { targets, negatives }: AgainstOptions): Operand[] {
  if (positive.width !== 1 || positive.rows !== negative.rows)
    throw new LikewiseError('invalid-option', 'network: a loss against negatives wants one positive score a row.', {
      width: positive.width,
    });
  if (negatives !== undefined && negatives.rows.size !== negative.width)
    throw new LikewiseError('invalid-option', `network: ${negatives.rows.size} negatives for ${negative.width} scores.`, {});
  return [optional(targets), optional(negatives)];
}
const optional = (given: Ids | undefined): Operand => (given === undefined ? NONE : input(given.storage));
