/** The nearest rows of every row, by kernels on all threads. Memory is that of the data and of the lists, never rows × rows. */

import { LikewiseError } from '../../errors.ts';
import { float32, type Kernels, type StopSignal, uint32 } from '../../kernels/kernels.ts';
import { similarPairsScratchBytes } from '../../kernels/scratch.ts';
import { type Measure, measures } from '../../kernels/similarity.ts';
import { type SparseRows, sparseFromRows } from '../../matrix/sparse.ts';

export interface PairRules {
  readonly measure: Measure;
  /** What the measure knows of each row; [rows]. */
  readonly facts: Float32Array;
  readonly minOverlap: number;
  readonly shrinkage: number;
  readonly onlyPositive: boolean;
  /** The option that says how long lists are, for errors. @default 'listLength' */
  readonly lengthOption?: string | undefined;
}

/** Neighbors of each row, best first, ties by lower row. */
export interface NeighborLists {
  /** Neighbors of row r stand at listPointers[r] … listPointers[r+1]−1; [rows + 1]. */
  readonly listPointers: Uint32Array;
  /** Row of each neighbor; [entries]. */
  readonly listRows: Uint32Array;
  /** [entries]. */
  readonly listSimilarities: Float32Array;
}

/** Largest memory of one session, and of one model file's tensor. */
const LIMIT_BYTES = 2 ** 32;
/** A share of the first cache: what is added to stands there beside what is read. */
const GROUP_BYTES = 6144;
const MOST_GROUPS = 64;
/** Places in a group are kept in 16 bits. */
const LARGEST_GROUP = 65536;

/**
 * @param owner factory, for errors
 * @throws LikewiseError `too-large` with the estimate, before anything is allocated.
 */
export async function nearestRows(
  owner: string,
  byRow: SparseRows,
  { measure, facts, minOverlap, shrinkage, onlyPositive, lengthOption = 'listLength' }: PairRules,
  listLength: number,
  kernels: Kernels,
  signal: StopSignal | undefined,
): Promise<NeighborLists> {
  const { rows, columns, pointers } = byRow;
  const length = Math.max(1, Math.min(listLength, rows - 1));
  const entries = byRow.indexes.length;
  const valued = measure !== measures.count && measure !== measures.jaccard;
  const width = !valued || measure === measures.dot ? 4 : measure === measures.pearson ? 32 : 16;
  let count = groupCount(rows, columns, entries, width);
  let groups = groupsOf(pointers, rows, count);
  // Only where very many rows have very few entries.
  while (largestOf(groups) > LARGEST_GROUP) {
    count *= 2;
    groups = groupsOf(pointers, rows, count);
  }
  requireMemory(owner, lengthOption, rows, length, entries * (valued ? 14 : 6) + 4 * columns * (count + 1));
  const { tiles, meetAt } = tilesOf(count);
  const none = new Float32Array(1);
  const byColumn = groupedColumns(byRow, groups, valued);
  const session = await kernels.open(
    {
      tiles,
      groups,
      pointers,
      indexes: byRow.indexes,
      values: valued ? byRow.values : none,
      columnStarts: byColumn.starts,
      columnRows: byColumn.rows,
      columnValues: byColumn.values,
      facts,
      listRows: uint32(rows * length),
      listScores: float32(rows * length),
      counts: uint32(rows),
      floors: new Float32Array(rows).fill(onlyPositive ? TINY : Number.NEGATIVE_INFINITY),
    },
    { scratchBytes: similarPairsScratchBytes(largestOf(groups)) },
  );
  try {
    const a = session.arrays;
    const byBoth = [a.pointers, a.indexes, a.values, a.columnStarts, a.columnRows, a.columnValues] as const;
    const rules = [a.facts, measure, minOverlap, shrinkage, onlyPositive ? 0 : 1] as const;
    const lists = [length, a.listRows, a.listScores, a.counts] as const;
    const work = { rows: tiles.length / 2, grain: 1, meetAt, signal };
    await session.run('similarPairs', [a.tiles, a.groups, columns, ...byBoth, ...rules, ...lists, a.floors], work);
    await session.run('sortLists', [...lists], { rows, grain: 256, signal });
    return compact(a.listRows, a.listScores, a.counts, length);
  } finally {
    session.close();
  }
}
/** Least positive float32: any similarity above 0 reaches it. */
const TINY = 2 ** -126;

function requireMemory(owner: string, option: string, rows: number, length: number, dataBytes: number): void {
  const bytes = dataBytes + 16 * rows * length;
  if (bytes <= LIMIT_BYTES) return;
  const gib = (value: number): string => (value / 2 ** 30).toFixed(1);
  const fitting = Math.floor((LIMIT_BYTES - dataBytes) / (16 * rows));
  throw new LikewiseError(
    'too-large',
    `${owner}: lists of ${length} similar rows for each of ${rows} need ${gib(bytes)} GiB, but one WebAssembly memory ends at 4 GiB; ${
      fitting > 0 ? `set ${option} to at most ${fitting}` : 'train on fewer interactions, or on Apache Spark'
    }.`,
    { bytes, rows, [option]: length, fitting: Math.max(0, fitting) },
  );
}

/** So many that the sums of a group are small, but no more than an average column has entries. */
function groupCount(rows: number, columns: number, entries: number, width: number): number {
  const wanted = Math.max(8, Math.ceil((rows * width) / GROUP_BYTES));
  const most = Math.min(MOST_GROUPS, Math.floor(entries / Math.max(1, columns)), Math.floor(rows / 16));
  // Even, so that every group has a partner in every round.
  return Math.max(1, Math.min(wanted, most) & ~1);
}

/** Cuts with about as many entries in each group; [count + 1]. */
function groupsOf(pointers: Uint32Array, rows: number, count: number): Uint32Array {
  const groups = new Uint32Array(count + 1);
  const share = (pointers[rows] + rows) / count;
  for (let row = 0, g = 1; g < count; g++) {
    while (row < rows && pointers[row] + row < g * share) row++;
    groups[g] = row;
  }
  groups[count] = rows;
  return groups;
}

const largestOf = (groups: Uint32Array): number =>
  groups.reduce((most, first, g) => (g === 0 ? 0 : Math.max(most, first - groups[g - 1])), 0);

/**
 * The matrix of each group by column: a tile reads that of one group, which is near, whatever the size of the whole.
 * Column c of group g begins at starts[g · (columns + 1) + c].
 */
function groupedColumns(
  { columns, pointers, indexes, values }: SparseRows,
  groups: Uint32Array,
  valued: boolean,
): { readonly starts: Uint32Array; readonly rows: Uint32Array; readonly values: Float32Array } {
  const count = groups.length - 1;
  const starts = new Uint32Array(count * (columns + 1));
  // Two places in a word: half the memory to read, where reading is what takes the time.
  const rows = new Uint32Array((indexes.length + 1) >> 1);
  const places = new Uint16Array(rows.buffer);
  const turned = new Float32Array(valued ? indexes.length : 1);
  for (let g = 0; g < count; g++) {
    const own = starts.subarray(g * (columns + 1), (g + 1) * (columns + 1));
    const [begin, end] = [pointers[groups[g]], pointers[groups[g + 1]]];
    for (let e = begin; e < end; e++) own[indexes[e]]++;
    // Now counts; then the end of each column, which filling from behind turns into its begin.
    let at = begin;
    for (let column = 0; column < columns; column++) own[column] = at += own[column];
    own[columns] = end;
    for (let row = groups[g + 1] - 1; row >= groups[g]; row--) {
      for (let e = pointers[row]; e < pointers[row + 1]; e++) {
        const to = --own[indexes[e]];
        places[to] = row - groups[g];
        if (valued) turned[to] = values[e];
      }
    }
  }
  return { starts, rows, values: turned };
}

/** All pairs of groups: first each with itself, then rounds as in a tournament, where no group plays twice in a round. */
function tilesOf(count: number): { readonly tiles: Uint32Array; readonly meetAt: readonly number[] } {
  const tiles: number[] = [];
  const meetAt: number[] = [];
  for (let g = 0; g < count; g++) tiles.push(g, g);
  for (let round = 0; round < count - 1; round++) {
    meetAt.push(tiles.length / 2);
    for (let k = 0; k < count / 2; k++) {
      // The last group stays; the others go round.
      const one = k === 0 ? count - 1 : (round + k) % (count - 1);
      const two = (round + count - 1 - k) % (count - 1);
      tiles.push(Math.max(one, two), Math.min(one, two));
    }
  }
  return { tiles: Uint32Array.from(tiles), meetAt };
}

function compact(listRows: Uint32Array, listScores: Float32Array, counts: Uint32Array, length: number): NeighborLists {
  const entries = counts.reduce((sum, count) => sum + count, 0);
  const lists = sparseFromRows(counts.length, counts.length, entries, (row, add) => {
    for (let k = row * length; k < row * length + counts[row]; k++) add(listRows[k], listScores[k]);
  });
  return { listPointers: lists.pointers, listRows: lists.indexes, listSimilarities: lists.values };
}
