/** Products of two sparse matrices, a dense row at a time. See `coOccurrences` and `productTopN` in src/kernels/signatures.ts. */
import { selectBest, zeroDoubles } from './select-best';

export function coOccurrences(
  itemPointers: usize, entries: usize, entryUsers: usize, pointers: usize, indexes: usize, values: usize, columns: i32, first: i32,
  products: usize, begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>columns) << 3;
  for (let row = begin; row < end; row++) {
    const item = (<usize>(first + row)) << 2;
    const sums = products + <usize>row * bytes;
    zeroDoubles(sums, columns);
    const last = load<u32>(itemPointers + item, 4);
    for (let t = load<u32>(itemPointers + item); t < last; t++) {
      const entry = load<u32>(entries + ((<usize>t) << 2));
      const value = <f64>load<f32>(values + ((<usize>entry) << 2));
      const stop = (<usize>load<u32>(pointers + ((<usize>load<u32>(entryUsers + ((<usize>t) << 2))) << 2), 4)) << 2;
      // Entries ascend within a user: from this one on are the items from this one on.
      for (let e = (<usize>entry) << 2; e < stop; e += 4) {
        const to = sums + ((<usize>load<u32>(indexes + e)) << 3);
        store<f64>(to, load<f64>(to) + value * <f64>load<f32>(values + e));
      }
    }
  }
  return 0;
}

export function productTopN(
  leftPointers: usize, leftIndexes: usize, leftValues: usize, pointers: usize, indexes: usize, values: usize, scales: usize, columns: i32,
  n: i32, bestColumns: usize, bestScores: usize, begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const sums = scratch;
  const scores = scratch + ((<usize>columns) << 3);
  for (let row = begin; row < end; row++) {
    zeroDoubles(sums, columns);
    const at = (<usize>row) << 2;
    const last = load<u32>(leftPointers + at, 4);
    for (let t = load<u32>(leftPointers + at); t < last; t++) {
      const value = <f64>load<f32>(leftValues + ((<usize>t) << 2));
      const other = (<usize>load<u32>(leftIndexes + ((<usize>t) << 2))) << 2;
      const stop = (<usize>load<u32>(pointers + other, 4)) << 2;
      for (let e = (<usize>load<u32>(pointers + other)) << 2; e < stop; e += 4) {
        const to = sums + ((<usize>load<u32>(indexes + e)) << 3);
        store<f64>(to, load<f64>(to) + value * <f64>load<f32>(values + e));
      }
    }
    for (let c = 0; c < columns; c++) {
      const score = <f32>(load<f64>(sums + ((<usize>c) << 3)) * <f64>load<f32>(scales + ((<usize>c) << 2)));
      store<f32>(scores + ((<usize>c) << 2), c != row && score > 0 ? score : -Infinity);
    }
    const list = (<usize>row * <usize>n) << 2;
    selectBest(scores, columns, bestColumns + list, bestScores + list, n);
  }
  return 0;
}
