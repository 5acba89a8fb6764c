/** The rows' part of the objective of implicit ALS, in float64. See `alsObjective` in src/kernels/signatures.ts. */
import { symmetricProduct } from './symmetric-product';
import { TOUCHED_ROWS, touchRows } from './touch-rows';
import { dot } from './vector';

export function alsObjective(
  pointers: usize, indexes: usize, weights: usize, x: usize, y: usize, gram: usize, penalties: usize,
  unobserved: f32, factors: i32, errors: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  let sum: f64 = 0;
  for (let row = begin; row < end; row++) {
    const first = load<i32>(pointers + ((<usize>row) << 2));
    const last = load<i32>(pointers + ((<usize>row) << 2), 4);
    const vector = x + <usize>row * bytes;
    for (let q = first; q < last; q++) {
      const entry = (<usize>q) << 2;
      if ((q - first) % TOUCHED_ROWS == 0) touchRows(y, indexes + entry, min(TOUCHED_ROWS, last - q), bytes);
      const score = <f64>dot(vector, y + <usize>load<u32>(indexes + entry) * bytes, bytes);
      const weight = <f64>load<f32>(weights + entry);
      sum += (weight + <f64>unobserved) * (1 - score) * (1 - score) - <f64>unobserved * score * score;
    }
    symmetricProduct(gram, load<f32>(penalties + ((<usize>row) << 2)), vector, scratch, bytes);
    sum += <f64>dot(vector, scratch, bytes);
  }
  const to = errors + ((<usize>chunk) << 3);
  store<f64>(to, load<f64>(to) + sum);
  return 0;
}
