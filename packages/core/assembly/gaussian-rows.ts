/**
 * Rows of a linear Gaussian model: the most likely vector (ridge regression, ALS of ratings) or a draw from its posterior
 * (Gibbs sampling). See `gaussianRows` in src/kernels/signatures.ts.
 */
import { choleskyFactor, choleskySolve, solveTransposed } from './cholesky';
import { normal } from './normal';
import { panelDepth, rankUpdate } from './rank-update';
import { TOUCHED_ROWS, touchRows } from './touch-rows';
import { copy, multiplyAdd, zero } from './vector';

export function gaussianRows(
  pointers: usize, indexes: usize, targets: usize, x: usize, y: usize, prior: usize, priorRight: usize,
  penalties: usize, penalized: usize, precision: f32, fixed: i32, factors: i32, draw: i32, seed: i32,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  const depth = panelDepth(factors);
  const matrix = scratch;
  const right = matrix + bytes * <usize>factors;
  const inverses = right + bytes;
  const noise = inverses + bytes;
  const panel = noise + bytes;
  for (let row = begin; row < end; row++) {
    const first = load<i32>(pointers + ((<usize>row) << 2));
    const last = load<i32>(pointers + ((<usize>row) << 2), 4);
    const solution = x + <usize>row * bytes;
    if (first == last && draw == 0) {
      zero(solution, bytes);
      if (fixed >= 0) store<f32>(solution + ((<usize>fixed) << 2), 1);
      continue;
    }
    copy(matrix, prior, bytes * <usize>factors);
    copy(right, priorRight, bytes);
    for (let start = first; start < last; start += depth) {
      const count = min(depth, last - start);
      gatherTargets(y, indexes, targets, start, count, precision, panel, right, bytes);
      rankUpdate(panel, count, bytes, factors, matrix, bytes);
    }
    const penalty = load<f32>(penalties + ((<usize>row) << 2));
    for (let f = 0; f < factors; f++) {
      const diagonal = matrix + <usize>f * (bytes + 4);
      store<f32>(diagonal, load<f32>(diagonal) + penalty * load<f32>(penalized + ((<usize>f) << 2)));
    }
    if (fixed >= 0) fix(matrix, right, fixed, factors, bytes);
    if (!choleskyFactor(matrix, factors, bytes, inverses)) return row + 1;
    choleskySolve(matrix, factors, bytes, inverses, right);
    if (draw != 0) {
      for (let f = 0; f < factors; f++) store<f32>(noise + ((<usize>f) << 2), f == fixed ? 0 : normal(seed, row * factors + f));
      solveTransposed(matrix, factors, bytes, inverses, noise);
      for (let f: usize = 0; f < bytes; f += 16) v128.store(right + f, f32x4.add(v128.load(right + f), v128.load(noise + f)));
    }
    copy(solution, right, bytes);
  }
  return 0;
}

/** Coordinate `fixed` is 1: its column moves to the right-hand side, its equation becomes x = 1. */
// @ts-ignore: decorator
@inline
function fix(matrix: usize, right: usize, fixed: i32, factors: i32, bytes: usize): void {
  for (let f = 0; f < factors; f++) {
    const entry = matrix + <usize>min(f, fixed) * bytes + ((<usize>max(f, fixed)) << 2);
    const to = right + ((<usize>f) << 2);
    store<f32>(to, load<f32>(to) - load<f32>(entry));
    store<f32>(entry, 0);
  }
  store<f32>(matrix + <usize>fixed * (bytes + 4), 1);
  store<f32>(right + ((<usize>fixed) << 2), 1);
}

/** panel = rows √precision · y_e of entries start … start + count − 1; right += precision · target_e y_e. */
// @ts-ignore: decorator
@inline
function gatherTargets(
  y: usize, indexes: usize, targets: usize, start: i32, count: i32, precision: f32, panel: usize, right: usize, bytes: usize,
): void {
  const root = f32x4.splat(sqrt<f32>(precision));
  let to = panel;
  for (let q = 0; q < count; q++) {
    const entry = (<usize>(start + q)) << 2;
    if (q % TOUCHED_ROWS == 0) touchRows(y, indexes + entry, min(TOUCHED_ROWS, count - q), bytes);
    const share = f32x4.splat(precision * load<f32>(targets + entry));
    let from = y + <usize>load<u32>(indexes + entry) * bytes;
    let sum = right;
    for (const rowEnd = to + bytes; to < rowEnd; to += 16) {
      const v = v128.load(from);
      v128.store(to, f32x4.mul(v, root));
      v128.store(sum, multiplyAdd(share, v, v128.load(sum)));
      from += 16;
      sum += 16;
    }
  }
}
