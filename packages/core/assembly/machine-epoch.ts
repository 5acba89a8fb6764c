/** One pass of AdaGrad over the interactions of a factorization machine, in a given order. See src/kernels/signatures. */
import { get, getNext, rowAt, set } from './arrays';
import { mix } from './random';
import { multiplyAdd, multiplySubtract, sumLanes, zero } from './vector';

const EPSILON: f32 = 1e-8;

export function machineEpoch(
  order: usize, rowOf: usize, blocks: i32, interactions: i32, pointers: usize, indexes: usize, values: usize,
  features: usize, squares: usize, intercept: usize, targets: usize, seenPointers: usize, seenItems: usize, itemStart: i32, choices: usize, choiceCount: i32,
  negatives: i32, learningRate: f32, regularization: f32, factors: i32, width: i32, seed: i32, sums: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const stride = (<usize>interactions) << 2;
  const logistic = negatives > 0;
  let loss: f64 = 0;
  for (let step = begin; step < end; step++) {
    const n = (<usize>get<u32>(order, step)) << 2;
    const user = <usize>load<u32>(rowOf + n);
    for (let k = 0; k <= negatives; k++) {
      let item = load<i32>(rowOf + stride + n);
      if (k > 0) {
        item = unseen(seenPointers, seenItems, user, choices, choiceCount, seed, step * negatives + k);
        if (item < 0) continue;
        item += itemStart;
      }
      const target: f32 = logistic ? (k == 0 ? 1 : 0) : load<f32>(targets + n);
      loss += train(
        rowOf + n, stride, blocks, item, pointers, indexes, values, features, squares, intercept, target, logistic,
        learningRate, regularization, factors, width, scratch,
      );
    }
  }
  set<f64>(sums, chunk, loss);
  return 0;
}

/** One of the choices that the user does not have, −1 after eight tries. */
function unseen(seenPointers: usize, seenItems: usize, user: usize, choices: usize, choiceCount: i32, seed: i32, counter: i32): i32 {
  const first = load<i32>(seenPointers + (user << 2)), last = load<i32>(seenPointers + (user << 2), 4);
  for (let attempt = 0; attempt < 8; attempt++) {
    const item = get<i32>(choices, mix(seed + attempt, counter) % <u32>choiceCount);
    let low = first, high = last;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (get<i32>(seenItems, middle) < item) low = middle + 1;
      else high = middle;
    }
    if (low == last || get<i32>(seenItems, low) != item) return item;
  }
  return -1;
}

// @ts-ignore: decorator
@inline function train(
  rowOf: usize, stride: usize, blocks: i32, item: i32, pointers: usize, indexes: usize, values: usize, features: usize, squares: usize,
  intercept: usize, target: f32, logistic: bool, learningRate: f32, regularization: f32, factors: i32, width: i32, scratch: usize,
): f64 {
  const bytes = (<usize>width) << 2;
  const linear = (<usize>factors) << 2;
  const sum = scratch;
  zero(sum, bytes);
  let own: f32 = 0;
  for (let b = 0; b < blocks; b++) {
    const row: u32 = b == 1 ? item : load<u32>(rowAt(rowOf, b, stride));
    for (let e = get<u32>(pointers, row), stop = getNext<u32>(pointers, row); e < stop; e++) {
      const v = rowAt(features, get<u32>(indexes, e), bytes);
      const value = get<f32>(values, e);
      const x = f32x4.splat(value);
      let square = f32x4.splat(0);
      for (let f: usize = 0; f < bytes; f += 16) {
        const xv = f32x4.mul(x, v128.load(v + f));
        v128.store(sum + f, f32x4.add(v128.load(sum + f), xv));
        square = multiplyAdd(xv, xv, square);
      }
      const w = load<f32>(v + linear) * value;
      own += sumLanes(square) - w * w;
    }
  }
  const weight = load<f32>(sum + linear);
  store<f32>(sum + linear, 0);
  let square = f32x4.splat(0);
  for (let f: usize = 0; f < bytes; f += 16) square = multiplyAdd(v128.load(sum + f), v128.load(sum + f), square);
  const predicted = load<f32>(intercept) + weight + 0.5 * (sumLanes(square) - own);
  const slope: f32 = logistic ? 1 / (1 + Mathf.exp(-predicted)) - target : predicted - target;
  adjust(intercept, intercept + 4, slope, learningRate);
  for (let b = 0; b < blocks; b++) {
    const row: u32 = b == 1 ? item : load<u32>(rowAt(rowOf, b, stride));
    for (let e = get<u32>(pointers, row), stop = getNext<u32>(pointers, row); e < stop; e++) {
      const feature = get<u32>(indexes, e);
      const v = rowAt(features, feature, bytes), g = rowAt(squares, feature, bytes);
      const x = get<f32>(values, e);
      const w = load<f32>(v + linear), wSquares = load<f32>(g + linear);
      const xs = f32x4.splat(x), slopes = f32x4.splat(slope * x), penalty = f32x4.splat(regularization), rate = f32x4.splat(learningRate);
      for (let f: usize = 0; f < bytes; f += 16) {
        const value = v128.load(v + f);
        const gradient = multiplyAdd(slopes, multiplySubtract(xs, value, v128.load(sum + f)), f32x4.mul(penalty, value));
        const gathered = multiplyAdd(gradient, gradient, v128.load(g + f));
        v128.store(g + f, gathered);
        v128.store(v + f, f32x4.sub(value, f32x4.div(f32x4.mul(rate, gradient), f32x4.sqrt(f32x4.add(gathered, f32x4.splat(EPSILON))))));
      }
      // The weight stands among the factors but has a slope of its own.
      store<f32>(v + linear, w);
      store<f32>(g + linear, wSquares);
      adjust(v + linear, g + linear, slope * x + regularization * w, learningRate);
    }
  }
  if (!logistic) return <f64>slope * <f64>slope;
  const margin = target > 0 ? predicted : -predicted;
  return <f64>(max<f32>(0, -margin) + Mathf.log(1 + Mathf.exp(-abs(margin))));
}

function adjust(value: usize, square: usize, gradient: f32, learningRate: f32): void {
  const gathered = load<f32>(square) + gradient * gradient;
  store<f32>(square, gathered);
  store<f32>(value, load<f32>(value) - (learningRate * gradient) / sqrt<f32>(gathered + EPSILON));
}
