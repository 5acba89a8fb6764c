/** P = (XᵀX + Λ)⁻¹ in float64, and B = I − P · diag(1 / diag P) from it. */

import { LikewiseError } from '../../../errors.ts';
import { float64, type Kernels, type StopSignal } from '../../../kernels/kernels.ts';
import { TILE_SIDE, tiledLength, tileStart, tilesAlong } from '../../../kernels/tiles.ts';
import type { SparseRows } from '../../../matrix/sparse.ts';
import { eachGramBlock } from '../../item-weights/gram-blocks.ts';

const SQUARE = TILE_SIDE ** 2;
/** What one WebAssembly memory holds, less a margin for what else stands there. */
const LIMIT_BYTES = 2 ** 32 - 2 ** 25;

/** Bytes of the working memory of an inverse over `items` items: half a matrix of float64 and two panels. */
function inverseBytes(items: number): number {
  const side = tilesAlong(items);
  return 8 * (tiledLength(side) + 2 * side * SQUARE + side * TILE_SIDE + SQUARE);
}

/** @throws LikewiseError `too-large` with the estimate. */
export function requireRoom(items: number): void {
  const work = inverseBytes(items);
  if (work <= LIMIT_BYTES) return;
  const bytes = work + 4 * items ** 2;
  throw new LikewiseError(
    'too-large',
    `ease: a weight for each pair of ${items} items needs ${(bytes / 2 ** 30).toFixed(1)} GiB of memory (${(work / 2 ** 30).toFixed(1)} GiB of it in one piece, which must stay below 4 GiB: about 31,000 items); take sansa, slim or item-knn, whose weights are sparse, or elsa, whose are of low rank, or drop the rarest items.`,
    { bytes, items, instead: ['sansa', 'slim', 'item-knn', 'elsa'] },
  );
}

export interface Penalties {
  readonly regularization: number;
  /** Part p of entries dropped out while training: adds p/(1 − p) · (XᵀX)_ii to the diagonal. */
  readonly dropout: number;
}

/** Row by row, [items × items]: weights[j][i] = −P_ji / P_ii, 0 on the diagonal. @throws LikewiseError `not-positive-definite`. */
export async function easeWeights(x: SparseRows, penalties: Penalties, kernels: Kernels, signal?: StopSignal): Promise<Float32Array> {
  const items = x.columns;
  const side = tilesAlong(items);
  const session = await kernels.open({
    tiles: float64(tiledLength(side)),
    diagonal: float64(side * TILE_SIDE),
    packed: float64(SQUARE),
    left: float64(side * SQUARE),
    right: float64(side * SQUARE),
  });
  const a = session.arrays;
  try {
    await eachGramBlock(x, kernels, signal, (block, first, rows) => fillTiles(a.tiles, side, block, first, rows, items));
    addPenalties(a.tiles, a.diagonal, side, items, penalties);
    for (let step = 0; step < side; step++) {
      await session.run('sweepPivot', [a.tiles, a.diagonal, side, step, a.packed], { rows: 1, signal });
      await session.run('sweepPanels', [a.tiles, side, step, a.packed, a.left, a.right], { rows: side, grain: 4, signal });
      await session.run('sweepTiles', [a.tiles, side, step, a.left, a.right], { rows: side, grain: 1, signal });
    }
    return weightsOf(a.tiles, side, items);
  } finally {
    session.close();
  }
}

function fillTiles(tiles: Float64Array, side: number, block: Float64Array, first: number, rows: number, items: number): void {
  for (let r = 0; r < rows; r++) {
    const i = first + r;
    const row = Math.floor(i / TILE_SIDE);
    for (let column = row; column < side; column++) {
      const from = Math.max(i, column * TILE_SIDE);
      const to = Math.min(items, (column + 1) * TILE_SIDE);
      const at = tileStart(side, row, column) + (i % TILE_SIDE) * TILE_SIDE;
      tiles.set(block.subarray(r * items + from, r * items + to), at + from - column * TILE_SIDE);
    }
  }
}

/** Rows beyond the items get a diagonal of 1: they touch nothing. */
function addPenalties(tiles: Float64Array, diagonal: Float64Array, side: number, items: number, penalties: Penalties): void {
  const share = penalties.dropout / (1 - penalties.dropout);
  for (let i = 0; i < diagonal.length; i++) {
    const within = i % TILE_SIDE;
    const row = (i - within) / TILE_SIDE;
    const at = tileStart(side, row, row) + within * (TILE_SIDE + 1);
    tiles[at] = i < items ? tiles[at] * (1 + share) + penalties.regularization : 1;
    diagonal[i] = tiles[at];
  }
}

/** From −P in tiles. */
function weightsOf(tiles: Float64Array, side: number, items: number): Float32Array {
  const weights = new Float32Array(items * items);
  const inverseDiagonal = new Float64Array(items);
  for (let i = 0; i < items; i++) {
    const row = Math.floor(i / TILE_SIDE);
    inverseDiagonal[i] = 1 / tiles[tileStart(side, row, row) + (i % TILE_SIDE) * (TILE_SIDE + 1)];
  }
  for (let row = 0; row < side; row++) {
    for (let column = row; column < side; column++) {
      const base = tileStart(side, row, column);
      const lastColumn = Math.min(items, (column + 1) * TILE_SIDE);
      for (let j = row * TILE_SIDE; j < Math.min(items, (row + 1) * TILE_SIDE); j++) {
        for (let i = Math.max(j + 1, column * TILE_SIDE); i < lastColumn; i++) {
          const negative = tiles[base + (j % TILE_SIDE) * TILE_SIDE + (i % TILE_SIDE)];
          weights[j * items + i] = -negative * inverseDiagonal[i];
          weights[i * items + j] = -negative * inverseDiagonal[j];
        }
      }
    }
  }
  return weights;
}
