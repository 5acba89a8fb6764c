/** Steps of gradient descent on whole matrices; rows are independent. See src/kernels/signatures-factors.ts. */
import { multiplyAdd, multiplySubtract } from './vector';

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
