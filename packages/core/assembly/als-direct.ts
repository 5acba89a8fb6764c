/** ALS half-step, exact, and the objective. See `AlsKernels` in src/kernels/signatures. */
import { add, get, getNext, rowAt } from './arrays';
import { choleskyFactor, choleskySolve } from './cholesky';
import { addEntries } from './normal-equations';
import { symmetricProduct } from './symmetric-product';
import { TOUCHED_ROWS, touchRows } from './touch-rows';
import { addScaled, copy, dot, zero } from './vector';

/** One Cholesky solve a row. */
export function alsDirect(
  pointers: usize, indexes: usize, weights: usize, x: usize, y: usize, gram: usize, penalties: usize,
  unobserved: f32, factors: i32, priors: usize, priorShare: f32,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  const matrix = scratch;
  const right = matrix + bytes * <usize>factors;
  const inverses = right + bytes;
  const panel = inverses + bytes;
  for (let row = begin; row < end; row++) {
    const first = get<i32>(pointers, row);
    const last = getNext<i32>(pointers, row);
    const solution = rowAt(x, row, bytes);
    if (first == last) {
      zero(solution, bytes);
      continue;
    }
    copy(matrix, gram, bytes * <usize>factors);
    zero(right, bytes);
    addEntries(true, y, indexes, weights, first, last, unobserved, panel, matrix, right, factors);
    const penalty = get<f32>(penalties, row);
    for (let f = 0; f < factors; f++) {
      const diagonal = matrix + <usize>f * (bytes + 4);
      store<f32>(diagonal, load<f32>(diagonal) + penalty);
    }
    if (priorShare > 0) addScaled(right, priorShare * penalty, rowAt(priors, row, bytes), bytes);
    if (!choleskyFactor(matrix, factors, bytes, inverses)) return row + 1;
    choleskySolve(matrix, factors, bytes, inverses, right);
    copy(solution, right, bytes);
  }
  return 0;
}

/** In float64. */
export function alsObjective(
  pointers: usize, indexes: usize, weights: usize, x: usize, y: usize, gram: usize, penalties: usize,
  unobserved: f32, factors: i32, objectiveParts: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  let sum: f64 = 0;
  for (let row = begin; row < end; row++) {
    const first = get<i32>(pointers, row);
    const last = getNext<i32>(pointers, row);
    const vector = rowAt(x, row, bytes);
    for (let q = first; q < last; q++) {
      const entry = (<usize>q) << 2;
      if ((q - first) % TOUCHED_ROWS == 0) touchRows(y, indexes + entry, min(TOUCHED_ROWS, last - q), bytes);
      const score = <f64>dot(vector, rowAt(y, load<u32>(indexes + entry), bytes), bytes);
      const weight = <f64>load<f32>(weights + entry);
      sum += (weight + <f64>unobserved) * (1 - score) * (1 - score) - <f64>unobserved * score * score;
    }
    symmetricProduct(gram, get<f32>(penalties, row), vector, scratch, bytes);
    sum += <f64>dot(vector, scratch, bytes);
  }
  add<f64>(objectiveParts, chunk, sum);
  return 0;
}
