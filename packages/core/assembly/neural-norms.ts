/** Normalisation of rows and of columns; operands as in src/kernels/reference/neural-norms.ts. */
import { get, set } from './arrays';
import { put } from './neural-losses';
import { bytes, counted, numberOperand, operand, place } from './neural-record';
import { zeroRow } from './rows';
import { sumLanes } from './vector';

/** Bytes of a row's moments: mean and 1 ÷ deviation. */
const MOMENTS: usize = 16;

/** Σ (x − shift), Σ (x − shift)²: of a whole row. */
// @ts-ignore: decorator
@inline function sumOf(x: usize, width: i32, shift: f32, squared: bool): f32 {
  const whole = width & ~3, shifts = f32x4.splat(shift);
  let sums = f32x4.splat(0);
  for (let k = 0; k < whole; k += 4) {
    const value = f32x4.sub(v128.load(x + ((<usize>k) << 2)), shifts);
    sums = f32x4.add(sums, squared ? f32x4.mul(value, value) : value);
  }
  let sum = sumLanes(sums);
  for (let k = whole; k < width; k++) {
    const value = get<f32>(x, k) - shift;
    sum += squared ? value * value : value;
  }
  return sum;
}

export function layerNorm(record: usize, floats: usize, begin: i32, end: i32): void {
  const stride = bytes(record, 2), width = operand(record, 3), gains = place(record, 4, floats), biases = place(record, 5, floats);
  const whole = width & ~3, epsilon = numberOperand(record, 7);
  for (let r = begin; r < end; r++) {
    const y = place(record, 0, floats) + <usize>r * stride, x = place(record, 1, floats) + <usize>r * stride;
    const mean = sumOf(x, width, 0, false) / <f32>width;
    const inverse = <f32>1 / sqrt<f32>(sumOf(x, width, mean, true) / <f32>width + epsilon);
    const moments = place(record, 6, floats) + <usize>r * MOMENTS;
    store<f32>(moments, mean);
    store<f32>(moments, inverse, 4);
    for (let k = 0; k < whole; k += 4) {
      const at = (<usize>k) << 2;
      const scaled = f32x4.mul(f32x4.sub(v128.load(x + at), f32x4.splat(mean)), f32x4.splat(inverse));
      v128.store(y + at, f32x4.add(f32x4.mul(scaled, v128.load(gains + at)), v128.load(biases + at)));
    }
    for (let k = whole; k < width; k++) set<f32>(y, k, (get<f32>(x, k) - mean) * inverse * get<f32>(gains, k) + get<f32>(biases, k));
  }
}

export function layerNormBack(record: usize, floats: usize, begin: i32, end: i32): void {
  const stride = bytes(record, 3), width = operand(record, 4), gains = place(record, 5, floats), add = operand(record, 7) == 1;
  const whole = width & ~3;
  for (let r = begin; r < end; r++) {
    const offset = <usize>r * stride, moments = place(record, 6, floats) + <usize>r * MOMENTS;
    const dx = place(record, 0, floats) + offset, dy = place(record, 1, floats) + offset, x = place(record, 2, floats) + offset;
    const mean = load<f32>(moments), inverse = load<f32>(moments, 4);
    const means = f32x4.splat(mean), inverses = f32x4.splat(inverse);
    let sums = f32x4.splat(0), alongs = sums;
    for (let k = 0; k < whole; k += 4) {
      const at = (<usize>k) << 2;
      const slope = f32x4.mul(v128.load(dy + at), v128.load(gains + at));
      sums = f32x4.add(sums, slope);
      alongs = f32x4.add(alongs, f32x4.mul(slope, f32x4.mul(f32x4.sub(v128.load(x + at), means), inverses)));
    }
    let sum = sumLanes(sums), along = sumLanes(alongs);
    for (let k = whole; k < width; k++) {
      const slope = get<f32>(dy, k) * get<f32>(gains, k);
      sum += slope;
      along += slope * ((get<f32>(x, k) - mean) * inverse);
    }
    sum /= <f32>width;
    along /= <f32>width;
    for (let k = 0; k < whole; k += 4) {
      const at = (<usize>k) << 2;
      const slope = f32x4.mul(v128.load(dy + at), v128.load(gains + at));
      const scaled = f32x4.mul(f32x4.sub(v128.load(x + at), means), inverses);
      const value = f32x4.mul(inverses, f32x4.sub(f32x4.sub(slope, f32x4.splat(sum)), f32x4.mul(scaled, f32x4.splat(along))));
      v128.store(dx + at, add ? f32x4.add(v128.load(dx + at), value) : value);
    }
    for (let k = whole; k < width; k++) {
      const slope = get<f32>(dy, k) * get<f32>(gains, k), scaled = (get<f32>(x, k) - mean) * inverse;
      put(dx + ((<usize>k) << 2), inverse * (slope - sum - scaled * along), add);
    }
  }
}

/** Row after row over columns begin … end − 1. */
export function layerNormGains(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const target = place(record, 0, floats), stride = bytes(record, 4), rows = counted(record, 6, batch);
  if (operand(record, 1) == 0) zeroRow(target + ((<usize>begin) << 2), (<usize>(end - begin)) << 2);
  for (let r = 0; r < rows; r++) {
    const offset = <usize>r * stride, moments = place(record, 5, floats) + <usize>r * MOMENTS;
    const dy = place(record, 2, floats) + offset, x = place(record, 3, floats) + offset;
    const mean = load<f32>(moments), inverse = load<f32>(moments, 4);
    let k = begin;
    for (const whole = begin + ((end - begin) & ~3); k < whole; k += 4) {
      const at = (<usize>k) << 2;
      const scaled = f32x4.mul(f32x4.sub(v128.load(x + at), f32x4.splat(mean)), f32x4.splat(inverse));
      v128.store(target + at, f32x4.add(v128.load(target + at), f32x4.mul(v128.load(dy + at), scaled)));
    }
    for (; k < end; k++) put(target + ((<usize>k) << 2), get<f32>(dy, k) * ((get<f32>(x, k) - mean) * inverse), true);
  }
}

export function columnMoments(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const means = place(record, 0, floats), inverses = place(record, 1, floats), x = place(record, 2, floats), stride = bytes(record, 3);
  const rows = counted(record, 4, batch), runningMean = place(record, 5, floats), runningVariance = place(record, 6, floats);
  const momentum = numberOperand(record, 7), epsilon = numberOperand(record, 8);
  const first = (<usize>begin) << 2, length = (<usize>(end - begin)) << 2;
  zeroRow(means + first, length);
  zeroRow(inverses + first, length);
  for (let r = 0; r < rows; r++) {
    const row = x + <usize>r * stride;
    for (let k = begin; k < end; k++) set<f32>(means, k, get<f32>(means, k) + get<f32>(row, k));
  }
  for (let k = begin; k < end; k++) set<f32>(means, k, get<f32>(means, k) / <f32>rows);
  for (let r = 0; r < rows; r++) {
    const row = x + <usize>r * stride;
    for (let k = begin; k < end; k++) {
      const away = get<f32>(row, k) - get<f32>(means, k);
      set<f32>(inverses, k, get<f32>(inverses, k) + away * away);
    }
  }
  for (let k = begin; k < end; k++) {
    const sum = get<f32>(inverses, k), mean = get<f32>(runningMean, k), variance = get<f32>(runningVariance, k);
    set<f32>(inverses, k, <f32>1 / sqrt<f32>(sum / <f32>rows + epsilon));
    set<f32>(runningMean, k, mean + momentum * (get<f32>(means, k) - mean));
    set<f32>(runningVariance, k, variance + momentum * (sum / <f32>max(rows - 1, 1) - variance));
  }
}

export function runningMoments(record: usize, floats: usize, begin: i32, end: i32): void {
  const runningMean = place(record, 2, floats), runningVariance = place(record, 3, floats), epsilon = numberOperand(record, 5);
  for (let k = begin; k < end; k++) {
    set<f32>(place(record, 0, floats), k, get<f32>(runningMean, k));
    set<f32>(place(record, 1, floats), k, <f32>1 / sqrt<f32>(get<f32>(runningVariance, k) + epsilon));
  }
}

export function batchNorm(record: usize, floats: usize, begin: i32, end: i32): void {
  const stride = bytes(record, 2), width = operand(record, 3), means = place(record, 4, floats), inverses = place(record, 5, floats);
  const gains = place(record, 6, floats), biases = place(record, 7, floats);
  for (let r = begin; r < end; r++) {
    const y = place(record, 0, floats) + <usize>r * stride, x = place(record, 1, floats) + <usize>r * stride;
    for (let k = 0; k < width; k++) {
      set<f32>(y, k, (get<f32>(x, k) - get<f32>(means, k)) * get<f32>(inverses, k) * get<f32>(gains, k) + get<f32>(biases, k));
    }
  }
}

export function batchNormGains(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const target = place(record, 0, floats), stride = bytes(record, 4), rows = counted(record, 7, batch);
  const means = place(record, 5, floats), inverses = place(record, 6, floats);
  if (operand(record, 1) == 0) zeroRow(target + ((<usize>begin) << 2), (<usize>(end - begin)) << 2);
  for (let r = 0; r < rows; r++) {
    const dy = place(record, 2, floats) + <usize>r * stride, x = place(record, 3, floats) + <usize>r * stride;
    for (let k = begin; k < end; k++) put(target + ((<usize>k) << 2), get<f32>(dy, k) * ((get<f32>(x, k) - get<f32>(means, k)) * get<f32>(inverses, k)), true);
  }
}

export function batchNormBack(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const add = operand(record, 1) == 1, stride = bytes(record, 4), width = operand(record, 5), rows = <f32>counted(record, 11, batch);
  const means = place(record, 6, floats), inverses = place(record, 7, floats), gains = place(record, 8, floats);
  const gainSlopes = place(record, 9, floats), biasSlopes = place(record, 10, floats);
  for (let r = begin; r < end; r++) {
    const offset = <usize>r * stride;
    const dx = place(record, 0, floats) + offset, dy = place(record, 2, floats) + offset, x = place(record, 3, floats) + offset;
    for (let k = 0; k < width; k++) {
      const inverse = get<f32>(inverses, k), scaled = (get<f32>(x, k) - get<f32>(means, k)) * inverse;
      const slope = get<f32>(dy, k) - (get<f32>(biasSlopes, k) + scaled * get<f32>(gainSlopes, k)) / rows;
      put(dx + ((<usize>k) << 2), get<f32>(gains, k) * inverse * slope, add);
    }
  }
}
