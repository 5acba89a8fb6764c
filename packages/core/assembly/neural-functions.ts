/** Functions of single numbers, and what leaves some out. Exponentials are AssemblyScript's own: the same bits on every host. */
import { bytes, numberOperand, operand, place } from './neural-record';
import { mix } from './random';

const GELU: f32 = 0.7978845608028654;

// @ts-ignore: decorator
@inline export function logistic(x: f32): f32 {
  return 1 / (1 + Mathf.exp(-x));
}

function valueOf(kind: i32, x: f32): f32 {
  switch (kind) {
    case 0: return x < 0 ? 0 : x; // no number stays none: the loss must tell
    case 1: return x > 0 ? x : Mathf.exp(x) - 1;
    case 2: return 0.5 * x * (1 + Mathf.tanh(GELU * (x + 0.044715 * x * x * x)));
    case 3: return logistic(x);
    case 4: return Mathf.tanh(x);
    case 5: return max<f32>(x, 0) + Mathf.log1p(Mathf.exp(-abs(x)));
    case 6: return x * logistic(x);
    case 7: return x > 0 ? x : 0.01 * x;
    default: return Mathf.exp(x);
  }
}

/** Slope of a function at x, where it is y. */
function slopeOf(kind: i32, x: f32, y: f32): f32 {
  switch (kind) {
    case 0: return y > 0 ? 1 : 0;
    case 1: return y > 0 ? 1 : y + 1;
    case 2: {
      const t = Mathf.tanh(GELU * (x + 0.044715 * x * x * x));
      return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * GELU * (1 + 0.134145 * x * x);
    }
    case 3: return y * (1 - y);
    case 4: return 1 - y * y;
    case 5: return logistic(x);
    case 6: return y + logistic(x) * (1 - y);
    case 7: return x > 0 ? 1 : 0.01;
    default: return y;
  }
}

export function activate(record: usize, floats: usize, begin: i32, end: i32): void {
  const stride = bytes(record, 2), kind = operand(record, 3), offset = <usize>begin * stride, length = <usize>(end - begin) * stride;
  const y = place(record, 0, floats) + offset, x = place(record, 1, floats) + offset;
  let k: usize = 0;
  if (kind == 0) for (const whole = length & ~15; k < whole; k += 16) v128.store(y + k, f32x4.pmax(v128.load(x + k), f32x4.splat(0)));
  for (; k < length; k += 4) store<f32>(y + k, valueOf(kind, load<f32>(x + k)));
}

export function activateBack(record: usize, floats: usize, begin: i32, end: i32): void {
  const stride = bytes(record, 4), kind = operand(record, 5), add = operand(record, 6) == 1;
  const offset = <usize>begin * stride, length = <usize>(end - begin) * stride;
  const dx = place(record, 0, floats) + offset, dy = place(record, 1, floats) + offset;
  const x = place(record, 2, floats) + offset, y = place(record, 3, floats) + offset;
  let k: usize = 0;
  if (kind == 0) {
    for (const whole = length & ~15; k < whole; k += 16) {
      const slope = v128.and(v128.load(dy + k), f32x4.gt(v128.load(y + k), f32x4.splat(0)));
      v128.store(dx + k, add ? f32x4.add(v128.load(dx + k), slope) : slope);
    }
  }
  for (; k < length; k += 4) {
    const slope = load<f32>(dy + k) * slopeOf(kind, load<f32>(x + k), load<f32>(y + k));
    store<f32>(dx + k, add ? load<f32>(dx + k) + slope : slope);
  }
}

/** Four numbers of `mix` from counter on. */
// @ts-ignore: decorator
@inline function mix4(seed: i32, counter: i32): v128 {
  const counters = i32x4.add(i32x4.splat(counter), i32x4(0, 1, 2, 3));
  let h = v128.xor(i32x4.mul(counters, i32x4.splat(0x9e3779b1)), i32x4.splat(seed));
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(0x85ebca6b));
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 13)), i32x4.splat(0xc2b2ae35));
  return v128.xor(h, i32x4.shr_u(h, 16));
}

export function dropout(record: usize, floats: usize, seed: i32, step: i32, begin: i32, end: i32): void {
  const stride = operand(record, 2), threshold = operand(record, 3), factor = numberOperand(record, 4), add = operand(record, 6) == 1;
  const stream = <i32>mix(seed + operand(record, 5) * 0x9e3779b1, step);
  const first = begin * stride, last = end * stride;
  const out = place(record, 0, floats), x = place(record, 1, floats);
  let k = first;
  for (const whole = first + ((last - first) & ~3); k < whole; k += 4) {
    const offset = (<usize>k) << 2;
    const kept = i32x4.ge_u(mix4(stream, k), i32x4.splat(threshold));
    const value = v128.and(f32x4.mul(v128.load(x + offset), f32x4.splat(factor)), kept);
    v128.store(out + offset, add ? f32x4.add(v128.load(out + offset), value) : value);
  }
  for (; k < last; k++) {
    const offset = (<usize>k) << 2;
    const value: f32 = mix(stream, k) >= <u32>threshold ? load<f32>(x + offset) * factor : 0;
    store<f32>(out + offset, add ? load<f32>(out + offset) + value : value);
  }
}
