/**
 * ALS half-step over blocks of coordinates: each block is solved exactly with the others held. See `alsBlock` in
 * src/kernels/signatures.
 * Source: Rendle, Krichene, Zhang, Koren: iALS++: Speeding up Matrix Factorization with Subspace Optimization, 2021,
 * arXiv:2110.14044.
 * Differs: the entries' part of the gradient is kept as one number an entry, `pull` = (w + unobserved) − w (x · y).
 *
 * Rows that fit are gathered once, scaled by √w and stored block after block; of longer rows each block is gathered
 * anew, one cache line or so an entry, so working memory does not grow with rows × factors.
 */
import { GATHER_BYTES } from './als-conjugate-gradient';
import { get, getNext, rowAt } from './arrays';
import { choleskyFactor, choleskySolve } from './cholesky';
import { rankUpdate } from './tile';
import { TOUCHED_ROWS, touchRows } from './touch-rows';
import { addScaled, copy, dot, multiplyAdd, negate, sumLanes, zero } from './vector';

/** Entries of a block's panel that are worked on together. */
const PANEL_DEPTH: i32 = 128;
/** Least w under the root: keeps pull / √w finite where w = 0, far below anything that counts. */
const LEAST_WEIGHT: f32 = 1e-20;

export function alsBlock(
  pointers: usize, indexes: usize, weights: usize, x: usize, y: usize, gram: usize, penalties: usize,
  unobserved: f32, factors: i32, block: i32,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  const capacity = <i32>(GATHER_BYTES / bytes);
  const matrix = scratch;
  const step = matrix + bytes * bytes / 4;
  const inverses = step + bytes;
  const buffer = inverses + bytes;
  // Two numbers an entry: √w, and pull / √w (the factor of the scaled row in the gradient).
  const roots = buffer + GATHER_BYTES + <usize>PANEL_DEPTH * bytes;
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
    const pulls = roots + ((<usize>count) << 2);
    const gathered = count <= capacity;
    start(y, rowIndexes, rowWeights, count, unobserved, solution, gathered, buffer, roots, pulls, bytes, block);

    for (let offset = 0; offset < factors; offset += block) {
      const size = min(block, factors - offset);
      const sizeBytes = (<usize>size) << 2;
      const offsetBytes = (<usize>offset) << 2;
      const blockRows = gathered ? buffer + <usize>count * offsetBytes : buffer;
      const own = solution + offsetBytes;

      // step = −(G x + penalty x) on the block; matrix = G + penalty I on the block.
      const shrink = f32x4.splat(penalty);
      for (let at: usize = 0; at < sizeBytes; at += 16) v128.store(step + at, f32x4.mul(shrink, v128.load(own + at)));
      addRows(gram + offsetBytes, bytes, solution, factors, step, sizeBytes);
      negate(step, sizeBytes);
      for (let f = 0; f < size; f++) {
        const to = rowAt(matrix, f, sizeBytes);
        copy(to, gram + <usize>(offset + f) * bytes + offsetBytes, sizeBytes);
        const diagonal = to + ((<usize>f) << 2);
        store<f32>(diagonal, load<f32>(diagonal) + penalty);
      }
      for (let q = 0; q < count; q += PANEL_DEPTH) {
        const depth = min(PANEL_DEPTH, count - q);
        const panel = gathered ? rowAt(blockRows, q, sizeBytes) : buffer;
        if (!gathered) gatherBlock(y + offsetBytes, rowIndexes, roots, q, depth, panel, bytes, sizeBytes);
        addRows(panel, sizeBytes, pulls + ((<usize>q) << 2), depth, step, sizeBytes);
        rankUpdate(panel, depth, sizeBytes, size, matrix, sizeBytes);
      }
      if (!choleskyFactor(matrix, size, sizeBytes, inverses)) return row + 1;
      choleskySolve(matrix, size, sizeBytes, inverses, step);
      addScaled(own, 1, step, sizeBytes);
      if (offset + size >= factors) break;

      // What the step changes in x · y changes every pull.
      for (let q = 0; q < count; q += PANEL_DEPTH) {
        const depth = min(PANEL_DEPTH, count - q);
        const panel = gathered ? rowAt(blockRows, q, sizeBytes) : buffer;
        if (!gathered) gatherBlock(y + offsetBytes, rowIndexes, roots, q, depth, panel, bytes, sizeBytes);
        subtractProducts(panel, depth, step, pulls + ((<usize>q) << 2), sizeBytes);
      }
    }
  }
  return 0;
}

/** Roots and first pulls of a row; where it fits, its scaled rows too, block after block. */
// @ts-ignore: decorator
@inline function start(
  y: usize, indexes: usize, weights: usize, count: i32, unobserved: f32, solution: usize,
  gathered: bool, buffer: usize, roots: usize, pulls: usize, bytes: usize, block: i32,
): void {
  const blockBytes = (<usize>block) << 2;
  for (let q = 0; q < count; q++) {
    const entry = (<usize>q) << 2;
    if (q % TOUCHED_ROWS == 0) touchRows(y, indexes + entry, min(TOUCHED_ROWS, count - q), bytes);
    const weight = max(load<f32>(weights + entry), LEAST_WEIGHT);
    const root = sqrt<f32>(weight);
    let from = rowAt(y, load<u32>(indexes + entry), bytes);
    let product: f32;
    if (gathered) {
      const scale = f32x4.splat(root);
      let sums = f32x4.splat(0);
      let coordinate = solution;
      for (let offset: usize = 0; offset < bytes; offset += blockBytes) {
        const sizeBytes = min(blockBytes, bytes - offset);
        let to = buffer + <usize>count * offset + <usize>q * sizeBytes;
        for (const blockEnd = to + sizeBytes; to < blockEnd; to += 16) {
          const scaled = f32x4.mul(v128.load(from), scale);
          v128.store(to, scaled);
          sums = multiplyAdd(scaled, v128.load(coordinate), sums);
          from += 16;
          coordinate += 16;
        }
      }
      product = sumLanes(sums);
    } else product = root * dot(from, solution, bytes);
    store<f32>(roots + entry, root);
    store<f32>(pulls + entry, (weight + unobserved) / root - product);
  }
}

/** panel = √w y of one block of coordinates, entries q … q + depth − 1. */
function gatherBlock(y: usize, indexes: usize, roots: usize, q: i32, depth: i32, panel: usize, bytes: usize, sizeBytes: usize): void {
  let entry = (<usize>q) << 2;
  for (const last = entry + ((<usize>depth) << 2); entry < last; entry += 4) {
    const scale = v128.load32_splat(roots + entry);
    let from = rowAt(y, load<u32>(indexes + entry), bytes);
    for (const end = panel + sizeBytes; panel < end; panel += 16) {
      v128.store(panel, f32x4.mul(v128.load(from), scale));
      from += 16;
    }
  }
}

/** out += Σ_q scale_q · row_q on `sizeBytes` coordinates, `stride` bytes from row to row; two rows at once. */
function addRows(rows: usize, stride: usize, scales: usize, count: i32, out: usize, sizeBytes: usize): void {
  const end = scales + ((<usize>count) << 2);
  const pairs = scales + ((<usize>count & ~1) << 2);
  let at: usize = 0;
  for (; at + 32 <= sizeBytes; at += 32) {
    let s0 = v128.load(out + at), s1 = v128.load(out + at, 16);
    let t0 = f32x4.splat(0), t1 = t0;
    let row = rows + at;
    let q = scales;
    while (q < pairs) {
      let a = v128.load32_splat(q);
      s0 = multiplyAdd(a, v128.load(row), s0);
      s1 = multiplyAdd(a, v128.load(row, 16), s1);
      row += stride;
      a = v128.load32_splat(q, 4);
      t0 = multiplyAdd(a, v128.load(row), t0);
      t1 = multiplyAdd(a, v128.load(row, 16), t1);
      row += stride;
      q += 8;
    }
    if (q < end) {
      const a = v128.load32_splat(q);
      s0 = multiplyAdd(a, v128.load(row), s0);
      s1 = multiplyAdd(a, v128.load(row, 16), s1);
    }
    v128.store(out + at, f32x4.add(s0, t0));
    v128.store(out + at, f32x4.add(s1, t1), 16);
  }
  if (at < sizeBytes) {
    let sum = v128.load(out + at);
    let row = rows + at;
    for (let q = scales; q < end; q += 4) {
      sum = multiplyAdd(v128.load32_splat(q), v128.load(row), sum);
      row += stride;
    }
    v128.store(out + at, sum);
  }
}

/** pull_q −= panel_q · step, four entries at once. */
function subtractProducts(panel: usize, depth: i32, step: usize, pulls: usize, sizeBytes: usize): void {
  let q = 0;
  for (; q + 4 <= depth; q += 4) {
    let s0 = f32x4.splat(0);
    let s1 = s0, s2 = s0, s3 = s0;
    let r0 = panel, r1 = panel + sizeBytes, r2 = panel + 2 * sizeBytes, r3 = panel + 3 * sizeBytes;
    for (let at = step, end = step + sizeBytes; at < end; at += 16) {
      const v = v128.load(at);
      s0 = multiplyAdd(v, v128.load(r0), s0);
      s1 = multiplyAdd(v, v128.load(r1), s1);
      s2 = multiplyAdd(v, v128.load(r2), s2);
      s3 = multiplyAdd(v, v128.load(r3), s3);
      r0 += 16;
      r1 += 16;
      r2 += 16;
      r3 += 16;
    }
    store<f32>(pulls, load<f32>(pulls) - sumLanes(s0));
    store<f32>(pulls, load<f32>(pulls, 4) - sumLanes(s1), 4);
    store<f32>(pulls, load<f32>(pulls, 8) - sumLanes(s2), 8);
    store<f32>(pulls, load<f32>(pulls, 12) - sumLanes(s3), 12);
    panel += sizeBytes << 2;
    pulls += 16;
  }
  for (; q < depth; q++) {
    store<f32>(pulls, load<f32>(pulls) - dot(step, panel, sizeBytes));
    panel += sizeBytes;
    pulls += 4;
  }
}
