/** Symmetric positive definite systems: A = RᵀR, R upper triangular, row-major float32, sizes multiples of 4. */
import { get, rowAt } from './arrays';
import { SUBTRACT, tilesOfRow } from './tile';
import { multiplyAdd, multiplySubtract, sumLanes } from './vector';

/** A pivot at or below this part of its diagonal entry is rounding noise: the matrix counts as singular. */
const SINGULAR: f32 = 1.2e-7;

/**
 * R replaces the upper triangle of A (what stands below the diagonal is not defined afterwards); `inverses` gets 1 / R_pp.
 * False where A is not positive definite. Four rows at a time: first what earlier rows subtract, as matrix tiles, then
 * the four rows among themselves.
 */
export function choleskyFactor(a: usize, size: i32, stride: usize, inverses: usize): bool {
  for (let row = 0; row < size; row += 4) {
    const r0 = rowAt(a, row, stride) + ((<usize>row) << 2);
    const r1 = r0 + stride;
    const r2 = r1 + stride;
    const r3 = r2 + stride;
    const least0 = load<f32>(r0) * SINGULAR;
    const least1 = load<f32>(r1, 4) * SINGULAR;
    const least2 = load<f32>(r2, 8) * SINGULAR;
    const least3 = load<f32>(r3, 12) * SINGULAR;
    if (row != 0) tilesOfRow(SUBTRACT, a, row, stride, row, size, a, stride);

    const p0 = load<f32>(r0);
    if (!(p0 > least0 && p0 > 0)) return false;
    const i0: f32 = 1 / sqrt<f32>(p0);
    const l01 = load<f32>(r0, 4) * i0;
    const l02 = load<f32>(r0, 8) * i0;
    const l03 = load<f32>(r0, 12) * i0;
    const p1 = load<f32>(r1, 4) - l01 * l01;
    if (!(p1 > least1 && p1 > 0)) return false;
    const i1: f32 = 1 / sqrt<f32>(p1);
    const l12 = (load<f32>(r1, 8) - l01 * l02) * i1;
    const l13 = (load<f32>(r1, 12) - l01 * l03) * i1;
    const p2 = load<f32>(r2, 8) - l02 * l02 - l12 * l12;
    if (!(p2 > least2 && p2 > 0)) return false;
    const i2: f32 = 1 / sqrt<f32>(p2);
    const l23 = (load<f32>(r2, 12) - l02 * l03 - l12 * l13) * i2;
    const p3 = load<f32>(r3, 12) - l03 * l03 - l13 * l13 - l23 * l23;
    if (!(p3 > least3 && p3 > 0)) return false;
    const i3: f32 = 1 / sqrt<f32>(p3);
    const pivots = inverses + ((<usize>row) << 2);
    store<f32>(pivots, i0);
    store<f32>(pivots, i1, 4);
    store<f32>(pivots, i2, 8);
    store<f32>(pivots, i3, 12);

    const v01 = f32x4.splat(l01), v02 = f32x4.splat(l02), v03 = f32x4.splat(l03);
    const v12 = f32x4.splat(l12), v13 = f32x4.splat(l13), v23 = f32x4.splat(l23);
    const w0 = f32x4.splat(i0), w1 = f32x4.splat(i1), w2 = f32x4.splat(i2), w3 = f32x4.splat(i3);
    let at = rowAt(a, row, stride) + ((<usize>row) << 2);
    const end = rowAt(a, row, stride) + ((<usize>size) << 2);
    for (; at < end; at += 16) {
      let to = at;
      const u0 = f32x4.mul(v128.load(to), w0);
      v128.store(to, u0);
      to += stride;
      const u1 = f32x4.mul(multiplySubtract(v01, u0, v128.load(to)), w1);
      v128.store(to, u1);
      to += stride;
      const u2 = f32x4.mul(multiplySubtract(v12, u1, multiplySubtract(v02, u0, v128.load(to))), w2);
      v128.store(to, u2);
      to += stride;
      const u3 = f32x4.mul(multiplySubtract(v23, u2, multiplySubtract(v13, u1, multiplySubtract(v03, u0, v128.load(to)))), w3);
      v128.store(to, u3);
    }
  }
  return true;
}

/** Solves RᵀR x = b with R and `inverses` of `choleskyFactor`; x replaces b. */
export function choleskySolve(r: usize, size: i32, stride: usize, inverses: usize, b: usize): void {
  // Forward: Rᵀz = b. As soon as z_p is known, what it adds to later equations leaves b.
  for (let p = 0; p < size; p++) {
    const at = b + ((<usize>p) << 2);
    const z = load<f32>(at) * get<f32>(inverses, p);
    const row = rowAt(r, p, stride);
    let j = p + 1;
    for (; j < size && (j & 3) != 0; j++) {
      const to = b + ((<usize>j) << 2);
      store<f32>(to, load<f32>(to) - get<f32>(row, j) * z);
    }
    const zs = f32x4.splat(z);
    let from = row + ((<usize>j) << 2);
    let to = b + ((<usize>j) << 2);
    for (; j < size; j += 4) {
      v128.store(to, multiplySubtract(zs, v128.load(from), v128.load(to)));
      from += 16;
      to += 16;
    }
    store<f32>(at, z);
  }
  solveTransposed(r, size, stride, inverses, b);
}

/** Solves R x = b; x replaces b. With b standard normal, x has covariance A⁻¹. */
export function solveTransposed(r: usize, size: i32, stride: usize, inverses: usize, b: usize): void {
  for (let p = size - 1; p >= 0; p--) {
    const row = rowAt(r, p, stride);
    let rest: f32 = 0;
    let j = p + 1;
    for (; j < size && (j & 3) != 0; j++) rest += get<f32>(row, j) * get<f32>(b, j);
    let sums = f32x4.splat(0);
    let from = row + ((<usize>j) << 2);
    let known = b + ((<usize>j) << 2);
    for (; j < size; j += 4) {
      sums = multiplyAdd(v128.load(from), v128.load(known), sums);
      from += 16;
      known += 16;
    }
    const at = b + ((<usize>p) << 2);
    store<f32>(at, (load<f32>(at) - rest - sumLanes(sums)) * get<f32>(inverses, p));
  }
}
