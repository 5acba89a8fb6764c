/** Functions of single numbers, and what leaves some out. */
import { exp4, logistic4, softplus4, tanh4 } from './exponential';
import { bytes, numberOperand, operand, place } from './neural-record';
import { mix, mix4 } from './random';

const GELU: f32 = 0.7978845608028654;

/** f(x); `kind` as ACTIVATIONS of src/kernels/neural-program.ts. */
// @ts-ignore: decorator
@inline function value4(kind: i32, x: v128): v128 {
  const zero = f32x4.splat(0);
  switch (kind) {
    case 0: return f32x4.pmax(x, zero); // no number stays none: the loss must tell
    case 1: return v128.bitselect(x, f32x4.sub(exp4(x), f32x4.splat(1)), f32x4.gt(x, zero));
    case 2: return f32x4.mul(f32x4.mul(f32x4.splat(0.5), x), f32x4.add(f32x4.splat(1), tanh4(inner4(x))));
    case 3: return logistic4(x);
    case 4: return tanh4(x);
    case 5: return softplus4(x);
    case 6: return f32x4.mul(x, logistic4(x));
    case 7: return v128.bitselect(x, f32x4.mul(x, f32x4.splat(0.01)), f32x4.gt(x, zero));
    default: return exp4(x);
  }
}

/** What gelu takes the hyperbolic tangent of. */
// @ts-ignore: decorator
@inline function inner4(x: v128): v128 {
  const cube = f32x4.mul(f32x4.mul(f32x4.splat(0.044715), x), f32x4.mul(x, x));
  return f32x4.mul(f32x4.splat(GELU), f32x4.add(x, cube));
}

/** Slope of the function at x, where it is y. */
// @ts-ignore: decorator
@inline function slope4(kind: i32, x: v128, y: v128): v128 {
  const one = f32x4.splat(1), zero = f32x4.splat(0);
  switch (kind) {
    case 0: return v128.and(one, f32x4.gt(y, zero));
    case 1: return v128.bitselect(one, f32x4.add(y, one), f32x4.gt(y, zero));
    case 2: {
      const t = tanh4(inner4(x)), half = f32x4.splat(0.5);
      const along = f32x4.mul(f32x4.splat(GELU), f32x4.add(one, f32x4.mul(f32x4.splat(0.134145), f32x4.mul(x, x))));
      const steep = f32x4.mul(f32x4.mul(half, x), f32x4.mul(f32x4.sub(one, f32x4.mul(t, t)), along));
      return f32x4.add(f32x4.mul(half, f32x4.add(one, t)), steep);
    }
    case 3: return f32x4.mul(y, f32x4.sub(one, y));
    case 4: return f32x4.sub(one, f32x4.mul(y, y));
    case 5: return logistic4(x);
    case 6: {
      return f32x4.add(y, f32x4.mul(logistic4(x), f32x4.sub(one, y)));
    }
    case 7: return v128.bitselect(one, f32x4.splat(0.01), f32x4.gt(x, zero));
    default: return y;
  }
}

export function activate(record: usize, floats: usize, begin: i32, end: i32): void {
  const stride = bytes(record, 2), kind = operand(record, 3), offset = <usize>begin * stride, length = <usize>(end - begin) * stride;
  const y = place(record, 0, floats) + offset, x = place(record, 1, floats) + offset;
  let k: usize = 0;
  for (const whole = length & ~15; k < whole; k += 16) v128.store(y + k, value4(kind, v128.load(x + k)));
  for (; k < length; k += 4) store<f32>(y + k, f32x4.extract_lane(value4(kind, v128.load32_splat(x + k)), 0));
}

export function activateBack(record: usize, floats: usize, begin: i32, end: i32): void {
  const stride = bytes(record, 4), kind = operand(record, 5), add = operand(record, 6) == 1;
  const offset = <usize>begin * stride, length = <usize>(end - begin) * stride;
  const dx = place(record, 0, floats) + offset, dy = place(record, 1, floats) + offset;
  const x = place(record, 2, floats) + offset, y = place(record, 3, floats) + offset;
  let k: usize = 0;
  for (const whole = length & ~15; k < whole; k += 16) {
    const slope = f32x4.mul(v128.load(dy + k), slope4(kind, v128.load(x + k), v128.load(y + k)));
    v128.store(dx + k, add ? f32x4.add(v128.load(dx + k), slope) : slope);
  }
  for (; k < length; k += 4) {
    const slope = load<f32>(dy + k) * f32x4.extract_lane(slope4(kind, v128.load32_splat(x + k), v128.load32_splat(y + k)), 0);
    store<f32>(dx + k, add ? load<f32>(dx + k) + slope : slope);
  }
}

export function dropout(record: usize, floats: usize, seed: i32, step: i32, begin: i32, end: i32): void {
  const stride = operand(record, 2), threshold = operand(record, 3), factor = numberOperand(record, 4), add = operand(record, 6) == 1;
  const stream = <i32>mix(seed + operand(record, 5) * 0x9e3779b1, step);
  const first = begin * stride, last = end * stride;
  const out = place(record, 0, floats), x = place(record, 1, floats);
  let k = first;
  for (const whole = first + ((last - first) & ~3); k < whole; k += 4) {
    const offset = (<usize>k) << 2;
    const kept = i32x4.ge_u(mix4(stream, i32x4.add(i32x4.splat(k), i32x4(0, 1, 2, 3))), i32x4.splat(threshold));
    const value = v128.and(f32x4.mul(v128.load(x + offset), f32x4.splat(factor)), kept);
    v128.store(out + offset, add ? f32x4.add(v128.load(out + offset), value) : value);
  }
  for (; k < last; k++) {
    const offset = (<usize>k) << 2;
    const value: f32 = mix(stream, k) >= <u32>threshold ? load<f32>(x + offset) * factor : 0;
    store<f32>(out + offset, add ? load<f32>(out + offset) + value : value);
  }
}
