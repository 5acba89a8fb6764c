/** Products of matrices, and rows of random numbers. See `ProductKernels` in src/kernels/signatures. */
import { get, getNext, rowAt, set } from './arrays';
import { normal } from './random';
import { panelDepth, rankUpdate } from './tile';
import { addScaled, zero } from './vector';

export function gram(y: usize, factors: i32, partials: usize, begin: i32, end: i32, chunk: i32, scratch: usize): i32 {
  const rowBytes = (<usize>factors) << 2;
  const target = partials + <usize>chunk * rowBytes * <usize>factors;
  const depth = panelDepth(factors);
  for (let row = begin; row < end; row += depth) rankUpdate(rowAt(y, row, rowBytes), min(depth, end - row), rowBytes, factors, target, rowBytes);
  return 0;
}

/** Four rows at a time. */
export function gramDouble(y: usize, factors: i32, partials: usize, begin: i32, end: i32, chunk: i32, scratch: usize): i32 {
  const bytes = (<usize>factors) << 2;
  const wide = bytes << 1;
  const target = partials + <usize>chunk * wide * <usize>factors;
  for (let row = begin; row < end; row += 4) {
    for (let q = 0; q < 4; q++) {
      const to = rowAt(scratch, q, wide);
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
      const to = rowAt(target, f, wide);
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

export function implicitSums(
  pointers: usize, indexes: usize, y: usize, scales: usize, sums: usize, factors: i32,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  for (let row = begin; row < end; row++) {
    const sum = rowAt(sums, row, bytes);
    const scale = get<f32>(scales, row);
    zero(sum, bytes);
    const last = getNext<u32>(pointers, row);
    for (let e = get<u32>(pointers, row); e < last; e++) addScaled(sum, scale, rowAt(y, get<u32>(indexes, e), bytes), bytes);
  }
  return 0;
}

export function sparseProduct(
  pointers: usize, indexes: usize, values: usize, y: usize, shifts: usize, offset: usize, factors: i32, products: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  for (let row = begin; row < end; row++) {
    const product = rowAt(products, row, bytes);
    zero(product, bytes);
    const last = getNext<u32>(pointers, row);
    for (let e = get<u32>(pointers, row); e < last; e++) addScaled(product, get<f32>(values, e), rowAt(y, get<u32>(indexes, e), bytes), bytes);
    const shift = get<f32>(shifts, row);
    if (shift != 0) addScaled(product, -shift, offset, bytes);
  }
  return 0;
}

export function turnRows(x: usize, matrix: usize, factors: i32, turned: usize, begin: i32, end: i32, chunk: i32, scratch: usize): i32 {
  const bytes = (<usize>factors) << 2;
  for (let row = begin; row < end; row++) {
    const from = rowAt(x, row, bytes);
    const to = rowAt(turned, row, bytes);
    zero(to, bytes);
    for (let f = 0; f < factors; f++) {
      const value = get<f32>(from, f);
      if (value != 0) addScaled(to, value, rowAt(matrix, f, bytes), bytes);
    }
  }
  return 0;
}

export function normalRows(
  out: usize, factors: i32, rowLength: i32, deviation: f32, seed: i32,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  for (let row = begin; row < end; row++) {
    for (let f = 0; f < factors; f++) set<f32>(out, row * rowLength + f, deviation * normal(seed, row * factors + f));
  }
  return 0;
}
