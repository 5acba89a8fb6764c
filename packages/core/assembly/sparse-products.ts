/** Products that a truncated singular value decomposition is made of. See src/kernels/signatures-factors.ts. */
import { addScaled, zero } from './vector';

/** products_r = Σ_e value_e y_e − shifts_r · offset. */
export function sparseProduct(
  pointers: usize, indexes: usize, values: usize, y: usize, shifts: usize, offset: usize, factors: i32, products: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  for (let row = begin; row < end; row++) {
    const product = products + <usize>row * bytes;
    zero(product, bytes);
    const last = load<u32>(pointers + ((<usize>row) << 2), 4);
    for (let e = load<u32>(pointers + ((<usize>row) << 2)); e < last; e++) {
      const at = (<usize>e) << 2;
      addScaled(product, load<f32>(values + at), y + <usize>load<u32>(indexes + at) * bytes, bytes);
    }
    const shift = load<f32>(shifts + ((<usize>row) << 2));
    if (shift != 0) addScaled(product, -shift, offset, bytes);
  }
  return 0;
}

/** Upper triangle of the Gram matrix in float64, four rows at a time; one partial sum a chunk. */
export function gramDouble(y: usize, factors: i32, partials: usize, begin: i32, end: i32, chunk: i32, scratch: usize): i32 {
  const bytes = (<usize>factors) << 2;
  const wide = bytes << 1;
  const target = partials + <usize>chunk * wide * <usize>factors;
  for (let row = begin; row < end; row += 4) {
    for (let q = 0; q < 4; q++) {
      const to = scratch + <usize>q * wide;
      if (row + q >= end) {
        zero(to, wide);
        continue;
      }
      const from = y + <usize>(row + q) * bytes;
      for (let f: usize = 0; f < bytes; f += 8) v128.store(to + (f << 1), f64x2.promote_low_f32x4(v128.load64_zero(from + f)));
    }
    for (let f = 0; f < factors; f++) {
      const left = scratch + ((<usize>f) << 3);
      const a = v128.load64_splat(left);
      const b = v128.load64_splat(left + wide);
      const c = v128.load64_splat(left + 2 * wide);
      const d = v128.load64_splat(left + 3 * wide);
      const to = target + <usize>f * wide;
      for (let g = (<usize>(f & ~1)) << 3; g < wide; g += 16) {
        const right = scratch + g;
        const ab = f64x2.add(f64x2.mul(a, v128.load(right)), f64x2.mul(b, v128.load(right + wide)));
        const cd = f64x2.add(f64x2.mul(c, v128.load(right + 2 * wide)), f64x2.mul(d, v128.load(right + 3 * wide)));
        v128.store(to + g, f64x2.add(v128.load(to + g), f64x2.add(ab, cd)));
      }
    }
  }
  return 0;
}

/** Row r of `turned` = row r of x times `matrix` [factors × factors]. */
export function turnRows(x: usize, matrix: usize, factors: i32, turned: usize, begin: i32, end: i32, chunk: i32, scratch: usize): i32 {
  const bytes = (<usize>factors) << 2;
  for (let row = begin; row < end; row++) {
    const from = x + <usize>row * bytes;
    const to = turned + <usize>row * bytes;
    zero(to, bytes);
    for (let f = 0; f < factors; f++) {
      const value = load<f32>(from + ((<usize>f) << 2));
      if (value != 0) addScaled(to, value, matrix + <usize>f * bytes, bytes);
    }
  }
  return 0;
}
