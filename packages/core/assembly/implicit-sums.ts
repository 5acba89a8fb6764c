/** sums_r = scale_r · Σ_{entries c of row r} y_c. */
import { addScaled, zero } from './vector';

export function implicitSums(
  pointers: usize, indexes: usize, y: usize, scales: usize, sums: usize, factors: i32,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  for (let row = begin; row < end; row++) {
    const sum = sums + <usize>row * bytes;
    const scale = load<f32>(scales + ((<usize>row) << 2));
    zero(sum, bytes);
    const last = load<u32>(pointers + ((<usize>row) << 2), 4);
    for (let e = load<u32>(pointers + ((<usize>row) << 2)); e < last; e++) {
      addScaled(sum, scale, y + <usize>load<u32>(indexes + ((<usize>e) << 2)) * bytes, bytes);
    }
  }
  return 0;
}
