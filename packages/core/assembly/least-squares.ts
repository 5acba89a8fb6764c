/** Rows of a linear Gaussian model, and rows with lower bounds. See `LeastSquaresKernels` in src/kernels/signatures. */
import { add, get, getNext, rowAt, set } from './arrays';
import { choleskyFactor, choleskySolve, solveTransposed } from './cholesky';
import { addDiagonal, addEntries } from './normal-equations';
import { normal } from './random';
import { addScaled, copy, dot, zero } from './vector';

/** The most likely vector (ridge regression, ALS of ratings) or a draw from its posterior (Gibbs sampling). */
export function gaussianRows(
  pointers: usize, indexes: usize, targets: usize, x: usize, y: usize, prior: usize, priorRight: usize,
  penalties: usize, penalized: usize, precision: f32, fixed: i32, factors: i32, draw: i32, seed: i32,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  const matrix = scratch;
  const right = matrix + bytes * <usize>factors;
  const inverses = right + bytes;
  const noise = inverses + bytes;
  const panel = noise + bytes;
  for (let row = begin; row < end; row++) {
    const first = get<i32>(pointers, row);
    const last = getNext<i32>(pointers, row);
    const solution = rowAt(x, row, bytes);
    if (first == last && draw == 0) {
      restart(solution, fixed, bytes);
      continue;
    }
    copy(matrix, prior, bytes * <usize>factors);
    copy(right, priorRight, bytes);
    addEntries(false, y, indexes, targets, first, last, precision, panel, matrix, right, factors);
    addDiagonal(matrix, get<f32>(penalties, row), penalized, factors);
    if (fixed >= 0) fix(matrix, right, fixed, factors, bytes);
    if (!choleskyFactor(matrix, factors, bytes, inverses)) return row + 1;
    choleskySolve(matrix, factors, bytes, inverses, right);
    if (draw != 0) {
      for (let f = 0; f < factors; f++) set<f32>(noise, f, f == fixed ? 0 : normal(seed, row * factors + f));
      solveTransposed(matrix, factors, bytes, inverses, noise);
      addScaled(right, 1, noise, bytes);
    }
    copy(solution, right, bytes);
  }
  return 0;
}

/** Coordinate `fixed` is 1: its column moves to the right-hand side, its equation becomes x = 1. */
function fix(matrix: usize, right: usize, fixed: i32, factors: i32, bytes: usize): void {
  for (let f = 0; f < factors; f++) {
    const entry = matrix + <usize>min(f, fixed) * bytes + ((<usize>max(f, fixed)) << 2);
    add<f32>(right, f, -load<f32>(entry));
    store<f32>(entry, 0);
  }
  store<f32>(matrix + <usize>fixed * (bytes + 4), 1);
  set<f32>(right, fixed, 1);
}

/** Coordinate descent on the normal equations. */
export function boundedRows(
  pointers: usize, indexes: usize, targets: usize, x: usize, y: usize, penalties: usize, penalized: usize, lowest: usize,
  fixed: i32, factors: i32, sweeps: i32, fresh: i32,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  const matrix = scratch;
  const right = matrix + bytes * <usize>factors;
  const panel = right + bytes;
  for (let row = begin; row < end; row++) {
    const first = get<i32>(pointers, row);
    const last = getNext<i32>(pointers, row);
    const own = rowAt(x, row, bytes);
    if (first == last || fresh != 0) {
      restart(own, fixed, bytes);
      if (first == last) continue;
    }
    zero(matrix, bytes * <usize>factors);
    zero(right, bytes);
    addEntries(false, y, indexes, targets, first, last, 1, panel, matrix, right, factors);
    addDiagonal(matrix, get<f32>(penalties, row), penalized, factors);
    for (let f = 0; f < factors; f++) for (let g = 0; g < f; g++) set<f32>(matrix, f * factors + g, get<f32>(matrix, g * factors + f));
    for (let sweep = 0; sweep < sweeps; sweep++) {
      let moved: f32 = 0, largest: f32 = 0;
      for (let f = 0; f < factors; f++) {
        if (f == fixed) continue;
        const at = (<usize>f) << 2;
        const curvature = load<f32>(matrix + <usize>f * (bytes + 4));
        const before = load<f32>(own + at);
        let after: f32 = 0;
        if (curvature > 0) {
          after = before + (load<f32>(right + at) - dot(rowAt(matrix, f, bytes), own, bytes)) / curvature;
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

function restart(row: usize, fixed: i32, bytes: usize): void {
  zero(row, bytes);
  if (fixed >= 0) set<f32>(row, fixed, 1);
}
