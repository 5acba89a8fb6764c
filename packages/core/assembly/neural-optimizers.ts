/** Steps of optimizers over rows of parameters, and the norm of gradients. Operands as in src/kernels/reference/neural-optimizers.ts. */
import { get, set } from './arrays';
import { bytes, counted, FIRST_CORRECTION, NONE, numberOperand, operand, place, RATE, SECOND_CORRECTION } from './neural-record';
import { dotRow } from './rows';

/** Byte offset of the parameter's row that row q of the gradient belongs to. */
// @ts-ignore: decorator
@inline function offsetOf(record: usize, batch: usize, q: i32, stride: usize): usize {
  return <usize>(operand(record, 3) == NONE ? q : get<i32>(place(record, 3, batch), q)) * stride;
}
// @ts-ignore: decorator
@inline function gradientScale(record: usize, floats: usize): f32 {
  return operand(record, 4) == NONE ? 1 : load<f32>(place(record, 4, floats));
}

export function sgdStep(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const parameter = place(record, 0, floats), stride = bytes(record, 2), scale = gradientScale(record, floats), decay = numberOperand(record, 5);
  const moving = operand(record, 6) != NONE, velocities = place(record, 6, floats), momentum = numberOperand(record, 7), nesterov = operand(record, 8) == 1;
  const rate = get<f32>(batch, RATE);
  for (let q = begin; q < end; q++) {
    const offset = offsetOf(record, batch, q, stride);
    const w = parameter + offset, v = velocities + offset, g = place(record, 1, floats) + <usize>q * stride;
    for (let k: usize = 0; k < stride; k += 4) {
      let step = scale * load<f32>(g + k) + decay * load<f32>(w + k);
      if (moving) {
        const velocity = momentum * load<f32>(v + k) + step;
        store<f32>(v + k, velocity);
        step = nesterov ? step + momentum * velocity : velocity;
      }
      store<f32>(w + k, load<f32>(w + k) - rate * step);
    }
  }
}

export function adagradStep(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const parameter = place(record, 0, floats), stride = bytes(record, 2), scale = gradientScale(record, floats), decay = numberOperand(record, 5);
  const squares = place(record, 6, floats), epsilon = numberOperand(record, 7), rate = get<f32>(batch, RATE);
  for (let q = begin; q < end; q++) {
    const offset = offsetOf(record, batch, q, stride);
    const w = parameter + offset, s = squares + offset, g = place(record, 1, floats) + <usize>q * stride;
    for (let k: usize = 0; k < stride; k += 4) {
      const gradient = scale * load<f32>(g + k) + decay * load<f32>(w + k);
      const gathered = load<f32>(s + k) + gradient * gradient;
      store<f32>(s + k, gathered);
      store<f32>(w + k, load<f32>(w + k) - (rate * gradient) / (sqrt<f32>(gathered) + epsilon));
    }
  }
}

export function adamStep(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const parameter = place(record, 0, floats), stride = bytes(record, 2);
  const firsts = place(record, 6, floats), seconds = place(record, 7, floats);
  const rate = get<f32>(batch, RATE), first = <f32>1 / get<f32>(batch, FIRST_CORRECTION), second = <f32>1 / get<f32>(batch, SECOND_CORRECTION);
  const beta1 = numberOperand(record, 8), beta2 = numberOperand(record, 9), epsilon = numberOperand(record, 10);
  const scale = gradientScale(record, floats), decay = numberOperand(record, 5), decoupled = numberOperand(record, 11);
  for (let q = begin; q < end; q++) {
    const offset = offsetOf(record, batch, q, stride);
    const w = parameter + offset, m = firsts + offset, v = seconds + offset, g = place(record, 1, floats) + <usize>q * stride;
    let k: usize = 0;
    for (const whole = stride & ~15; k < whole; k += 16) {
      const value = v128.load(w + k);
      const gradient = f32x4.add(f32x4.mul(f32x4.splat(scale), v128.load(g + k)), f32x4.mul(f32x4.splat(decay), value));
      const mean = f32x4.add(f32x4.mul(f32x4.splat(beta1), v128.load(m + k)), f32x4.mul(f32x4.splat(1 - beta1), gradient));
      const squares = f32x4.add(f32x4.mul(f32x4.splat(beta2), v128.load(v + k)), f32x4.mul(f32x4.splat(1 - beta2), f32x4.mul(gradient, gradient)));
      v128.store(m + k, mean);
      v128.store(v + k, squares);
      const root = f32x4.add(f32x4.sqrt(f32x4.mul(squares, f32x4.splat(second))), f32x4.splat(epsilon));
      const step = f32x4.add(f32x4.mul(f32x4.splat(decoupled), value), f32x4.div(f32x4.mul(mean, f32x4.splat(first)), root));
      v128.store(w + k, f32x4.sub(value, f32x4.mul(f32x4.splat(rate), step)));
    }
    for (; k < stride; k += 4) {
      const value = load<f32>(w + k);
      const gradient = scale * load<f32>(g + k) + decay * value;
      const mean = beta1 * load<f32>(m + k) + (1 - beta1) * gradient;
      const squares = beta2 * load<f32>(v + k) + (1 - beta2) * (gradient * gradient);
      store<f32>(m + k, mean);
      store<f32>(v + k, squares);
      const step = decoupled * value + (mean * first) / (sqrt<f32>(squares * second) + epsilon);
      store<f32>(w + k, value - rate * step);
    }
  }
}

export function rowSquares(record: usize, floats: usize, begin: i32, end: i32): void {
  const out = place(record, 0, floats), stride = bytes(record, 2), width = bytes(record, 3);
  for (let r = begin; r < end; r++) {
    const x = place(record, 1, floats) + <usize>r * stride;
    set<f32>(out, r, dotRow(x, x, width));
  }
}

export function addSquares(record: usize, floats: usize, batch: usize, sums: usize): void {
  const squares = place(record, 1, floats), rows = counted(record, 2, batch);
  let sum: f64 = operand(record, 3) == 1 ? get<f64>(sums, operand(record, 0)) : 0;
  for (let r = 0; r < rows; r++) sum += get<f32>(squares, r);
  set<f64>(sums, operand(record, 0), sum);
}

/** The factor that brings the norm down to the limit. */
export function clip(record: usize, floats: usize, sums: usize): void {
  const norm = sqrt<f64>(get<f64>(sums, operand(record, 1)));
  store<f32>(place(record, 0, floats), <f32>min<f64>(1, <f64>numberOperand(record, 2) / norm));
}
