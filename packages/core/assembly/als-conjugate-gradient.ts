/**
 * ALS half-step by conjugate gradient. See `alsConjugateGradient` in src/kernels/signatures.
 * Source: Takács, Pilászy, Tikk: Applications of the conjugate gradient method for implicit feedback collaborative
 * filtering, RecSys 2011, doi:10.1145/2043932.2043987.
 *
 * Every step passes over all entries of the row, so rows that fit are first gathered side by side into a buffer that
 * stays in the cache; longer rows are read where they stand. The last step needs no residual, so it takes only p · Ap, at half the cost.
 */
import { get, getNext, rowAt, set } from './arrays';
import { addScaled4, addWeighted1, dots4, gatherDots4 } from './row-products';
import { symmetricProduct } from './symmetric-product';
import { TOUCHED_ROWS, touchRows } from './touch-rows';
import { addScaled, copy, dot, multiplyAdd, negate, sumLanes, zero } from './vector';

/** Bytes of the buffer; a part of a second-level cache. `alsScratchBytes` in src/kernels/scratch.ts counts on it. */
export const GATHER_BYTES: usize = 524288;
/** ‖b − Ax‖² below which a row is solved as well as float32 can say. */
const SOLVED: f32 = 1e-20;

export function alsConjugateGradient(
  pointers: usize, indexes: usize, weights: usize, x: usize, y: usize, gram: usize, penalties: usize,
  unobserved: f32, factors: i32, steps: i32,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  const capacity = <i32>(GATHER_BYTES / bytes) & ~3;
  const direction = scratch;
  const residual = direction + bytes;
  const image = residual + bytes;
  const slopes = image + bytes;
  const rows = slopes + ((<usize>capacity) << 2);
  for (let row = begin; row < end; row++) {
    const first = get<i32>(pointers, row);
    const count = getNext<i32>(pointers, row) - first;
    const solution = rowAt(x, row, bytes);
    if (count == 0) {
      zero(solution, bytes);
      continue;
    }
    const penalty = get<f32>(penalties, row);
    const rowIndexes = indexes + ((<usize>first) << 2);
    const rowWeights = weights + ((<usize>first) << 2);
    const padded = (count + 3) & ~3;
    const gathered = padded <= capacity;

    // residual = b − A x
    symmetricProduct(gram, penalty, solution, residual, bytes);
    negate(residual, bytes);
    if (gathered) gather(y, rowIndexes, rowWeights, count, unobserved, solution, rows, slopes, residual, bytes);
    else addScattered(true, y, rowIndexes, rowWeights, count, unobserved, solution, residual, bytes);

    copy(direction, residual, bytes);
    let square = dot(residual, residual, bytes);
    for (let step = 1; step <= steps && square > SOLVED; step++) {
      symmetricProduct(gram, penalty, direction, image, bytes);
      let curvature: f32 = 0;
      if (step == steps) {
        curvature = gathered
          ? gatheredCurvature(rows, padded, slopes, direction, bytes)
          : scatteredCurvature(y, rowIndexes, rowWeights, count, direction, bytes);
      } else if (gathered) addGathered(rows, padded, slopes, direction, image, bytes);
      else addScattered(false, y, rowIndexes, rowWeights, count, unobserved, direction, image, bytes);
      curvature += dot(direction, image, bytes);
      if (!(curvature > 0)) return row + 1;
      const length = square / curvature;
      addScaled(solution, length, direction, bytes);
      if (step == steps) break;
      addScaled(residual, -length, image, bytes);
      const next = dot(residual, residual, bytes);
      const keep = f32x4.splat(next / square);
      for (let at: usize = 0; at < bytes; at += 16) {
        v128.store(direction + at, multiplyAdd(keep, v128.load(direction + at), v128.load(residual + at)));
      }
      square = next;
    }
  }
  return 0;
}

/**
 * Copies the rows of all entries side by side, keeps their weights in `slopes`, and adds what they contribute to the
 * residual: Σ ((w + unobserved) − w (x · y)) y. The last group of four is filled up with a row of weight 0.
 */
function gather(
  y: usize, indexes: usize, weights: usize, count: i32, unobserved: f32, x: usize, rows: usize, slopes: usize, residual: usize, bytes: usize,
): void {
  const shares = f32x4.splat(unobserved);
  const whole = count & ~3;
  let to = rows;
  for (let q = 0; q < whole; q += 4) {
    if (q % TOUCHED_ROWS == 0) touchRows(y, indexes, min(TOUCHED_ROWS, count - q), bytes);
    const w = v128.load(weights);
    v128.store(slopes, w);
    const dots = gatherDots4(
      rowAt(y, load<u32>(indexes), bytes), rowAt(y, load<u32>(indexes, 4), bytes),
      rowAt(y, load<u32>(indexes, 8), bytes), rowAt(y, load<u32>(indexes, 12), bytes), x, to, bytes,
    );
    const scales = f32x4.sub(f32x4.add(w, shares), f32x4.mul(w, dots));
    addScaled4(scales, to, to + bytes, to + 2 * bytes, to + 3 * bytes, residual, bytes);
    to += bytes << 2;
    indexes += 16;
    weights += 16;
    slopes += 16;
  }
  if (whole == count) return;
  v128.store(slopes, f32x4.splat(0));
  const present = count - whole;
  for (let q = 0; q < 4; q++) {
    const from = rowAt(y, load<u32>(indexes + ((<usize>min(q, present - 1)) << 2)), bytes);
    copy(to, from, bytes);
    if (q < present) {
      const weight = get<f32>(weights, q);
      set<f32>(slopes, q, weight);
      addWeighted1(to, weight + unobserved, -weight, x, residual, bytes);
    }
    to += bytes;
  }
}

/** out += Σ w (y · v) y over the gathered rows. */
function addGathered(rows: usize, padded: i32, slopes: usize, v: usize, out: usize, bytes: usize): void {
  let row = rows;
  for (const end = slopes + ((<usize>padded) << 2); slopes < end; slopes += 16) {
    const dots = dots4(row, row + bytes, row + 2 * bytes, row + 3 * bytes, v, bytes);
    addScaled4(f32x4.mul(v128.load(slopes), dots), row, row + bytes, row + 2 * bytes, row + 3 * bytes, out, bytes);
    row += bytes << 2;
  }
}

/** Σ w (y · v)² over the gathered rows. */
function gatheredCurvature(rows: usize, padded: i32, slopes: usize, v: usize, bytes: usize): f32 {
  let sums = f32x4.splat(0);
  let row = rows;
  for (const end = slopes + ((<usize>padded) << 2); slopes < end; slopes += 16) {
    const dots = dots4(row, row + bytes, row + 2 * bytes, row + 3 * bytes, v, bytes);
    sums = multiplyAdd(f32x4.mul(v128.load(slopes), dots), dots, sums);
    row += bytes << 2;
  }
  return sumLanes(sums);
}

/** out += Σ (constant + slope · (y · v)) y from the rows where they stand: w + unobserved and −w for the residual, else 0 and +w. */
function addScattered(
  forResidual: bool, y: usize, indexes: usize, weights: usize, count: i32, unobserved: f32, v: usize, out: usize, bytes: usize,
): void {
  let q = 0;
  for (; q + 4 <= count; q += 4) {
    if (q % TOUCHED_ROWS == 0) touchRows(y, indexes, min(TOUCHED_ROWS, count - q), bytes);
    const w = v128.load(weights);
    const y0 = rowAt(y, load<u32>(indexes), bytes), y1 = rowAt(y, load<u32>(indexes, 4), bytes);
    const y2 = rowAt(y, load<u32>(indexes, 8), bytes), y3 = rowAt(y, load<u32>(indexes, 12), bytes);
    const products = f32x4.mul(w, dots4(y0, y1, y2, y3, v, bytes));
    const scales = forResidual ? f32x4.sub(f32x4.add(w, f32x4.splat(unobserved)), products) : products;
    addScaled4(scales, y0, y1, y2, y3, out, bytes);
    indexes += 16;
    weights += 16;
  }
  for (; q < count; q++) {
    const weight = load<f32>(weights);
    const from = rowAt(y, load<u32>(indexes), bytes);
    if (forResidual) addWeighted1(from, weight + unobserved, -weight, v, out, bytes);
    else addWeighted1(from, 0, weight, v, out, bytes);
    indexes += 4;
    weights += 4;
  }
}

/** Σ w (y · v)² from the rows where they stand. */
function scatteredCurvature(y: usize, indexes: usize, weights: usize, count: i32, v: usize, bytes: usize): f32 {
  let sums = f32x4.splat(0);
  let q = 0;
  for (; q + 4 <= count; q += 4) {
    if (q % TOUCHED_ROWS == 0) touchRows(y, indexes, min(TOUCHED_ROWS, count - q), bytes);
    const dots = dots4(
      rowAt(y, load<u32>(indexes), bytes), rowAt(y, load<u32>(indexes, 4), bytes),
      rowAt(y, load<u32>(indexes, 8), bytes), rowAt(y, load<u32>(indexes, 12), bytes), v, bytes,
    );
    sums = multiplyAdd(f32x4.mul(v128.load(weights), dots), dots, sums);
    indexes += 16;
    weights += 16;
  }
  let rest: f32 = 0;
  for (; q < count; q++) {
    const product = dot(rowAt(y, load<u32>(indexes), bytes), v, bytes);
    rest += load<f32>(weights) * product * product;
    indexes += 4;
    weights += 4;
  }
  return sumLanes(sums) + rest;
}
