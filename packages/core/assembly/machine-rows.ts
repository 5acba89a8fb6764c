/** Block rows and errors of a factorization machine, from its features. See src/kernels/signatures. */
import { get, getNext, rowAt, set } from './arrays';
import { addScaled, copy, dot, zero } from './vector';

export function machineRows(
  pointers: usize, indexes: usize, values: usize, features: usize, rows: usize, biases: usize, factors: i32, width: i32,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>width) << 2;
  for (let row = begin; row < end; row++) {
    const sum = rowAt(rows, row, bytes);
    zero(sum, bytes);
    let own: f64 = 0;
    const stop = (<usize>getNext<u32>(pointers, row)) << 2;
    for (let at = (<usize>get<u32>(pointers, row)) << 2; at < stop; at += 4) {
      const feature = rowAt(features, load<u32>(indexes + at), bytes);
      const x = load<f32>(values + at);
      addScaled(sum, x, feature, bytes);
      own += <f64>(x * x * squareOf(feature, factors));
    }
    const linear = sum + ((<usize>factors) << 2);
    const bias = <f64>load<f32>(linear) + 0.5 * (<f64>squareOf(sum, factors) - own);
    store<f32>(linear, 0);
    set<f32>(biases, row, <f32>bias);
  }
  return 0;
}

/** Σ_f v_f² over the factors alone. */
function squareOf(vector: usize, factors: i32): f32 {
  let sum: f32 = 0;
  for (let f = 0; f < factors; f++) {
    const v = get<f32>(vector, f);
    sum += v * v;
  }
  return sum;
}

export function machineErrors(
  rowOf: usize, blocks: i32, interactions: i32, rows: usize, biases: usize, targets: usize, intercept: f32, width: i32,
  residuals: usize, sums: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>width) << 2;
  const stride = (<usize>interactions) << 2;
  let total: f64 = 0, squares: f64 = 0;
  for (let n = begin; n < end; n++) {
    let at = rowOf + ((<usize>n) << 2);
    let row = load<u32>(at);
    let predicted = intercept + get<f32>(biases, row);
    let sum = rowAt(rows, row, bytes);
    for (let b = 1; b < blocks; b++) {
      at += stride;
      row = load<u32>(at);
      const next = rowAt(rows, row, bytes);
      predicted += get<f32>(biases, row) + dot(sum, next, bytes);
      if (b + 1 == blocks) break;
      if (b == 1) {
        copy(scratch, sum, bytes);
        sum = scratch;
      }
      addScaled(sum, 1, next, bytes);
    }
    const error = get<f32>(targets, n) - predicted;
    store<f32>(residuals + ((<usize>n) << 3), error);
    total += <f64>error;
    squares += <f64>error * <f64>error;
  }
  set<f64>(sums, 2 * chunk, total);
  set<f64>(sums, 2 * chunk + 1, squares);
  return 0;
}
