/** Products of sparse matrices, a dense row of float64 at a time, and the best of each row. See `ItemWeightKernels` and `TopNKernels` in src/kernels/signatures. */
import { add, get, getNext, rowAt, set } from './arrays';
import { clear, enter } from './top-n';

export function coOccurrences(
  itemPointers: usize, places: usize, placeUsers: usize, pointers: usize, indexes: usize, values: usize, columns: i32, first: i32,
  products: usize, begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>columns) << 3;
  for (let row = begin; row < end; row++) {
    const sums = rowAt(products, row, bytes);
    memory.fill(sums, 0, bytes);
    const last = getNext<u32>(itemPointers, first + row);
    for (let t = get<u32>(itemPointers, first + row); t < last; t++) {
      const place = get<u32>(places, t);
      // Entries ascend within a user: from this one on are the items from this one on.
      addEntries(sums, <f64>get<f32>(values, place), indexes, values, place, getNext<u32>(pointers, get<u32>(placeUsers, t)));
    }
  }
  return 0;
}

export function productTopN(
  leftPointers: usize, leftIndexes: usize, leftValues: usize, pointers: usize, indexes: usize, values: usize, scales: usize, columns: i32,
  n: i32, bestColumns: usize, bestScores: usize, begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const scores = scratch + ((<usize>columns) << 3);
  for (let row = begin; row < end; row++) {
    memory.fill(scratch, 0, (<usize>columns) << 3);
    const last = getNext<u32>(leftPointers, row);
    for (let t = get<u32>(leftPointers, row); t < last; t++) {
      const other = get<u32>(leftIndexes, t);
      addEntries(scratch, <f64>get<f32>(leftValues, t), indexes, values, get<u32>(pointers, other), getNext<u32>(pointers, other));
    }
    for (let c = 0; c < columns; c++) {
      const score = <f32>(get<f64>(scratch, c) * <f64>get<f32>(scales, c));
      set<f32>(scores, c, c != row && score > 0 ? score : -Infinity);
    }
    selectBest(scores, columns, row, bestColumns, bestScores, n);
  }
  return 0;
}

/** sums[index_e] += scale · value_e for entries first … stop − 1. */
// @ts-ignore: decorator
@inline function addEntries(sums: usize, scale: f64, indexes: usize, values: usize, first: u32, stop: u32): void {
  const last = (<usize>stop) << 2;
  for (let e = (<usize>first) << 2; e < last; e += 4) add<f64>(sums, load<u32>(indexes + e), scale * <f64>load<f32>(values + e));
}

export function denseTopN(
  pointers: usize, indexes: usize, values: usize, weights: usize, stride: i32, columns: i32, known: usize,
  seenPointers: usize, seenIndexes: usize, n: i32, bestColumns: usize, bestScores: usize, begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>stride) << 2;
  for (let row = begin; row < end; row++) {
    memory.fill(scratch, 0, bytes << 1);
    let e = (<usize>get<u32>(pointers, row)) << 2;
    const last = (<usize>getNext<u32>(pointers, row)) << 2;
    // Four rows of weights at once, added one after the other: the bits of one at a time.
    for (; e + 16 <= last; e += 16) {
      const x0 = f64x2.splat(<f64>load<f32>(values + e));
      const x1 = f64x2.splat(<f64>load<f32>(values + e, 4));
      const x2 = f64x2.splat(<f64>load<f32>(values + e, 8));
      const x3 = f64x2.splat(<f64>load<f32>(values + e, 12));
      const w0 = rowAt(weights, load<u32>(indexes + e), bytes);
      const w1 = rowAt(weights, load<u32>(indexes + e, 4), bytes);
      const w2 = rowAt(weights, load<u32>(indexes + e, 8), bytes);
      const w3 = rowAt(weights, load<u32>(indexes + e, 12), bytes);
      for (let c: usize = 0; c < bytes; c += 16) {
        const to = scratch + (c << 1);
        let low = v128.load(to);
        let high = v128.load(to, 16);
        let w = v128.load(w0 + c);
        low = f64x2.add(low, f64x2.mul(x0, f64x2.promote_low_f32x4(w)));
        high = f64x2.add(high, f64x2.mul(x0, promoteHigh(w)));
        w = v128.load(w1 + c);
        low = f64x2.add(low, f64x2.mul(x1, f64x2.promote_low_f32x4(w)));
        high = f64x2.add(high, f64x2.mul(x1, promoteHigh(w)));
        w = v128.load(w2 + c);
        low = f64x2.add(low, f64x2.mul(x2, f64x2.promote_low_f32x4(w)));
        high = f64x2.add(high, f64x2.mul(x2, promoteHigh(w)));
        w = v128.load(w3 + c);
        low = f64x2.add(low, f64x2.mul(x3, f64x2.promote_low_f32x4(w)));
        high = f64x2.add(high, f64x2.mul(x3, promoteHigh(w)));
        v128.store(to, low);
        v128.store(to, high, 16);
      }
    }
    for (; e < last; e += 4) {
      const x = f64x2.splat(<f64>load<f32>(values + e));
      const from = rowAt(weights, load<u32>(indexes + e), bytes);
      for (let c: usize = 0; c < bytes; c += 16) {
        const to = scratch + (c << 1);
        const w = v128.load(from + c);
        v128.store(to, f64x2.add(v128.load(to), f64x2.mul(x, f64x2.promote_low_f32x4(w))));
        v128.store(to, f64x2.add(v128.load(to, 16), f64x2.mul(x, promoteHigh(w))), 16);
      }
    }
    finishRow(row, seenPointers, seenIndexes, scratch, stride, columns, known, n, bestColumns, bestScores);
  }
  return 0;
}

export function sparseTopN(
  pointers: usize, indexes: usize, values: usize, weightPointers: usize, weightIndexes: usize, weights: usize, columns: i32, known: usize,
  seenPointers: usize, seenIndexes: usize, n: i32, bestColumns: usize, bestScores: usize, begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  for (let row = begin; row < end; row++) {
    memory.fill(scratch, 0, (<usize>columns) << 3);
    const last = getNext<u32>(pointers, row);
    for (let e = get<u32>(pointers, row); e < last; e++) {
      const x = <f64>get<f32>(values, e);
      const item = get<u32>(indexes, e);
      if (x != 0) addEntries(scratch, x, weightIndexes, weights, get<u32>(weightPointers, item), getNext<u32>(weightPointers, item));
    }
    finishRow(row, seenPointers, seenIndexes, scratch, columns, columns, known, n, bestColumns, bestScores);
  }
  return 0;
}

function promoteHigh(w: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f64>(w, w, 1, 1));
}

/** Scores in float32 stand behind the sums; what is seen or not known is out. */
function finishRow(
  row: i32, seenPointers: usize, seenIndexes: usize, sums: usize, stride: i32, columns: i32, known: usize, n: i32,
  bestColumns: usize, bestScores: usize,
): void {
  const scores = sums + ((<usize>stride) << 3);
  for (let c = 0; c < columns; c++) {
    const score: f32 = load<u8>(known + <usize>c) == 0 ? -Infinity : <f32>get<f64>(sums, c);
    set<f32>(scores, c, score);
  }
  const last = getNext<u32>(seenPointers, row);
  for (let e = get<u32>(seenPointers, row); e < last; e++) set<f32>(scores, get<u32>(seenIndexes, e), -Infinity);
  selectBest(scores, columns, row, bestColumns, bestScores, n);
}

/** The n best of a dense row of scores; −Infinity and NaN enter no list. */
function selectBest(scores: usize, columns: i32, row: i32, bestColumns: usize, bestScores: usize, n: i32): void {
  clear(bestColumns, bestScores, row, n);
  const list = (<usize>(row * n)) << 2;
  bestColumns += list;
  bestScores += list;
  const last = bestScores + ((<usize>(n - 1)) << 2);
  let least: f32 = -Infinity;
  let bar = f32x4.splat(least);
  const whole = columns & ~3;
  for (let c = 0; c < columns; c += 4) {
    // Columns rise, so a tie with the last of a full list loses against it.
    if (c < whole && !v128.any_true(f32x4.gt(v128.load(scores + ((<usize>c) << 2)), bar))) continue;
    for (let z = c, stop = min(c + 4, columns); z < stop; z++) {
      const score = get<f32>(scores, z);
      if (!(score > least)) continue;
      enter(score, z, bestColumns, bestScores, n);
      least = load<f32>(last);
    }
    bar = f32x4.splat(least);
  }
}
