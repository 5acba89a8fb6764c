/**
 * Least squares with lower bounds, row by row: coordinate descent on the normal equations. See `boundedRows` in
 * src/kernels/signatures-factors.ts.
 */
import { panelDepth, rankUpdate } from './rank-update';
import { TOUCHED_ROWS, touchRows } from './touch-rows';
import { addScaled, copy, dot, zero } from './vector';

export function boundedRows(
  pointers: usize, indexes: usize, targets: usize, x: usize, y: usize, penalties: usize, penalized: usize, lowest: usize,
  fixed: i32, factors: i32, sweeps: i32, fresh: i32,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  const depth = panelDepth(factors);
  const matrix = scratch;
  const right = matrix + bytes * <usize>factors;
  const panel = right + bytes;
  for (let row = begin; row < end; row++) {
    const first = load<i32>(pointers + ((<usize>row) << 2));
    const last = load<i32>(pointers + ((<usize>row) << 2), 4);
    const own = x + <usize>row * bytes;
    if (first == last || fresh != 0) {
      zero(own, bytes);
      if (fixed >= 0) store<f32>(own + ((<usize>fixed) << 2), 1);
      if (first == last) continue;
    }
    zero(matrix, bytes * <usize>factors);
    zero(right, bytes);
    for (let start = first; start < last; start += depth) {
      const count = min(depth, last - start);
      gather(y, indexes, targets, start, count, panel, right, bytes);
      rankUpdate(panel, count, bytes, factors, matrix, bytes);
    }
    const penalty = load<f32>(penalties + ((<usize>row) << 2));
    for (let f = 0; f < factors; f++) {
      const diagonal = matrix + <usize>f * (bytes + 4);
      store<f32>(diagonal, load<f32>(diagonal) + penalty * load<f32>(penalized + ((<usize>f) << 2)));
      for (let g = f + 1; g < factors; g++) {
        store<f32>(matrix + <usize>g * bytes + ((<usize>f) << 2), load<f32>(matrix + <usize>f * bytes + ((<usize>g) << 2)));
      }
    }
    for (let sweep = 0; sweep < sweeps; sweep++) {
      let moved: f32 = 0, largest: f32 = 0;
      for (let f = 0; f < factors; f++) {
        if (f == fixed) continue;
        const at = (<usize>f) << 2;
        const curvature = load<f32>(matrix + <usize>f * (bytes + 4));
        const before = load<f32>(own + at);
        let after: f32 = 0;
        if (curvature > 0) {
          after = before + (load<f32>(right + at) - dot(matrix + <usize>f * bytes, own, bytes)) / curvature;
          after = max(after, load<f32>(lowest + at));
        }
        store<f32>(own + at, after);
        moved = max(moved, abs(after - before));
        largest = max(largest, abs(after));
      }
      if (moved <= <f32>1e-6 * largest) break;
    }
  }
  return 0;
}

/** panel = rows y_e of entries start … start + count − 1; right += target_e y_e. */
// @ts-ignore: decorator
@inline
function gather(y: usize, indexes: usize, targets: usize, start: i32, count: i32, panel: usize, right: usize, bytes: usize): void {
  for (let q = 0; q < count; q++) {
    const entry = (<usize>(start + q)) << 2;
    if (q % TOUCHED_ROWS == 0) touchRows(y, indexes + entry, min(TOUCHED_ROWS, count - q), bytes);
    const from = y + <usize>load<u32>(indexes + entry) * bytes;
    copy(panel + <usize>q * bytes, from, bytes);
    addScaled(right, load<f32>(targets + entry), from, bytes);
  }
}
