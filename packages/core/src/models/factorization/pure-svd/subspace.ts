/**
 * Truncated singular value decomposition of a sparse matrix by randomized subspace iteration, with an implicit shift.
 *
 * Of B = A − 1·shiftᵀ [users × items] the right singular vectors: start from BᵀΩ with a random Ω, then turn back and forth,
 * Y = BQ, Z = BᵀY, each time to an orthonormal basis, and at last rotate the basis to the axes of BᵀB inside it.
 * Source: Halko, Martinsson, Tropp: Finding Structure with Randomness, SIAM Review 2011, arXiv:0909.4061 (algorithm 4.4, §5.1).
 */

import { float32, float64, type Kernels, paddedFactors } from '../../../kernels/kernels.ts';
import type { DenseMatrix } from '../../../matrix/dense.ts';
import { symmetricEigen } from '../../../matrix/eigen.ts';
import type { SparseRows } from '../../../matrix/sparse.ts';
import type { FitContext } from '../../contract/estimator.ts';
import { fillNormal } from '../../vectors/vectors.ts';

export interface SubspaceSettings {
  readonly factors: number;
  readonly oversampling: number;
  readonly epochs: number;
  readonly seed: number;
}

export interface RightVectors {
  /** Largest first; [rank ≤ factors]. */
  readonly singularValues: Float64Array;
  /** Orthonormal columns, the entry of largest magnitude in each positive; [items × factors], unused columns 0. */
  readonly itemFactors: DenseMatrix;
  /** B·itemFactors; [users × factors]. */
  readonly userFactors: DenseMatrix;
}

const CHUNKS = 32;
/** Directions whose square is below this share of the largest are lost in rounding of float32. */
const NEGLIGIBLE = 1e-10;

/** @throws LikewiseError `too-large`; what the signal says. */
export async function rightVectors(
  userItems: SparseRows,
  itemUsers: SparseRows,
  shift: Float32Array,
  { factors, oversampling, epochs, seed }: SubspaceSettings,
  kernels: Kernels,
  { signal, onEpoch }: FitContext,
): Promise<RightVectors> {
  const users = userItems.rows;
  const items = itemUsers.rows;
  const wanted = Math.min(factors + oversampling, users, items);
  const width = paddedFactors(wanted);
  const session = await kernels.open(
    {
      userPointers: userItems.pointers,
      userIndexes: userItems.indexes,
      userValues: userItems.values,
      itemPointers: itemUsers.pointers,
      itemIndexes: itemUsers.indexes,
      itemValues: itemUsers.values,
      itemShift: shift,
      ones: new Float32Array(users).fill(1),
      offset: float32(width),
      people: float32(users * width),
      products: float32(users * width),
      basis: float32(items * width),
      turned: float32(items * width),
      matrix: float32(width * width),
      partials: float64(CHUNKS * width * width),
    },
    { scratchBytes: 32 * width },
  );
  const a = session.arrays;
  const shifted = shift.some((value) => value !== 0);

  /** products = B · basis. */
  async function times(): Promise<void> {
    weightedSum(a.basis, shifted ? shift : undefined, width, a.offset);
    await session.run('sparseProduct', [a.userPointers, a.userIndexes, a.userValues, a.basis, a.ones, a.offset, width, a.products], {
      rows: users,
      costs: a.userPointers,
      signal,
    });
  }
  /** turned = Bᵀ · people. */
  async function timesTransposed(): Promise<void> {
    weightedSum(a.people, shifted ? a.ones : undefined, width, a.offset);
    await session.run('sparseProduct', [a.itemPointers, a.itemIndexes, a.itemValues, a.people, a.itemShift, a.offset, width, a.turned], {
      rows: items,
      costs: a.itemPointers,
      signal,
    });
  }
  /** `to` = `from` in an orthonormal basis of its columns, the longest axis first; squares of the axes' lengths. */
  async function orthonormal(from: Float32Array, to: Float32Array, rows: number): Promise<Float64Array> {
    let lengths: Float64Array = new Float64Array(0);
    // Once makes it nearly so; the second time the rounding of the first goes.
    for (const [source, target] of [
      [from, to],
      [to, from],
      [from, to],
    ]) {
      const { values, vectors } = symmetricEigen(await gram(source, rows), width);
      if (source === from && lengths.length === 0) lengths = values;
      const threshold = values[0] * NEGLIGIBLE;
      for (let k = 0; k < width; k++) {
        const scale = values[k] > threshold ? 1 / Math.sqrt(values[k]) : 0;
        for (let f = 0; f < width; f++) a.matrix[f * width + k] = scale * vectors[k * width + f];
      }
      await session.run('turnRows', [source, a.matrix, width, target], { rows, grain: 256, signal });
    }
    return lengths;
  }
  async function gram(side: Float32Array, rows: number): Promise<Float64Array> {
    a.partials.fill(0);
    await session.run('gramDouble', [side, width, a.partials], { rows, maxChunks: CHUNKS, grain: 64, signal });
    const square = width * width;
    const sum = a.partials.slice(0, square);
    for (let part = 1; part < CHUNKS; part++) for (let at = 0; at < square; at++) sum[at] += a.partials[part * square + at];
    for (let f = 0; f < width; f++) for (let g = 0; g < f; g++) sum[f * width + g] = sum[g * width + f];
    return sum;
  }

  try {
    fillNormal(a.people, wanted, 1, seed, 'subspace');
    await timesTransposed();
    await orthonormal(a.turned, a.basis, items);
    for (let epoch = 1; epoch <= epochs; epoch++) {
      signal?.throwIfAborted();
      await times();
      const squares = await orthonormal(a.products, a.people, users);
      await timesTransposed();
      await orthonormal(a.turned, a.basis, items);
      // What the best `factors` directions so far keep of the matrix.
      let kept = 0;
      for (let k = 0; k < Math.min(factors, wanted); k++) kept += Math.max(0, squares[k]);
      await onEpoch?.({ epoch, epochs, figures: { keptSquares: kept } });
    }
    // Rayleigh–Ritz: the axes of the ellipsoid that B makes of the unit ball of the basis, twice against rounding.
    for (let pass = 0; pass < 2; pass++) {
      await times();
      const { vectors } = symmetricEigen(await gram(a.products, users), width);
      for (let k = 0; k < width; k++) for (let f = 0; f < width; f++) a.matrix[f * width + k] = vectors[k * width + f];
      await session.run('turnRows', [a.basis, a.matrix, width, a.turned], { rows: items, grain: 256, signal });
      a.basis.set(a.turned);
    }
    await times();
    const squares = await gram(a.products, users);
    const rank = Math.min(factors, wanted);
    const largest = squares[0];
    const values: number[] = [];
    for (let k = 0; k < rank && squares[k * width + k] > largest * NEGLIGIBLE; k++) values.push(Math.sqrt(squares[k * width + k]));
    return {
      singularValues: Float64Array.from(values),
      itemFactors: cut(a.basis, items, width, values.length, factors, signsOf(a.basis, items, width)),
      userFactors: cut(a.products, users, width, values.length, factors, signsOf(a.basis, items, width)),
    };
  } finally {
    session.close();
  }
}

/** offset = Σ_r weight_r · row r, in float64; 0 without weights. */
export function weightedSum(rows: Float32Array, weights: Float32Array | undefined, width: number, offset: Float32Array): void {
  const sums = new Float64Array(width);
  if (weights !== undefined)
    for (let r = 0; r < weights.length; r++)
      if (weights[r] !== 0) for (let f = 0; f < width; f++) sums[f] += weights[r] * rows[r * width + f];
  offset.set(sums);
}

function signsOf(basis: Float32Array, rows: number, width: number): Float32Array {
  const largest = new Float32Array(width);
  for (let r = 0; r < rows; r++)
    for (let f = 0; f < width; f++) if (Math.abs(basis[r * width + f]) > Math.abs(largest[f])) largest[f] = basis[r * width + f];
  return largest.map((value) => (value < 0 ? -1 : 1));
}

function cut(from: Float32Array, rows: number, width: number, used: number, columns: number, signs: Float32Array): DenseMatrix {
  const values = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++) for (let f = 0; f < used; f++) values[r * columns + f] = signs[f] * from[r * width + f];
  return { rows, columns, values };
}
