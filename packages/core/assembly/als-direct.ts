/** ALS half-step, exact: one Cholesky solve a row. See `alsDirect` in src/kernels/signatures.ts. */
import { choleskyFactor, choleskySolve } from './cholesky';
import { panelDepth, rankUpdate } from './rank-update';
import { TOUCHED_ROWS, touchRows } from './touch-rows';
import { copy, multiplyAdd, zero } from './vector';

export function alsDirect(
  pointers: usize, indexes: usize, weights: usize, x: usize, y: usize, gram: usize, penalties: usize,
  unobserved: f32, factors: i32, priors: usize, priorShare: f32,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  const depth = panelDepth(factors);
  const matrix = scratch;
  const right = matrix + bytes * <usize>factors;
  const inverses = right + bytes;
  const panel = inverses + bytes;
  for (let row = begin; row < end; row++) {
    const first = load<i32>(pointers + ((<usize>row) << 2));
    const last = load<i32>(pointers + ((<usize>row) << 2), 4);
    const solution = x + <usize>row * bytes;
    if (first == last) {
      zero(solution, bytes);
      continue;
    }
    copy(matrix, gram, bytes * <usize>factors);
    zero(right, bytes);
    for (let start = first; start < last; start += depth) {
      const count = min(depth, last - start);
      gatherScaled(y, indexes, weights, start, count, unobserved, panel, right, bytes);
      rankUpdate(panel, count, bytes, factors, matrix, bytes);
    }
    const penalty = load<f32>(penalties + ((<usize>row) << 2));
    for (let f = 0; f < factors; f++) {
      const diagonal = matrix + <usize>f * (bytes + 4);
      store<f32>(diagonal, load<f32>(diagonal) + penalty);
    }
    if (priorShare > 0) addScaled(right, priors + <usize>row * bytes, priorShare * penalty, bytes);
    if (!choleskyFactor(matrix, factors, bytes, inverses)) return row + 1;
    choleskySolve(matrix, factors, bytes, inverses, right);
    copy(solution, right, bytes);
  }
  return 0;
}

/** sum += scale · vector. */
// @ts-ignore: decorator
@inline
function addScaled(sum: usize, vector: usize, scale: f32, bytes: usize): void {
  const scales = f32x4.splat(scale);
  for (const end = sum + bytes; sum < end; sum += 16) {
    v128.store(sum, multiplyAdd(scales, v128.load(vector), v128.load(sum)));
    vector += 16;
  }
}

/** panel = rows √w_e y_e of entries start … start + count − 1; right += Σ (w_e + unobserved) y_e. */
// @ts-ignore: decorator
@inline
function gatherScaled(
  y: usize, indexes: usize, weights: usize, start: i32, count: i32, unobserved: f32, panel: usize, right: usize, bytes: usize,
): void {
  let to = panel;
  for (let q = 0; q < count; q++) {
    const entry = (<usize>(start + q)) << 2;
    if (q % TOUCHED_ROWS == 0) touchRows(y, indexes + entry, min(TOUCHED_ROWS, count - q), bytes);
    const weight = load<f32>(weights + entry);
    const root = f32x4.splat(sqrt<f32>(weight));
    const share = f32x4.splat(weight + unobserved);
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
