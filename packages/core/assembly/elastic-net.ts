/** Sparse linear regressions of each item on the others. See `elasticNetRows` in src/kernels/signatures. */
import { get, rowAt, set } from './arrays';
import { copy, zero } from './vector';

/** Most passes over what has a weight between two over everything: rounding must not keep them going. */
const ACTIVE_PASSES: i32 = 5;

export function elasticNetRows(
  gram: usize, stride: i32, columns: i32, sparsity: f32, penalty: f32, nonNegative: i32, sweeps: i32, tolerance: f32, first: i32,
  weights: usize, begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>stride) << 2;
  // What the regression leaves of G_j, and the columns that may have a weight.
  const rest = scratch;
  const chosen = scratch + bytes;
  const active = chosen + bytes;
  for (let row = begin; row < end; row++) {
    const target = first + row;
    const solution = rowAt(weights, row, bytes);
    const right = rowAt(gram, target, bytes);
    zero(solution, bytes);
    copy(rest, right, bytes);
    let count = 0;
    for (let k = 0; k < columns; k++) {
      const product = get<f32>(right, k);
      if (k == target || load<f32>(rowAt(gram, k, bytes) + ((<usize>k) << 2)) <= 0) continue;
      // With weights ≥ 0 the rest only falls, so what begins at or below the threshold never enters.
      if (nonNegative != 0 && product <= sparsity) continue;
      set<u32>(chosen, count, k);
      count++;
    }
    sortBy(right, chosen, count);
    // A pass over everything, then some over what has a weight, then over everything again.
    let left = sweeps;
    while (left > 0) {
      left--;
      const moved = pass(gram, bytes, rest, solution, chosen, count, sparsity, penalty, nonNegative);
      if (moved <= tolerance) break;
      let actives = 0;
      for (let c = 0; c < count; c++) {
        const k = get<u32>(chosen, c);
        if (get<f32>(solution, k) == 0) continue;
        set<u32>(active, actives, k);
        actives++;
      }
      for (let again = 0; again < ACTIVE_PASSES && left > 0; again++) {
        left--;
        if (pass(gram, bytes, rest, solution, active, actives, sparsity, penalty, nonNegative) <= tolerance) break;
      }
    }
  }
  return 0;
}

/** Listed columns by falling value, ties by lower column: what explains most goes first, and little is left for the others. */
function sortBy(values: usize, list: usize, count: i32): void {
  let gap = 1;
  while (gap < count / 3) gap = 3 * gap + 1;
  for (; gap > 0; gap /= 3) {
    for (let at = gap; at < count; at++) {
      const column = get<u32>(list, at);
      const value = get<f32>(values, column);
      let to = at;
      for (; to >= gap; to -= gap) {
        const other = get<u32>(list, to - gap);
        const otherValue = get<f32>(values, other);
        if (otherValue > value || (otherValue == value && other < column)) break;
        set<u32>(list, to, other);
      }
      set<u32>(list, to, column);
    }
  }
}

/** One exact step of each listed coordinate; the largest change of a weight. */
function pass(
  gram: usize, bytes: usize, rest: usize, solution: usize, list: usize, count: i32, sparsity: f32, penalty: f32, nonNegative: i32,
): f32 {
  let moved: f32 = 0;
  for (let c = 0; c < count; c++) {
    const k = (<usize>get<u32>(list, c)) << 2;
    const row = gram + (k >> 2) * bytes;
    const length = load<f32>(row + k);
    const old = load<f32>(solution + k);
    const pull = load<f32>(rest + k) + length * old;
    let next: f32 = 0;
    if (pull > sparsity) next = (pull - sparsity) / (length + penalty);
    else if (nonNegative == 0 && pull < -sparsity) next = (pull + sparsity) / (length + penalty);
    const change = next - old;
    if (change == 0) continue;
    store<f32>(solution + k, next);
    moved = max(moved, abs(change));
    subtractScaled(rest, change, row, bytes);
  }
  return moved;
}

/** target −= scale · source; sixteen values a turn where they last. */
function subtractScaled(target: usize, scale: f32, source: usize, bytes: usize): void {
  const factor = f32x4.splat(scale);
  const end = target + bytes;
  const whole = target + (bytes & ~63);
  while (target < whole) {
    v128.store(target, f32x4.sub(v128.load(target), f32x4.mul(factor, v128.load(source))));
    v128.store(target, f32x4.sub(v128.load(target, 16), f32x4.mul(factor, v128.load(source, 16))), 16);
    v128.store(target, f32x4.sub(v128.load(target, 32), f32x4.mul(factor, v128.load(source, 32))), 32);
    v128.store(target, f32x4.sub(v128.load(target, 48), f32x4.mul(factor, v128.load(source, 48))), 48);
    target += 64;
    source += 64;
  }
  while (target < end) {
    v128.store(target, f32x4.sub(v128.load(target), f32x4.mul(factor, v128.load(source))));
    target += 16;
    source += 16;
  }
}
