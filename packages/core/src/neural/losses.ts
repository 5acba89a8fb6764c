/** What training lowers. A network may have several losses: their weighted sum is lowered, each is reported. */
import { LikewiseError } from '../errors.ts';
import { NONE, type Operation } from '../kernels/neural-program.ts';
import {
  type Access,
  type Add,
  at,
  bits,
  input,
  type LossTerm,
  local,
  type Numbers,
  type Operand,
  type Scalar,
  type SparseInput,
  type Tensor,
  whole,
} from './tape.ts';

export interface LossOptions {
  /** What it is called in reports. */
  readonly name?: string | undefined;
  /** How much it counts. @default 1 */
  readonly weight?: number | undefined;
  /** A further weight that each batch sets. */
  readonly scalar?: Scalar | undefined;
  /** Over the rows of the batch. @default 'mean' */
  readonly over?: 'mean' | 'sum' | undefined;
}

/** What every loss does: a number a row, its gradient where training wants it, and the sum of the rows in float64. */
export function lossOf(
  operation: Operation,
  predictions: readonly Tensor[],
  specific: readonly Operand[],
  { name = operation, weight = 1, scalar, over = 'mean' }: LossOptions,
  {
    work = 8,
    reads = [],
    inPlace = false,
  }: { readonly work?: number; readonly reads?: readonly Access[]; readonly inPlace?: boolean } = {},
): LossTerm {
  const [{ tape, rows }] = predictions;
  if (!Number.isFinite(weight)) throw new LikewiseError('invalid-option', `${name}: the weight must be finite; got ${weight}.`, { weight });
  const losses = tape.tensor(rows, 1, false);
  const head: Operand[] = [at(losses), bits(weight), scalar?.word ?? NONE, over === 'mean' ? rows.counter : NONE];
  const operandsOf = (gradients: readonly (readonly [Tensor, Add] | undefined)[]): Operand[] => [
    ...head,
    ...predictions.flatMap((prediction, k): Operand[] => {
      const gradient = gradients[k];
      return [at(prediction), prediction.stride, prediction.width, gradient === undefined ? NONE : at(gradient[0]), gradient?.[1] ?? 0];
    }),
    ...specific,
  ];
  const read = [...predictions.map(local), ...reads];
  tape.emit({ operation, rows, operands: operandsOf([]), reads: read, writes: [losses.storage], work }, 'inference');
  const gradients = predictions.map((prediction): readonly [Tensor, Add] | undefined => {
    let target: readonly [Tensor, Add] | undefined;
    if (inPlace && prediction.learns && tape.giveGradient(prediction, prediction)) {
      target = [prediction, 0];
      tape.overwritten.add(prediction.storage);
    } else
      tape.contribute(prediction, (gradient, add) => {
        target = [gradient, add];
      });
    return target;
  });
  const writes = [losses.storage, ...gradients.flatMap((gradient) => (gradient === undefined ? [] : [gradient[0].storage]))];
  tape.emit({ operation, rows, operands: operandsOf(gradients), reads: read, writes, work }, 'training');
  const sum = tape.sum();
  tape.emit({
    operation: 'sumRows',
    rows: tape.single,
    operands: [sum, at(losses), rows.counter],
    reads: [whole(losses)],
    writes: [tape.sumsStorage],
    work: rows.size,
  });
  const term = { name, weight, scalar, sum, mean: over === 'mean' ? rows : undefined };
  tape.losses.push(term);
  return term;
}

export interface TargetOptions extends LossOptions {
  /** How much each row counts; the mean stays one over all rows. */
  readonly weights?: Numbers | undefined;
}

/** Σ over the width of (prediction − target)², times the weight of the row. */
export function squaredError(prediction: Tensor, targets: Numbers, options: TargetOptions = {}): LossTerm {
  return lossOf('squaredError', [prediction], targeted(prediction, targets, options), options, { work: 6 * prediction.width });
}

/** −t log σ(x) − (1 − t) log(1 − σ(x)) of logits x and targets t in [0, 1], summed over the width, times the weight of the row. */
export function binaryCrossEntropy(logits: Tensor, targets: Numbers, options: TargetOptions = {}): LossTerm {
  return lossOf('binaryCrossEntropy', [logits], targeted(logits, targets, options), options, { work: 40 * logits.width });
}

function targeted(prediction: Tensor, targets: Numbers, { weights }: TargetOptions): Operand[] {
  if (targets.rows !== prediction.rows || targets.width !== prediction.width)
    throw new LikewiseError(
      'invalid-option',
      `${targets.name}: targets [${targets.rows.name} × ${targets.width}] do not go with [${prediction.rows.name} × ${prediction.width}].`,
      { width: prediction.width },
    );
  return [input(targets.storage), weights === undefined ? NONE : input(weights.storage)];
}

/** What sparse targets of a row are measured with: its entries against the dense row of predictions. */
export function sparseOperands(targets: SparseInput): Operand[] {
  return [input(targets.pointers), input(targets.indexes), targets.values === undefined ? NONE : input(targets.values)];
}

/** Σ over the entries of a row of (prediction − value)²: what is not there is not counted. Divides by rows or, by `over`, by nothing. */
export function sparseSquaredError(prediction: Tensor, targets: SparseInput, options: LossOptions = {}): LossTerm {
  return lossOf('sparseSquaredError', [prediction], sparseOperands(targets), options, { work: 4 * prediction.width });
}
