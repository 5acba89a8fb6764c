/**
 * A sparse approximation of P = G⁻¹ for G = XᵀX + Λ, and the weights −P_ji / P_ii from it: P ≈ KᵀD⁻¹K with a sparse lower triangle K ≈ L⁻¹ of
 * G = LDLᵀ. Row i of K regresses item i on the `entries` items before it that it is met with most: exact where these are all, and
 * positive definite whatever is left out. Items stand by how often they occur, the most popular first.
 *
 * Source: Kolotilina, Yeremin: Factorized Sparse Approximate Inverse Preconditionings, SIAM Journal on Matrix Analysis, 1993.
 */
import { LikewiseError } from '../../../errors.ts';
import type { Kernels, StopSignal } from '../../../kernels/kernels.ts';
import { Pauses } from '../../../kernels/pauses.ts';
import { columnCounts, type SparseRows, sparseFromRows, transpose } from '../../../matrix/sparse.ts';
import { topIndexes } from '../../answering/recommend.ts';
import { eachGramBlock } from '../../item-weights/gram-blocks.ts';
import { CoOccurrences } from './co-occurrences.ts';

export interface InverseSettings {
  readonly regularization: number;
  readonly dropout: number;
  /** Kept of each item. */
  readonly entries: number;
}

/** What a machine is asked for at most. */
const MOST_BYTES = 2 ** 32;

/** Bytes while it works: pairs of items that somebody has both of, at most; partners of each item; K twice, and the weights. */
export function sansaBytes(x: Pick<SparseRows, 'pointers' | 'rows' | 'columns'>, entries: number): number {
  let pairs = 0;
  for (let row = 0; row < x.rows; row++) {
    const length = x.pointers[row + 1] - x.pointers[row];
    pairs += (length * (length - 1)) / 2;
  }
  const each = Math.min(entries, x.columns);
  return 8 * Math.min(pairs, (x.columns * (x.columns - 1)) / 2) + (12 + 20 + 16) * x.columns * each + 2 ** 25;
}

/** @throws LikewiseError `too-large` with the estimate. */
export function requireSansaRoom(x: Pick<SparseRows, 'pointers' | 'rows' | 'columns'>, entries: number): void {
  const bytes = sansaBytes(x, entries);
  if (bytes <= MOST_BYTES) return;
  const gib = (bytes / 2 ** 30).toFixed(1);
  throw new LikewiseError(
    'too-large',
    `sansa: ${entries} entries of each of ${x.columns} items, and the pairs of items that people have, need up to ${gib} GiB of memory, and at most 4 are asked for; lower entries, take elsa, or drop the rarest items.`,
    { bytes, items: x.columns, entries, instead: ['elsa'] },
  );
}

/** Weights [items × items], row j: what having j adds to the score of each item. @throws LikewiseError `not-positive-definite` */
export async function sansaWeights(
  x: SparseRows,
  settings: InverseSettings,
  kernels: Kernels,
  signal: StopSignal | undefined,
): Promise<SparseRows> {
  const counts = columnCounts(x);
  const order = Uint32Array.from(counts.keys()).sort((a, b) => counts[b] - counts[a] || a - b);
  const place = new Uint32Array(order.length);
  order.forEach((item, k) => {
    place[item] = k;
  });
  const turned = withColumnsAt(x, place);
  const gram = new CoOccurrences(diagonalOf(turned, settings), settings.entries);
  await eachGramBlock(turned, kernels, signal, (block, _, rows) => gram.add(block, rows));
  const pauses = new Pauses(signal);
  const { inverse, pivots } = await regressed(gram, pauses);
  return await weightsAmong(inverse, pivots, { order, place, entries: settings.entries }, pauses);
}

/** X with column i at place[i]; ascending within each row. */
function withColumnsAt(x: SparseRows, place: Uint32Array): SparseRows {
  const indexes = x.indexes.map((item) => place[item]);
  const values = x.values.slice();
  for (let row = 0; row < x.rows; row++) {
    const [begin, end] = [x.pointers[row], x.pointers[row + 1]];
    const sorted = Array.from({ length: end - begin }, (_, k) => begin + k).sort((a, b) => indexes[a] - indexes[b]);
    const own = [sorted.map((e) => indexes[e]), sorted.map((e) => values[e])];
    indexes.set(own[0], begin);
    values.set(own[1], begin);
  }
  return { ...x, indexes, values };
}

function diagonalOf(x: SparseRows, { regularization, dropout }: InverseSettings): Float64Array {
  const diagonal = new Float64Array(x.columns);
  for (let e = 0; e < x.indexes.length; e++) diagonal[x.indexes[e]] += x.values[e] ** 2;
  return diagonal.map((own) => own / (1 - dropout) + regularization);
}

interface Factors {
  /** K without its diagonal of ones. */
  readonly inverse: SparseRows;
  /** D. */
  readonly pivots: Float64Array;
}

/** K_i = e_i − y, D_i = G_ii − G_iS y, with y the solution of G_SS y = G_Si for the partners S of i. */
async function regressed(gram: CoOccurrences, pauses: Pauses): Promise<Factors> {
  const items = gram.diagonal.length;
  const pivots = gram.diagonal.slice();
  const [columns, values]: [Uint32Array[], Float32Array[]] = [[], []];
  let entries = 0;
  for (let i = 0; i < items; i++) {
    await pauses.pause();
    const partners = gram.partnersOf(i);
    const size = partners.length;
    const side = Float64Array.from(partners, (k) => gram.at(k, i));
    const solution = side.slice();
    if (!solve(gram.among(partners), solution, size)) throw notDefinite();
    for (let k = 0; k < size; k++) pivots[i] -= side[k] * solution[k];
    if (!(pivots[i] > 1e-12 * gram.diagonal[i])) throw notDefinite();
    columns.push(partners);
    values.push(Float32Array.from(solution, (value) => -value));
    entries += size;
  }
  const inverse = sparseFromRows(items, items, entries, (row, add) => {
    columns[row].forEach((column, k) => {
      add(column, values[row][k]);
    });
  });
  return { inverse, pivots };
}

const notDefinite = (): LikewiseError =>
  new LikewiseError('not-positive-definite', 'sansa: the penalty is nothing beside the values; increase the regularization.', {});

/** Solves A y = b in place of b by Cholesky in place of A; A: [size × size], lower half read. False where A is not positive definite. */
function solve(a: Float64Array, b: Float64Array, size: number): boolean {
  for (let j = 0; j < size; j++) {
    const own = j * size;
    for (let i = 0; i <= j; i++) {
      const other = i * size;
      let sum = a[own + i];
      for (let k = 0; k < i; k++) sum -= a[own + k] * a[other + k];
      if (i < j) a[own + i] = sum / a[other + i];
      else if (sum > 0) a[own + j] = Math.sqrt(sum);
      else return false;
    }
    let sum = b[j];
    for (let k = 0; k < j; k++) sum -= a[own + k] * b[k];
    b[j] = sum / a[own + j];
  }
  for (let j = size - 1; j >= 0; j--) {
    b[j] /= a[j * size + j];
    for (let k = 0; k < j; k++) b[k] -= a[j * size + k] * b[j];
  }
  return true;
}

interface Numbering {
  /** Item at each place, and place of each item. */
  readonly order: Uint32Array;
  readonly place: Uint32Array;
  readonly entries: number;
}

/** −P_ji / P_ii of P = KᵀD⁻¹K, items as they stood at first. */
async function weightsAmong(
  inverse: SparseRows,
  pivots: Float64Array,
  { order, place, entries }: Numbering,
  pauses: Pauses,
): Promise<SparseRows> {
  const items = inverse.rows;
  const { matrix: byColumn } = transpose(inverse);
  const own = pivots.map((pivot) => 1 / pivot);
  for (let row = 0; row < items; row++)
    for (let e = inverse.pointers[row]; e < inverse.pointers[row + 1]; e++) own[inverse.indexes[e]] += inverse.values[e] ** 2 / pivots[row];
  const sums = new Float64Array(items);
  const addRow = (row: number, scale: number): void => {
    sums[row] += scale;
    for (let e = inverse.pointers[row]; e < inverse.pointers[row + 1]; e++) sums[inverse.indexes[e]] += scale * inverse.values[e];
  };
  const [columns, values]: [Uint32Array[], Float32Array[]] = [[], []];
  const [weights, sizes] = [new Float64Array(items), new Float64Array(items)];
  let kept = 0;
  // Rows and partners are numbered as the items stood at first.
  for (let item = 0; item < items; item++) {
    await pauses.pause();
    const j = place[item];
    sums.fill(0);
    addRow(j, 1 / pivots[j]);
    for (let e = byColumn.pointers[j]; e < byColumn.pointers[j + 1]; e++)
      addRow(byColumn.indexes[e], byColumn.values[e] / pivots[byColumn.indexes[e]]);
    for (let k = 0; k < items; k++) {
      const weight = k === j ? 0 : -sums[k] / own[k];
      weights[order[k]] = weight;
      sizes[order[k]] = weight === 0 ? Number.NaN : Math.abs(weight);
    }
    const best = Uint32Array.from(topIndexes(sizes, entries)).sort();
    columns.push(best);
    values.push(Float32Array.from(best, (other) => weights[other]));
    kept += best.length;
  }
  return sparseFromRows(items, items, kept, (row, add) => {
    columns[row].forEach((column, k) => {
      add(column, values[row][k]);
    });
  });
}
