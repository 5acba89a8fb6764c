/** The regressions of all items, a block at a time; only weights that are not 0 are kept. */

import { LikewiseError } from '../../../errors.ts';
import { float32, type Kernels, type StopSignal } from '../../../kernels/kernels.ts';
import { type SparseRows, transpose } from '../../../matrix/sparse.ts';
import { eachGramBlock } from '../../item-weights/gram-blocks.ts';

/** Items solved between two looks at their weights. */
const BLOCK_ITEMS = 512;
const LIMIT_BYTES = 2 ** 32 - 2 ** 25;

const strideOf = (items: number): number => Math.ceil(items / 4) * 4;
const workBytes = (items: number): number => 4 * strideOf(items) * (items + Math.min(items, BLOCK_ITEMS));

/** @throws LikewiseError `too-large` with the estimate. */
export function requireSlimRoom(items: number): void {
  const bytes = workBytes(items);
  if (bytes <= LIMIT_BYTES) return;
  throw new LikewiseError(
    'too-large',
    `slim: products of each pair of ${items} items need ${(bytes / 2 ** 30).toFixed(1)} GiB of memory in one piece, which must stay below 4 GiB (about 32,000 items); take item-knn or rp3beta, which need no such matrix, or drop the rarest items.`,
    { bytes, items, instead: ['item-knn', 'rp3beta'] },
  );
}

export interface ElasticNet {
  readonly sparsity: number;
  readonly regularization: number;
  /** Part p of entries dropped out while training: adds p/(1 − p) · (XᵀX)_kk to the penalty of weight k. */
  readonly dropout: number;
  readonly nonNegative: boolean;
  readonly epochs: number;
  readonly tolerance: number;
}

/** W [items × items], row j: what item j adds to others. `kept` are the items that the columns of x stand for. */
export async function slimWeights(
  x: SparseRows,
  kept: Uint32Array,
  items: number,
  net: ElasticNet,
  kernels: Kernels,
  signal?: StopSignal,
): Promise<SparseRows> {
  const columns = x.columns;
  const stride = strideOf(columns);
  const block = Math.min(columns, BLOCK_ITEMS);
  const session = await kernels.open({ gram: float32(columns * stride), weights: float32(block * stride) }, { scratchBytes: 12 * stride });
  const a = session.arrays;
  const pointers = new Uint32Array(items + 1);
  const found: { readonly indexes: Uint32Array; readonly values: Float32Array }[] = [];
  try {
    await eachGramBlock(x, kernels, signal, (products, first, rows) => fillGram(a.gram, stride, products, first, rows, columns));
    // The diagonal is read nowhere else.
    const share = net.dropout / (1 - net.dropout);
    for (let i = 0; i < columns; i++) a.gram[i * (stride + 1)] *= 1 + share;
    for (let first = 0; first < columns; first += block) {
      const rows = Math.min(block, columns - first);
      await session.run(
        'elasticNetRows',
        [a.gram, stride, columns, net.sparsity, net.regularization, net.nonNegative ? 1 : 0, net.epochs, net.tolerance, first, a.weights],
        { rows, grain: 8, signal },
      );
      for (let r = 0; r < rows; r++) {
        const solution = a.weights.subarray(r * stride, r * stride + columns);
        const indexes = Uint32Array.from(solution.keys()).filter((k) => solution[k] !== 0);
        found.push({ indexes: indexes.map((k) => kept[k]), values: Float32Array.from(indexes, (k) => solution[k]) });
        pointers[kept[first + r] + 1] = indexes.length;
      }
    }
  } finally {
    session.close();
  }
  return transpose(joined(found, pointers, items)).matrix;
}

/** Both halves of G: a step of the descent reads whole rows. */
function fillGram(gram: Float32Array, stride: number, products: Float64Array, first: number, rows: number, columns: number): void {
  for (let r = 0; r < rows; r++) {
    const i = first + r;
    for (let c = i; c < columns; c++) {
      const product = products[r * columns + c];
      if (product === 0) continue;
      gram[i * stride + c] = product;
      gram[c * stride + i] = product;
    }
  }
}

/** Rows = targets; `pointers` come as counts. */
function joined(
  found: readonly { readonly indexes: Uint32Array; readonly values: Float32Array }[],
  pointers: Uint32Array,
  items: number,
): SparseRows {
  for (let i = 0; i < items; i++) pointers[i + 1] += pointers[i];
  const indexes = new Uint32Array(pointers[items]);
  const values = new Float32Array(pointers[items]);
  let to = 0;
  for (const row of found) {
    indexes.set(row.indexes, to);
    values.set(row.values, to);
    to += row.indexes.length;
  }
  return { rows: items, columns: items, pointers, indexes, values };
}
