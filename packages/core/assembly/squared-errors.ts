/** sums[chunk] += Σ (target_e − x_r · y_e)² over the entries of the chunk's rows: what a factorization of ratings misses. */
import { dot } from './vector';

export function squaredErrors(
  pointers: usize, indexes: usize, targets: usize, x: usize, y: usize, factors: i32, sums: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  let total: f64 = 0;
  for (let row = begin; row < end; row++) {
    const vector = x + <usize>row * bytes;
    const last = load<u32>(pointers + ((<usize>row) << 2), 4);
    for (let e = load<u32>(pointers + ((<usize>row) << 2)); e < last; e++) {
      const at = (<usize>e) << 2;
      const error = load<f32>(targets + at) - dot(vector, y + <usize>load<u32>(indexes + at) * bytes, bytes);
      total += <f64>error * <f64>error;
    }
  }
  const to = sums + ((<usize>chunk) << 3);
  store<f64>(to, load<f64>(to) + total);
  return 0;
}
