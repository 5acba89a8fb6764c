/** Losses of networks, row by row; operands as in src/kernels/reference/neural-losses.ts. */
import { get, getNext, set } from './arrays';
import { logisticOf, softplusOf } from './exponential';
import { bytes, counted, NONE, numberOperand, operand, place, placeIfAny } from './neural-record';
import { zeroRow } from './rows';

/** Operands of a loss before its predictions, and of each prediction: place, stride, width, gradient, add. */
export const LOSS_HEAD: i32 = 4;
export const PREDICTION: i32 = 5;

export function sumRows(record: usize, floats: usize, batch: usize, sums: usize): void {
  const losses = place(record, 1, floats), rows = counted(record, 2, batch);
  let sum: f64 = 0;
  for (let r = 0; r < rows; r++) sum += get<f32>(losses, r);
  set<f64>(sums, operand(record, 0), sum);
}

/** What slopes are multiplied by: weight · scalar ÷ rows. */
export function lossFactor(record: usize, batch: usize): f32 {
  const scalar: f32 = operand(record, 2) == NONE ? 1 : load<f32>(place(record, 2, batch));
  return (numberOperand(record, 1) * scalar) / (operand(record, 3) == NONE ? 1 : <f32>counted(record, 3, batch));
}

/** Address of a prediction's row; of its gradient's row, 0 where none is wanted. */
// @ts-ignore: decorator
@inline export function predictionAt(record: usize, p: i32, floats: usize, r: i32): usize {
  return place(record, LOSS_HEAD + PREDICTION * p, floats) + <usize>r * bytes(record, LOSS_HEAD + PREDICTION * p + 1);
}
// @ts-ignore: decorator
@inline export function slopesAt(record: usize, p: i32, floats: usize, r: i32): usize {
  if (operand(record, LOSS_HEAD + PREDICTION * p + 3) == NONE) return 0;
  return place(record, LOSS_HEAD + PREDICTION * p + 3, floats) + <usize>r * bytes(record, LOSS_HEAD + PREDICTION * p + 1);
}
// @ts-ignore: decorator
@inline export function widthOf(record: usize, p: i32): i32 {
  return operand(record, LOSS_HEAD + PREDICTION * p + 2);
}
// @ts-ignore: decorator
@inline export function adds(record: usize, p: i32): bool {
  return operand(record, LOSS_HEAD + PREDICTION * p + 4) == 1;
}
// @ts-ignore: decorator
@inline export function put(at: usize, value: f32, add: bool): void {
  store<f32>(at, add ? load<f32>(at) + value : value);
}

const ONE = LOSS_HEAD + PREDICTION;

export function squaredError(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const factor = lossFactor(record, batch), losses = place(record, 0, floats), width = widthOf(record, 0), add = adds(record, 0);
  const targets = place(record, ONE, batch), weights = placeIfAny(record, ONE + 1, batch);
  for (let r = begin; r < end; r++) {
    const weight: f32 = weights == 0 ? 1 : get<f32>(weights, r);
    const x = predictionAt(record, 0, floats, r), slopes = slopesAt(record, 0, floats, r);
    let sum: f32 = 0;
    for (let k = 0; k < width; k++) {
      const error = get<f32>(x, k) - get<f32>(targets, r * width + k);
      sum += weight * error * error;
      if (slopes != 0) put(slopes + ((<usize>k) << 2), factor * 2 * weight * error, add);
    }
    set<f32>(losses, r, sum);
  }
}

export function binaryCrossEntropy(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const factor = lossFactor(record, batch), losses = place(record, 0, floats), width = widthOf(record, 0), add = adds(record, 0);
  const targets = place(record, ONE, batch), weights = placeIfAny(record, ONE + 1, batch);
  for (let r = begin; r < end; r++) {
    const weight: f32 = weights == 0 ? 1 : get<f32>(weights, r);
    const logits = predictionAt(record, 0, floats, r), slopes = slopesAt(record, 0, floats, r);
    let sum: f32 = 0;
    for (let k = 0; k < width; k++) {
      const x = get<f32>(logits, k), target = get<f32>(targets, r * width + k);
      sum += weight * (softplusOf(x) - x * target);
      if (slopes != 0) put(slopes + ((<usize>k) << 2), factor * weight * (logisticOf(x) - target), add);
    }
    set<f32>(losses, r, sum);
  }
}

export function sparseSquaredError(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const factor = lossFactor(record, batch), losses = place(record, 0, floats), width = (<usize>widthOf(record, 0)) << 2, add = adds(record, 0);
  const pointers = place(record, ONE, batch), indexes = place(record, ONE + 1, batch);
  const values = placeIfAny(record, ONE + 2, batch);
  for (let r = begin; r < end; r++) {
    const x = predictionAt(record, 0, floats, r), slopes = slopesAt(record, 0, floats, r);
    if (slopes != 0 && !add) zeroRow(slopes, width);
    let sum: f32 = 0;
    for (let e = get<i32>(pointers, r), stop = getNext<i32>(pointers, r); e < stop; e++) {
      const column = get<i32>(indexes, e);
      const error = get<f32>(x, column) - (values == 0 ? 1 : get<f32>(values, e));
      sum += error * error;
      if (slopes != 0) put(slopes + ((<usize>column) << 2), factor * 2 * error, true);
    }
    set<f32>(losses, r, sum);
  }
}
