/** Differences of the ratings that pairs of rows share (Slope One). See `pairDifferences` in src/kernels/signatures. */
import { add, get, getNext } from './arrays';

export function pairDifferences(
  pointers: usize, indexes: usize, values: usize, columnPointers: usize, columnRows: usize, columnValues: usize,
  differences: usize, overlaps: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const toValue = columnValues - columnRows;
  for (let row: u32 = begin; row < <u32>end; row++) {
    // Row r of the triangle holds r numbers and begins at r (r − 1) / 2.
    const start = ((<usize>row * (<usize>row - 1)) >> 1) << 2;
    const sums = differences + start, counts = overlaps + start;
    for (let e = get<u32>(pointers, row), to = getNext<u32>(pointers, row); e < to; e++) {
      const x = get<f32>(values, e);
      // The row itself is in the column, so the walk over lower rows always ends.
      let at = columnRows + ((<usize>get<u32>(columnPointers, get<u32>(indexes, e))) << 2);
      for (let other = load<u32>(at); other < row; other = load<u32>(at)) {
        add<f32>(sums, other, x - load<f32>(at + toValue));
        add<u32>(counts, other, 1);
        at += 4;
      }
    }
  }
  return 0;
}
