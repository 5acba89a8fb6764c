/** Blocks as the kernels read them: one numbering of rows and of features, and the work of one draw of all features. */
import { countedPointers, transpose } from '../../../matrix/sparse.ts';
import type { Block } from './blocks.ts';

/** All blocks in one numbering of rows and of features, as the kernels read them. */
export interface Numbering {
  readonly interactions: number;
  readonly rows: number;
  readonly features: number;
  /** First row and first feature of each block, and the end; [blocks + 1]. */
  readonly rowStarts: readonly number[];
  readonly featureStarts: readonly number[];
  /** [blocks × interactions]. */
  readonly rowOf: Uint32Array;
  /** Features of each row. */
  readonly pointers: Uint32Array;
  readonly indexes: Uint32Array;
  readonly values: Float32Array;
  /** Rows of each feature. */
  readonly featurePointers: Uint32Array;
  readonly featureRows: Uint32Array;
  readonly featureValues: Float32Array;
  /** Interactions of each row. */
  readonly rowPointers: Uint32Array;
  readonly rowEntries: Uint32Array;
}

export function numbered(blocks: readonly Block[]): Numbering {
  const interactions = blocks[0].rowOf.length;
  const rowStarts = [0];
  const featureStarts = [0];
  blocks.forEach(({ matrix }, b) => {
    rowStarts.push(rowStarts[b] + matrix.rows);
    featureStarts.push(featureStarts[b] + matrix.columns);
  });
  const [rows, features] = [rowStarts[blocks.length], featureStarts[blocks.length]];
  const pointers = new Uint32Array(rows + 1);
  const rowOf = new Uint32Array(blocks.length * interactions);
  const entries = blocks.reduce((sum, { matrix }) => sum + matrix.indexes.length, 0);
  const indexes = new Uint32Array(entries);
  const values = new Float32Array(entries);
  const rowEntries = new Uint32Array(blocks.length * interactions);
  blocks.forEach(({ matrix, rowOf: blockRow }, b) => {
    const [firstRow, firstFeature] = [rowStarts[b], featureStarts[b]];
    const base = pointers[firstRow];
    for (let row = 0; row < matrix.rows; row++) pointers[firstRow + row + 1] = base + matrix.pointers[row + 1];
    for (let e = 0; e < matrix.indexes.length; e++) indexes[base + e] = firstFeature + matrix.indexes[e];
    values.set(matrix.values, base);
    for (let n = 0; n < interactions; n++) rowOf[b * interactions + n] = firstRow + blockRow[n];
  });
  const rowPointers = countedPointers(rowOf, rows);
  const next = rowPointers.slice();
  for (let at = 0; at < rowOf.length; at++) rowEntries[next[rowOf[at]]++] = at % interactions;
  const { matrix: turned } = transpose({ rows, columns: features, pointers, indexes, values });
  const ofFeatures = { featurePointers: turned.pointers, featureRows: turned.indexes, featureValues: turned.values };
  const ofRows = { rowOf, pointers, indexes, values, rowPointers, rowEntries };
  return { interactions, rows, features, rowStarts, featureStarts, ...ofRows, ...ofFeatures };
}

interface TaskTable {
  /** [tasks × 5]: kind, coordinate, group, first, last; see `machineSweep`. */
  readonly tasks: Uint32Array;
  readonly count: number;
  /** Tasks at which all threads meet. */
  readonly meetAt: readonly number[];
}

const START = 0;
const GATHER = 1;
const DRAW = 2;
const SCATTER = 3;
/** Interactions, or features times ten, of one task. */
const TASK_COST = 8192;

/** First the weights (coordinate `factors`), then one factor after the other; within each, block by block, group by group. */
export function sweepTasks(blocks: readonly Block[], numbering: Numbering, factors: number): TaskTable {
  const { interactions, rowStarts, featureStarts, rowPointers } = numbering;
  const tasks: number[] = [];
  const meetAt: number[] = [];
  const meet = (): void => void meetAt.push(tasks.length / 5);
  const rowCuts = blocks.map((_, b) => cuts(rowStarts[b], rowStarts[b + 1], (row) => rowPointers[row + 1] - rowPointers[row] + 8));
  const all = cuts(0, interactions, () => 1);
  for (const coordinate of [factors, ...Array.from({ length: factors }, (_, f) => f)]) {
    for (let k = 0; k + 1 < all.length; k++) tasks.push(START, coordinate, 0, all[k], all[k + 1]);
    meet();
    let group = 0;
    blocks.forEach((block, b) => {
      const overRows = (kind: number): void => {
        for (let k = 0; k + 1 < rowCuts[b].length; k++) tasks.push(kind, coordinate, 0, rowCuts[b][k], rowCuts[b][k + 1]);
        meet();
      };
      overRows(GATHER);
      for (const { begin, end, disjoint } of block.groups) {
        const [first, last] = [featureStarts[b] + begin, featureStarts[b] + end];
        const parts = disjoint ? cuts(first, last, () => 10) : [first, last];
        for (let k = 0; k + 1 < parts.length; k++) tasks.push(DRAW, coordinate, group, parts[k], parts[k + 1]);
        meet();
        group++;
      }
      overRows(SCATTER);
    });
  }
  return { tasks: Uint32Array.from(tasks), count: tasks.length / 5, meetAt };
}

function cuts(begin: number, end: number, cost: (at: number) => number): number[] {
  const bounds = [begin];
  let spent = 0;
  for (let at = begin; at < end; at++) {
    spent += cost(at);
    if (spent < TASK_COST || at + 1 === end) continue;
    bounds.push(at + 1);
    spent = 0;
  }
  return end > begin ? [...bounds, end] : bounds;
}
