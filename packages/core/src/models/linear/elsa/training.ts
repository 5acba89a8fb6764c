/**
 * One training of elsa, users in batches, by Adam. With h = xA the loss of a user needs no row of scores: of the prediction y = xAAᵀ − x
 * it takes x·y = h·h − x·x and y·y = h(AᵀA)h − 2 h·h + x·x, so that a batch costs what AᵀA costs, whatever the number of users.
 */
import { chunkBounds } from '../../../kernels/chunks.ts';
import {
  float32,
  type KernelSession,
  type Kernels,
  paddedFactors,
  type SessionArrays,
  type StopSignal,
  uint32,
} from '../../../kernels/kernels.ts';
import { seededRandom } from '../../../math/random.ts';
import { countedUp, shuffle } from '../../../math/sampling.ts';
import { type DenseMatrix, leadingColumns } from '../../../matrix/dense.ts';
import type { SparseRows } from '../../../matrix/sparse.ts';
import { mostEntriesOfBatch } from '../../autoencoders/row-batches.ts';
import type { EpochReport } from '../../contract/estimator.ts';
import type { ElsaOptions } from './options.ts';

interface TrainingContext {
  readonly kernels: Kernels;
  readonly signal: StopSignal | undefined;
  readonly onEpoch: ((report: EpochReport, directions: () => DenseMatrix) => void | Promise<void>) | undefined;
}

/** Adam's own numbers. */
const [MEAN_DECAY, SQUARE_DECAY, EPSILON] = [0.9, 0.999, 1e-8];
/** Partial sums of AᵀA that stand beside each other. */
const CHUNKS = 8;

const layoutOf = (x: SparseRows, batch: number, factors: number) => {
  const entries = mostEntriesOfBatch(x, batch);
  const most = Math.max(batch, x.columns);
  return {
    pointers: uint32(batch + 1),
    indexes: uint32(entries),
    values: float32(entries),
    itemPointers: uint32(x.columns + 1),
    itemRows: uint32(entries),
    itemValues: float32(entries),
    shifts: float32(most),
    offset: float32(factors),
    /** Directions of the free vectors; [items × factors]. */
    a: float32(x.columns * factors),
    slopes: float32(x.columns * factors),
    turned: float32(x.columns * factors),
    h: float32(batch * factors),
    turnedH: float32(batch * factors),
    gram: float32(factors * factors),
    partials: float32(CHUNKS * factors * factors),
  };
};
type Layout = ReturnType<typeof layoutOf>;

/** A; [items × factors], rows of length 1. @param x without empty rows and columns @throws LikewiseError `too-large` */
export async function trainElsa(
  x: SparseRows,
  { factors, epochs, batchSize, learningRate, seed }: ElsaOptions,
  { kernels, signal, onEpoch }: TrainingContext,
): Promise<DenseMatrix> {
  const batch = Math.min(batchSize, x.rows);
  const width = paddedFactors(factors);
  const session = await kernels.open(layoutOf(x, batch, width));
  try {
    const { a } = session.arrays;
    const free = new Float32Array(a.length);
    const random = seededRandom(seed, 'elsa');
    for (let i = 0; i < x.columns; i++) for (let f = 0; f < factors; f++) free[i * width + f] = random.normal() / Math.sqrt(factors);
    const adam = { means: new Float32Array(a.length), squares: new Float32Array(a.length), steps: 0, learningRate };
    const lengths = new Float64Array(x.columns);
    pointAlong(free, a, lengths, width);
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const order = shuffle(seededRandom(seed, `elsa epoch ${epoch}`), countedUp(x.rows));
      let loss = 0;
      for (let begin = 0; begin < order.length; begin += batch) {
        signal?.throwIfAborted();
        loss += await slopesOf(session, x, order.subarray(begin, begin + batch), width, signal);
        step(free, session.arrays, lengths, width, adam);
        pointAlong(free, a, lengths, width);
      }
      await onEpoch?.({ epoch, epochs, objective: loss / order.length }, () => leadingColumns(a, width, factors));
    }
    signal?.throwIfAborted();
    return leadingColumns(a, width, factors);
  } finally {
    session.close();
  }
}

/** A = rows of `free` at length 1. */
function pointAlong(free: Float32Array, a: Float32Array, lengths: Float64Array, width: number): void {
  for (let i = 0; i < lengths.length; i++) {
    let square = 0;
    for (let at = i * width; at < (i + 1) * width; at++) square += free[at] * free[at];
    lengths[i] = Math.sqrt(square);
    for (let at = i * width; at < (i + 1) * width; at++) a[at] = free[at] / lengths[i];
  }
}

/** Slopes by A of the mean loss of these users, in `slopes` and, to be added, `turned`; gives the sum of their losses. */
async function slopesOf(
  session: KernelSession<Layout>,
  x: SparseRows,
  users: Uint32Array,
  width: number,
  signal: StopSignal | undefined,
): Promise<number> {
  const s = session.arrays;
  const rows = users.length;
  const items = x.columns;
  fillBatch(s, x, users);
  const ofRows = { rows, costs: s.pointers.subarray(0, rows + 1), signal };
  await session.run('sparseProduct', [s.pointers, s.indexes, s.values, s.a, s.shifts, s.offset, width, s.h], ofRows);
  await gram(session, s.a, items, width, 1, signal);
  await session.run('turnRows', [s.h, s.gram, width, s.turnedH], { rows, grain: 16, signal });
  // h becomes what each row weighs in the slope by AᵀA, turnedH the slope by h.
  const against: number[] = [];
  let loss = 0;
  for (let row = 0; row < rows; row++) {
    let [square, own, turned] = [0, 0, 0];
    for (let e = s.pointers[row]; e < s.pointers[row + 1]; e++) square += s.values[e] * s.values[e];
    for (let at = row * width; at < (row + 1) * width; at++) {
      own += s.h[at] * s.h[at];
      turned += s.h[at] * s.turnedH[at];
    }
    const product = own - square;
    const length = Math.max(turned - 2 * own + square, 1e-12 * square);
    const scale = 1 / Math.sqrt(length * square);
    loss += 2 - 2 * product * scale;
    // Of the mean of 2 − 2 cos(x, y): slopes by x·y and by y·y.
    const byProduct = (-2 * scale) / rows;
    const byLength = (product * scale) / length / rows;
    if (byLength < 0) against.push(row);
    const root = Math.sqrt(Math.abs(byLength));
    for (let at = row * width; at < (row + 1) * width; at++) {
      const value = s.h[at];
      s.turnedH[at] = 2 * (byProduct - 2 * byLength) * value + 2 * byLength * s.turnedH[at];
      s.h[at] = root * value;
    }
  }
  await session.run('sparseProduct', [s.itemPointers, s.itemRows, s.itemValues, s.turnedH, s.shifts, s.offset, width, s.slopes], {
    rows: items,
    costs: s.itemPointers,
    signal,
  });
  await gramOfRows(session, against, rows, width, signal);
  await session.run('turnRows', [s.a, s.gram, width, s.turned], { rows: items, grain: 16, signal });
  return loss;
}

/** 2 Σ ± h hᵀ, minus for the rows `against`. */
async function gramOfRows(
  session: KernelSession<Layout>,
  against: readonly number[],
  rows: number,
  width: number,
  signal: StopSignal | undefined,
): Promise<void> {
  const { h, gram: sum } = session.arrays;
  const taken = against.map((row) => h.slice(row * width, (row + 1) * width));
  for (const row of against) h.fill(0, row * width, (row + 1) * width);
  await gram(session, h, rows, width, 2, signal);
  if (taken.length === 0) return;
  const positive = sum.slice();
  taken.forEach((values, k) => {
    h.set(values, k * width);
  });
  await gram(session, h, taken.length, width, 2, signal);
  for (let at = 0; at < sum.length; at++) sum[at] = positive[at] - sum[at];
}

/** gram = factor · YᵀY, from partial sums in the order of chunks. */
async function gram(
  session: KernelSession<Layout>,
  y: Float32Array,
  rows: number,
  width: number,
  factor: number,
  signal: StopSignal | undefined,
): Promise<void> {
  const { partials, gram: sum } = session.arrays;
  const options = { rows, grain: 64, maxChunks: CHUNKS, signal };
  partials.fill(0);
  await session.run('gram', [y, width, partials], options);
  const chunks = chunkBounds(options).length - 1;
  for (let f = 0; f < width; f++)
    for (let g = f; g < width; g++) {
      let total = 0;
      for (let chunk = 0; chunk < chunks; chunk++) total += partials[(chunk * width + f) * width + g];
      sum[f * width + g] = sum[g * width + f] = factor * total;
    }
}

/** The users' rows, and the same turned. */
function fillBatch(s: SessionArrays<Layout>, x: SparseRows, users: Uint32Array): void {
  let at = 0;
  s.itemPointers.fill(0);
  users.forEach((user, row) => {
    for (let e = x.pointers[user]; e < x.pointers[user + 1]; e++, at++) {
      s.indexes[at] = x.indexes[e];
      s.values[at] = x.values[e];
      s.itemPointers[x.indexes[e] + 1]++;
    }
    s.pointers[row + 1] = at;
  });
  for (let i = 0; i < x.columns; i++) s.itemPointers[i + 1] += s.itemPointers[i];
  const next = s.itemPointers.slice();
  for (let row = 0; row < users.length; row++)
    for (let e = s.pointers[row]; e < s.pointers[row + 1]; e++) {
      const to = next[s.indexes[e]]++;
      s.itemRows[to] = row;
      s.itemValues[to] = s.values[e];
    }
}

/** Moves the free vectors: what lies along a vector changes nothing of its direction. */
function step(
  free: Float32Array,
  { a, slopes, turned }: SessionArrays<Layout>,
  lengths: Float64Array,
  width: number,
  adam: { readonly means: Float32Array; readonly squares: Float32Array; steps: number; readonly learningRate: number },
): void {
  adam.steps++;
  const { means, squares, steps, learningRate } = adam;
  const rate = (learningRate * Math.sqrt(1 - SQUARE_DECAY ** steps)) / (1 - MEAN_DECAY ** steps);
  for (let i = 0; i < lengths.length; i++) {
    let along = 0;
    for (let at = i * width; at < (i + 1) * width; at++) along += (slopes[at] + turned[at]) * a[at];
    for (let at = i * width; at < (i + 1) * width; at++) {
      const slope = (slopes[at] + turned[at] - along * a[at]) / lengths[i];
      means[at] += (1 - MEAN_DECAY) * (slope - means[at]);
      squares[at] += (1 - SQUARE_DECAY) * (slope * slope - squares[at]);
      free[at] -= (rate * means[at]) / (Math.sqrt(squares[at]) + EPSILON);
    }
  }
}
