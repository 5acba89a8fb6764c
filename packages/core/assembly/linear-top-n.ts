/** Lists of models that score with a matrix of item weights. See `denseTopN` and `sparseTopN` in src/kernels/signatures.ts. */
import { selectBest, zeroDoubles } from './select-best';

export function denseTopN(
  pointers: usize, indexes: usize, values: usize, weights: usize, stride: i32, columns: i32, known: usize,
  seenPointers: usize, seenIndexes: usize, n: i32, bestColumns: usize, bestScores: usize, begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>stride) << 2;
  for (let row = begin; row < end; row++) {
    zeroDoubles(scratch, stride);
    const at = (<usize>row) << 2;
    let e = (<usize>load<u32>(pointers + at)) << 2;
    const last = (<usize>load<u32>(pointers + at, 4)) << 2;
    // Four rows of weights at once, added one after the other: the bits of one at a time.
    for (; e + 16 <= last; e += 16) {
      const x0 = f64x2.splat(<f64>load<f32>(values + e));
      const x1 = f64x2.splat(<f64>load<f32>(values + e, 4));
      const x2 = f64x2.splat(<f64>load<f32>(values + e, 8));
      const x3 = f64x2.splat(<f64>load<f32>(values + e, 12));
      const w0 = weights + <usize>load<u32>(indexes + e) * bytes;
      const w1 = weights + <usize>load<u32>(indexes + e, 4) * bytes;
      const w2 = weights + <usize>load<u32>(indexes + e, 8) * bytes;
      const w3 = weights + <usize>load<u32>(indexes + e, 12) * bytes;
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
      const from = weights + <usize>load<u32>(indexes + e) * bytes;
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
    zeroDoubles(scratch, columns);
    const at = (<usize>row) << 2;
    const last = (<usize>load<u32>(pointers + at, 4)) << 2;
    for (let e = (<usize>load<u32>(pointers + at)) << 2; e < last; e += 4) {
      const x = <f64>load<f32>(values + e);
      if (x == 0) continue;
      const item = (<usize>load<u32>(indexes + e)) << 2;
      const stop = (<usize>load<u32>(weightPointers + item, 4)) << 2;
      for (let w = (<usize>load<u32>(weightPointers + item)) << 2; w < stop; w += 4) {
        const to = scratch + ((<usize>load<u32>(weightIndexes + w)) << 3);
        store<f64>(to, load<f64>(to) + x * <f64>load<f32>(weights + w));
      }
    }
    finishRow(row, seenPointers, seenIndexes, scratch, columns, columns, known, n, bestColumns, bestScores);
  }
  return 0;
}

// @ts-ignore: decorator
@inline
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
    const score: f32 = load<u8>(known + <usize>c) == 0 ? -Infinity : <f32>load<f64>(sums + ((<usize>c) << 3));
    store<f32>(scores + ((<usize>c) << 2), score);
  }
  const last = (<usize>load<u32>(seenPointers + ((<usize>row) << 2), 4)) << 2;
  for (let e = (<usize>load<u32>(seenPointers + ((<usize>row) << 2))) << 2; e < last; e += 4) {
    store<f32>(scores + ((<usize>load<u32>(seenIndexes + e)) << 2), -Infinity);
  }
  const list = (<usize>row * <usize>n) << 2;
  selectBest(scores, columns, bestColumns + list, bestScores + list, n);
}
