/**
 * ALS half-step by conjugate gradient. See `alsConjugateGradient` in src/kernels/signatures.ts.
 * Source: Takács, Pilászy, Tikk: Applications of the conjugate gradient method for implicit feedback collaborative
 * filtering, RecSys 2011, doi:10.1145/2043932.2043987.
 *
 * Every step passes over all entries of the row, so rows that fit are first gathered side by side into a buffer that
 * stays in the cache; longer rows are read where they stand.
 */
import { symmetricProduct } from './symmetric-product';
import { TOUCHED_ROWS, touchRows } from './touch-rows';
import { addScaled, copy, dot, multiplyAdd, zero } from './vector';
import { addWeighted1, addWeighted4 } from './weighted-sum';

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
  const constants = image + bytes;
  const slopes = constants + ((<usize>capacity) << 2);
  const rows = slopes + ((<usize>capacity) << 2);
  for (let row = begin; row < end; row++) {
    const first = load<i32>(pointers + ((<usize>row) << 2));
    const count = load<i32>(pointers + ((<usize>row) << 2), 4) - first;
    const solution = x + <usize>row * bytes;
    if (count == 0) {
      zero(solution, bytes);
      continue;
    }
    const penalty = load<f32>(penalties + ((<usize>row) << 2));
    const rowIndexes = indexes + ((<usize>first) << 2);
    const rowWeights = weights + ((<usize>first) << 2);
    const padded = (count + 3) & ~3;
    const gathered = padded <= capacity;

    // residual = b − A x
    symmetricProduct(gram, penalty, solution, residual, bytes);
    negate(residual, bytes);
    if (gathered) {
      gather(y, rowIndexes, rowWeights, count, padded, unobserved, rows, constants, slopes, bytes);
      addGathered(rows, padded, constants, slopes, solution, residual, bytes);
      // From here on only A times a direction is needed: no constants, slopes +w.
      zero(constants, (<usize>padded) << 2);
      negate(slopes, (<usize>padded) << 2);
    } else addScattered(true, y, rowIndexes, rowWeights, count, unobserved, solution, residual, bytes);

    copy(direction, residual, bytes);
    let square = dot(residual, residual, bytes);
    for (let step = 0; step < steps && square > SOLVED; step++) {
      symmetricProduct(gram, penalty, direction, image, bytes);
      if (gathered) addGathered(rows, padded, constants, slopes, direction, image, bytes);
      else addScattered(false, y, rowIndexes, rowWeights, count, unobserved, direction, image, bytes);
      const curvature = dot(direction, image, bytes);
      if (!(curvature > 0)) return row + 1;
      const length = square / curvature;
      addScaled(solution, length, direction, bytes);
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

// @ts-ignore: decorator
@inline
function negate(at: usize, bytes: usize): void {
  for (const end = at + bytes; at < end; at += 16) v128.store(at, f32x4.neg(v128.load(at)));
}

/** Copies the rows of all entries side by side, with constants w + unobserved and slopes −w; padding rows are zeros. */
// @ts-ignore: decorator
@inline
function gather(
  y: usize, indexes: usize, weights: usize, count: i32, padded: i32, unobserved: f32,
  rows: usize, constants: usize, slopes: usize, bytes: usize,
): void {
  let to = rows;
  for (let q = 0; q < count; q++) {
    const entry = (<usize>q) << 2;
    if (q % TOUCHED_ROWS == 0) touchRows(y, indexes + entry, min(TOUCHED_ROWS, count - q), bytes);
    const weight = load<f32>(weights + entry);
    store<f32>(constants + entry, weight + unobserved);
    store<f32>(slopes + entry, -weight);
    copy(to, y + <usize>load<u32>(indexes + entry) * bytes, bytes);
    to += bytes;
  }
  for (let q = count; q < padded; q++) {
    const entry = (<usize>q) << 2;
    store<f32>(constants + entry, 0);
    store<f32>(slopes + entry, 0);
    zero(to, bytes);
    to += bytes;
  }
}

/** out += Σ (constant + slope · (y · v)) y over the gathered rows, four at a time. */
function addGathered(rows: usize, padded: i32, constants: usize, slopes: usize, v: usize, out: usize, bytes: usize): void {
  const end = constants + ((<usize>padded) << 2);
  let row = rows;
  while (constants < end) {
    addWeighted4(
      row, row + bytes, row + 2 * bytes, row + 3 * bytes,
      load<f32>(constants), load<f32>(constants, 4), load<f32>(constants, 8), load<f32>(constants, 12),
      load<f32>(slopes), load<f32>(slopes, 4), load<f32>(slopes, 8), load<f32>(slopes, 12),
      v, out, bytes,
    );
    row += bytes << 2;
    constants += 16;
    slopes += 16;
  }
}

/** The same from the rows where they stand: constants w + unobserved and slopes −w for the residual, else 0 and +w. */
function addScattered(
  forResidual: bool, y: usize, indexes: usize, weights: usize, count: i32, unobserved: f32, v: usize, out: usize, bytes: usize,
): void {
  const sign: f32 = forResidual ? -1 : 1;
  const share: f32 = forResidual ? 1 : 0;
  let q = 0;
  for (; q + 4 <= count; q += 4) {
    if (q % TOUCHED_ROWS == 0) touchRows(y, indexes, min(TOUCHED_ROWS, count - q), bytes);
    const w0 = load<f32>(weights), w1 = load<f32>(weights, 4), w2 = load<f32>(weights, 8), w3 = load<f32>(weights, 12);
    addWeighted4(
      y + <usize>load<u32>(indexes) * bytes, y + <usize>load<u32>(indexes, 4) * bytes,
      y + <usize>load<u32>(indexes, 8) * bytes, y + <usize>load<u32>(indexes, 12) * bytes,
      share * (w0 + unobserved), share * (w1 + unobserved), share * (w2 + unobserved), share * (w3 + unobserved),
      sign * w0, sign * w1, sign * w2, sign * w3,
      v, out, bytes,
    );
    indexes += 16;
    weights += 16;
  }
  for (; q < count; q++) {
    const weight = load<f32>(weights);
    addWeighted1(y + <usize>load<u32>(indexes) * bytes, share * (weight + unobserved), sign * weight, v, out, bytes);
    indexes += 4;
    weights += 4;
  }
}
