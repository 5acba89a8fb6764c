/** Differences of the ratings that pairs of rows share (Slope One). See `pairDifferences` in src/kernels/signatures.ts. */

export function pairDifferences(
  pointers: usize, indexes: usize, values: usize, columnPointers: usize, columnRows: usize, columnValues: usize,
  differences: usize, overlaps: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  for (let row = begin; row < end; row++) addRow(row, pointers, indexes, values, columnPointers, columnRows, columnValues, differences, overlaps);
  return 0;
}

/** Called once a row, so that the host soon runs its optimized form. */
function addRow(
  row: u32, pointers: usize, indexes: usize, values: usize, columnPointers: usize, columnRows: usize, columnValues: usize,
  differences: usize, overlaps: usize,
): void {
  // Row r of the triangle holds r numbers and begins at r (r − 1) / 2.
  const start = ((<usize>row * (<usize>row - 1)) >> 1) << 2;
  const sums = differences + start;
  const counts = overlaps + start;
  const toValue = columnValues - columnRows;
  for (let e = load<u32>(pointers + ((<usize>row) << 2)), to = load<u32>(pointers + ((<usize>row) << 2), 4); e < to; e++) {
    const x = load<f32>(values + ((<usize>e) << 2));
    const column = load<u32>(indexes + ((<usize>e) << 2));
    // The row itself is in the column, so the walk over lower rows always ends.
    let at = columnRows + ((<usize>load<u32>(columnPointers + ((<usize>column) << 2))) << 2);
    for (let other = load<u32>(at); other < row; other = load<u32>(at)) {
      const place = (<usize>other) << 2;
      store<f32>(sums + place, load<f32>(sums + place) + (x - load<f32>(at + toValue)));
      store<u32>(counts + place, load<u32>(counts + place) + 1);
      at += 4;
    }
  }
}
