/** What a factorization of ratings misses, the slope of that, and steps of gradient descent. See `LeastSquaresKernels` in src/kernels/signatures. */
import { add, get, getNext, rowAt, set } from './arrays';
import { addScaled, dot, multiplyAdd, multiplySubtract, sumLanes, zero } from './vector';

export function squaredErrors(
  pointers: usize, indexes: usize, targets: usize, x: usize, y: usize, factors: i32, sums: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  let total: f64 = 0;
  for (let row = begin; row < end; row++) {
    const vector = rowAt(x, row, bytes);
    const last = getNext<u32>(pointers, row);
    for (let e = get<u32>(pointers, row); e < last; e++) {
      const error = get<f32>(targets, e) - dot(vector, rowAt(y, get<u32>(indexes, e), bytes), bytes);
      total += <f64>error * <f64>error;
    }
  }
  add<f64>(sums, chunk, total);
  return 0;
}

export function factorGradients(
  pointers: usize, indexes: usize, targets: usize, x: usize, y: usize, penalties: usize, scale: f32, fixed: i32, factors: i32,
  gradients: usize, sums: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  let squares: f64 = 0, penalty: f64 = 0;
  for (let row = begin; row < end; row++) {
    const own = rowAt(x, row, bytes);
    const slope = rowAt(gradients, row, bytes);
    zero(slope, bytes);
    const last = getNext<u32>(pointers, row);
    for (let e = get<u32>(pointers, row); e < last; e++) {
      const other = rowAt(y, get<u32>(indexes, e), bytes);
      const error = dot(own, other, bytes) - get<f32>(targets, e);
      squares += <f64>error * <f64>error;
      addScaled(slope, scale * error, other, bytes);
    }
    let rowPenalty = f32x4.splat(0);
    for (let f: usize = 0; f < bytes; f += 16) {
      const value = v128.load(own + f);
      const pull = f32x4.mul(v128.load(penalties + f), value);
      rowPenalty = multiplyAdd(pull, value, rowPenalty);
      v128.store(slope + f, f32x4.add(v128.load(slope + f), pull));
    }
    penalty += <f64>sumLanes(rowPenalty);
    if (fixed >= 0) set<f32>(slope, fixed, 0);
  }
  add<f64>(sums, 2 * chunk, squares);
  add<f64>(sums, 2 * chunk + 1, penalty);
  return 0;
}

/** Adam, with both moments' bias in `rate` (Kingma, Ba 2015, end of §2). */
export function adamStep(
  values: usize, gradients: usize, moments: usize, squares: usize,
  rate: f32, beta1: f32, beta2: f32, epsilon: f32, factors: i32,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const stop = ((<usize>end * <usize>factors) << 2);
  const keep = f32x4.splat(beta1), take = f32x4.splat(1 - beta1);
  const keepSquare = f32x4.splat(beta2), takeSquare = f32x4.splat(1 - beta2);
  const step = f32x4.splat(rate), floor = f32x4.splat(epsilon);
  for (let at = (<usize>begin * <usize>factors) << 2; at < stop; at += 16) {
    const slope = v128.load(gradients + at);
    const moment = multiplyAdd(take, slope, f32x4.mul(keep, v128.load(moments + at)));
    const square = multiplyAdd(takeSquare, f32x4.mul(slope, slope), f32x4.mul(keepSquare, v128.load(squares + at)));
    v128.store(moments + at, moment);
    v128.store(squares + at, square);
    const move = f32x4.div(f32x4.mul(step, moment), f32x4.add(f32x4.sqrt(square), floor));
    v128.store(values + at, f32x4.sub(v128.load(values + at), move));
  }
  return 0;
}

/** Gradient descent with momentum. */
export function momentumStep(
  values: usize, gradients: usize, velocities: usize, rate: f32, momentum: f32, factors: i32,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const stop = ((<usize>end * <usize>factors) << 2);
  const keep = f32x4.splat(momentum), step = f32x4.splat(rate);
  for (let at = (<usize>begin * <usize>factors) << 2; at < stop; at += 16) {
    const velocity = multiplyAdd(keep, v128.load(velocities + at), v128.load(gradients + at));
    v128.store(velocities + at, velocity);
    v128.store(values + at, multiplySubtract(step, velocity, v128.load(values + at)));
  }
  return 0;
}
