/**
 * Prefetch. WebAssembly has no such instruction, and scattered rows of a matrix larger than the cache cost a memory
 * latency each; reading one word of every cache line of the next rows lets the processor fetch them side by side.
 */

/** Rows to touch ahead; measured: 8, 16 and 32 are alike. */
export const TOUCHED_ROWS: i32 = 16;

// The optimiser must not drop the reads, so their result goes somewhere.
let sink: i32 = 0;

/** Touches the rows of `matrix` listed at `indexes`, `count` of them, `rowBytes` each. */
export function touchRows(matrix: usize, indexes: usize, count: i32, rowBytes: usize): void {
  let mixed = 0;
  const end = indexes + ((<usize>count) << 2);
  for (; indexes < end; indexes += 4) {
    let line = matrix + (<usize>load<u32>(indexes)) * rowBytes;
    const rowEnd = line + rowBytes;
    for (; line < rowEnd; line += 64) mixed ^= load<i32>(line);
  }
  sink = mixed;
}
