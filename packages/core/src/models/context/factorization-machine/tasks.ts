/** The work of one draw of all features, cut so that what runs side by side touches nothing in common. */
import type { Block, Numbering } from './blocks.ts';

export interface TaskTable {
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
