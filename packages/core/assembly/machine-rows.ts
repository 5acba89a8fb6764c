/** Block rows and errors of a factorization machine, from its features. See src/kernels/signatures. */
import { get, getNext, rowAt, set } from './arrays';
import { addScaled, copy, dot, multiplyAdd, zero } from './vector';

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
// @ts-ignore: decorator
@inline function squareOf(vector: usize, factors: i32): f32 {
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
    let row = <usize>load<u32>(at);
    let predicted = intercept + load<f32>(biases + (row << 2));
    let sum = rows + row * bytes;
    for (let b = 1; b < blocks; b++) {
      at += stride;
      row = <usize>load<u32>(at);
      const next = rows + row * bytes;
      predicted += load<f32>(biases + (row << 2)) + dot(sum, next, bytes);
      if (b + 1 == blocks) break;
      if (b == 1) {
        copy(scratch, sum, bytes);
        sum = scratch;
      }
      for (let f: usize = 0; f < bytes; f += 16) v128.store(sum + f, multiplyAdd(v128.load(next + f), f32x4.splat(1), v128.load(sum + f)));
    }
    const error = get<f32>(targets, n) - predicted;
    store<f32>(residuals + ((<usize>n) << 3), error);
    total += <f64>error;
    squares += <f64>error * <f64>error;
  }
  const out = sums + ((<usize>chunk) << 4);
  store<f64>(out, total);
  store<f64>(out, squares, 8);
  return 0;
}
