/** Losses over alternatives; operands as in src/kernels/reference/neural-ranking-losses.ts. Rows whose target is −1 count nothing. */
import { get, getNext, set } from './arrays';
import { exp4, expOf, log4, logisticOf, logOf, softplusOf } from './exponential';
import { adds, LOSS_HEAD, lossFactor, PREDICTION, predictionAt, put, slopesAt, widthOf } from './neural-losses';
import { bytes, numberOperand, operand, place, placeIfAny } from './neural-record';
import { zeroRow } from './rows';
import { sumLanes } from './vector';

const ONE = LOSS_HEAD + PREDICTION;
const TWO = ONE + PREDICTION;

/** Largest of `count` numbers; what is no number may be lost here, not in the sums after. */
function largest(x: usize, count: i32): f32 {
  let most = f32x4.splat(-Infinity);
  const whole = count & ~3;
  for (let k = 0; k < whole; k += 4) most = f32x4.pmax(most, v128.load(x + ((<usize>k) << 2)));
  let found = max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
  for (let k = whole; k < count; k++) found = max(found, get<f32>(x, k));
  return found;
}

/** Σ e^(x − shift). */
function sumOfExponentials(x: usize, count: i32, shift: f32): f32 {
  let sums = f32x4.splat(0);
  const whole = count & ~3, shifts = f32x4.splat(shift);
  for (let k = 0; k < whole; k += 4) sums = f32x4.add(sums, exp4(f32x4.sub(v128.load(x + ((<usize>k) << 2)), shifts)));
  let sum = sumLanes(sums);
  for (let k = whole; k < count; k++) sum += expOf(get<f32>(x, k) - shift);
  return sum;
}

/** log Σ e^x. */
function logSumExp(x: usize, count: i32): f32 {
  const most = largest(x, count);
  return most + logOf(sumOfExponentials(x, count, most));
}

/** target = factor · e^(x − normaliser), or += ; x may be the target itself. */
function softmaxInto(target: usize, x: usize, count: i32, normaliser: f32, factor: f32, add: bool): void {
  const whole = count & ~3, shifts = f32x4.splat(normaliser), factors = f32x4.splat(factor);
  for (let k = 0; k < whole; k += 4) {
    const at = (<usize>k) << 2;
    const value = f32x4.mul(factors, exp4(f32x4.sub(v128.load(x + at), shifts)));
    v128.store(target + at, add ? f32x4.add(v128.load(target + at), value) : value);
  }
  for (let k = whole; k < count; k++) put(target + ((<usize>k) << 2), factor * expOf(get<f32>(x, k) - normaliser), add);
}

export function softmaxCrossEntropy(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const factor = lossFactor(record, batch), losses = place(record, 0, floats), width = widthOf(record, 0), add = adds(record, 0);
  const targets = place(record, ONE, batch);
  for (let r = begin; r < end; r++) {
    const x = predictionAt(record, 0, floats, r), slopes = slopesAt(record, 0, floats, r), target = get<i32>(targets, r);
    if (target < 0) {
      set<f32>(losses, r, 0);
      if (slopes != 0 && !add) zeroRow(slopes, (<usize>width) << 2);
      continue;
    }
    const normaliser = logSumExp(x, width);
    set<f32>(losses, r, normaliser - get<f32>(x, target));
    if (slopes == 0) continue;
    softmaxInto(slopes, x, width, normaliser, factor, add);
    put(slopes + ((<usize>target) << 2), -factor, true);
  }
}

export function multinomial(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const factor = lossFactor(record, batch), losses = place(record, 0, floats), width = widthOf(record, 0), add = adds(record, 0);
  const pointers = place(record, ONE, batch), indexes = place(record, ONE + 1, batch), values = placeIfAny(record, ONE + 2, batch);
  for (let r = begin; r < end; r++) {
    const x = predictionAt(record, 0, floats, r), slopes = slopesAt(record, 0, floats, r);
    const normaliser = logSumExp(x, width), first = get<i32>(pointers, r), last = getNext<i32>(pointers, r);
    let total: f32 = 0, loss: f32 = 0;
    for (let e = first; e < last; e++) {
      const value: f32 = values == 0 ? 1 : get<f32>(values, e);
      total += value;
      loss += value * (normaliser - get<f32>(x, get<i32>(indexes, e)));
    }
    set<f32>(losses, r, loss);
    if (slopes == 0) continue;
    softmaxInto(slopes, x, width, normaliser, factor * total, add);
    for (let e = first; e < last; e++) put(slopes + ((<usize>get<i32>(indexes, e)) << 2), -factor * (values == 0 ? 1 : get<f32>(values, e)), true);
  }
}

/** Whether negative j stands for the target. */
// @ts-ignore: decorator
@inline function meets(negatives: usize, target: i32, j: i32): bool {
  return negatives != 0 && target >= 0 && get<i32>(negatives, j) == target;
}

/** A row without target. */
function skip(losses: usize, r: i32, positiveSlope: usize, negativeSlopes: usize, width: i32, addPositive: bool, addNegative: bool): void {
  set<f32>(losses, r, 0);
  if (positiveSlope != 0 && !addPositive) store<f32>(positiveSlope, 0);
  if (negativeSlopes != 0 && !addNegative) zeroRow(negativeSlopes, (<usize>width) << 2);
}

export function sampledSoftmax(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const factor = lossFactor(record, batch), losses = place(record, 0, floats), width = widthOf(record, 1);
  const addPositive = adds(record, 0), addNegative = adds(record, 1);
  const targets = placeIfAny(record, TWO, batch), negatives = placeIfAny(record, TWO + 1, batch);
  const targetLogQ = placeIfAny(record, TWO + 2, batch), negativeLogQ = placeIfAny(record, TWO + 3, batch);
  for (let r = begin; r < end; r++) {
    const x = predictionAt(record, 1, floats, r), slope = slopesAt(record, 0, floats, r), slopes = slopesAt(record, 1, floats, r);
    const target = targets == 0 ? i32.MAX_VALUE : get<i32>(targets, r);
    if (target < 0) {
      skip(losses, r, slope, slopes, width, addPositive, addNegative);
      continue;
    }
    const positive = load<f32>(predictionAt(record, 0, floats, r)) - (targetLogQ == 0 ? 0 : get<f32>(targetLogQ, r));
    let most = positive;
    for (let j = 0; j < width; j++) most = max(most, get<f32>(x, j) - (negativeLogQ == 0 ? 0 : get<f32>(negativeLogQ, j)));
    let sums = f32x4.splat(0);
    const whole = width & ~3, shifts = f32x4.splat(most);
    for (let j = 0; j < whole; j += 4) sums = f32x4.add(sums, exponentials(x, negativeLogQ, negatives, target, shifts, j));
    let sum = sumLanes(sums) + expOf(positive - most);
    for (let j = whole; j < width; j++) {
      if (!meets(negatives, target, j)) sum += expOf(get<f32>(x, j) - (negativeLogQ == 0 ? 0 : get<f32>(negativeLogQ, j)) - most);
    }
    set<f32>(losses, r, most + logOf(sum) - positive);
    const part = factor / sum, parts = f32x4.splat(part);
    if (slope != 0) put(slope, part * expOf(positive - most) - factor, addPositive);
    if (slopes == 0) continue;
    for (let j = 0; j < whole; j += 4) {
      const at = slopes + ((<usize>j) << 2);
      const value = f32x4.mul(parts, exponentials(x, negativeLogQ, negatives, target, shifts, j));
      v128.store(at, addNegative ? f32x4.add(v128.load(at), value) : value);
    }
    for (let j = whole; j < width; j++) {
      const score = get<f32>(x, j) - (negativeLogQ == 0 ? 0 : get<f32>(negativeLogQ, j));
      put(slopes + ((<usize>j) << 2), meets(negatives, target, j) ? 0 : part * expOf(score - most), addNegative);
    }
  }
}

/** e^(score − shift) of negatives j … j + 3; 0 where one is the target. */
// @ts-ignore: decorator
@inline function exponentials(x: usize, logQ: usize, negatives: usize, target: i32, shift: v128, j: i32): v128 {
  const at = (<usize>j) << 2;
  let score = v128.load(x + at);
  if (logQ != 0) score = f32x4.sub(score, v128.load(logQ + at));
  const value = exp4(f32x4.sub(score, shift));
  if (negatives == 0) return value;
  return v128.andnot(value, i32x4.eq(v128.load(negatives + at), i32x4.splat(target)));
}

/** Both losses that look at each negative by itself: gBCE, and pairs of the positive with a negative. */
// @ts-ignore: decorator
@inline function apart(paired: bool, record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  const losses = place(record, 0, floats), width = widthOf(record, 1);
  const power: f32 = paired ? 0 : numberOperand(record, TWO + 2);
  const terms: f32 = <f32>(paired ? width : width + 1), factor = lossFactor(record, batch) / terms;
  const addPositive = adds(record, 0), addNegative = adds(record, 1);
  const targets = placeIfAny(record, TWO, batch), negatives = placeIfAny(record, TWO + 1, batch);
  const whole = width & ~3, one = f32x4.splat(1);
  for (let r = begin; r < end; r++) {
    const x = predictionAt(record, 1, floats, r), slope = slopesAt(record, 0, floats, r), slopes = slopesAt(record, 1, floats, r);
    const target = targets == 0 ? i32.MAX_VALUE : get<i32>(targets, r);
    if (target < 0) {
      skip(losses, r, slope, slopes, width, addPositive, addNegative);
      continue;
    }
    const positive = load<f32>(predictionAt(record, 0, floats, r)), shift: f32 = paired ? positive : 0;
    let loss4 = f32x4.splat(0), total4 = f32x4.splat(0);
    for (let j = 0; j < whole; j += 4) {
      const at = (<usize>j) << 2;
      const score = f32x4.sub(v128.load(x + at), f32x4.splat(shift));
      const kept = negatives == 0 ? i32x4.splat(-1) : i32x4.ne(v128.load(negatives + at), i32x4.splat(target));
      // e^−|score| serves both the logarithm and the slope.
      const small = exp4(f32x4.neg(f32x4.abs(score))), below = f32x4.div(one, f32x4.add(one, small));
      const part = v128.and(v128.bitselect(below, f32x4.mul(small, below), f32x4.ge(score, f32x4.splat(0))), kept);
      loss4 = f32x4.add(loss4, v128.and(f32x4.add(f32x4.pmax(score, f32x4.splat(0)), log4(f32x4.add(one, small))), kept));
      total4 = f32x4.add(total4, part);
      if (slopes == 0) continue;
      const value = f32x4.mul(f32x4.splat(factor), part);
      v128.store(slopes + at, addNegative ? f32x4.add(v128.load(slopes + at), value) : value);
    }
    let loss = sumLanes(loss4), total = sumLanes(total4);
    for (let j = whole; j < width; j++) {
      const score = get<f32>(x, j) - shift, kept = !meets(negatives, target, j);
      const part: f32 = kept ? logisticOf(score) : 0;
      if (kept) loss += softplusOf(score);
      total += part;
      if (slopes != 0) put(slopes + ((<usize>j) << 2), factor * part, addNegative);
    }
    if (!paired) loss += power * softplusOf(-positive);
    set<f32>(losses, r, loss / terms);
    if (slope != 0) put(slope, paired ? -factor * total : -factor * power * logisticOf(-positive), addPositive);
  }
}
export function generalizedBinary(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  apart(false, record, floats, batch, begin, end);
}
export function bpr(record: usize, floats: usize, batch: usize, begin: i32, end: i32): void {
  apart(true, record, floats, batch, begin, end);
}
