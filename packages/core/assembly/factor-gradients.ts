/**
 * The slope of a factorization's squared errors, row by row: g_r = scale · Σ_e (x_r · y_e − target_e) y_e + penalties ∘ x_r.
 * See `factorGradients` in src/kernels/signatures-factors.ts.
 */
import { addScaled, dot, multiplyAdd, sumLanes, zero } from './vector';

export function factorGradients(
  pointers: usize, indexes: usize, targets: usize, x: usize, y: usize, penalties: usize, scale: f32, fixed: i32, factors: i32,
  gradients: usize, sums: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  let squares: f64 = 0, penalty: f64 = 0;
  for (let row = begin; row < end; row++) {
    const own = x + <usize>row * bytes;
    const slope = gradients + <usize>row * bytes;
    zero(slope, bytes);
    const last = load<u32>(pointers + ((<usize>row) << 2), 4);
    for (let e = load<u32>(pointers + ((<usize>row) << 2)); e < last; e++) {
      const at = (<usize>e) << 2;
      const other = y + <usize>load<u32>(indexes + at) * bytes;
      const error = dot(own, other, bytes) - load<f32>(targets + at);
      squares += <f64>error * <f64>error;
      addScaled(slope, scale * error, other, bytes);
    }
    let rowPenalty = f32x4.splat(0);
    for (let f: usize = 0; f < bytes; f += 16) {
      const value = v128.load(own + f);
      const pull = f32x4.mul(v128.load(penalties + f), value);
      rowPenalty = multiplyAdd(pull, value, rowPenalty);
      v128.store(slope + f, f32x4.add(v128.load(slope + f), pull));
    }
    penalty += <f64>sumLanes(rowPenalty);
    if (fixed >= 0) store<f32>(slope + ((<usize>fixed) << 2), 0);
  }
  const to = sums + ((<usize>chunk) << 4);
  store<f64>(to, load<f64>(to) + squares);
  store<f64>(to, load<f64>(to, 8) + penalty, 8);
  return 0;
}
