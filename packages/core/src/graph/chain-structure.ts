/**
 * What the arrows of a chain alone decide: classes of states that lead to each other, which of them are never left, and their periods.
 * Source: Tarjan: Depth-First Search and Linear Graph Algorithms, SIAM J. Comput. 1972, doi:10.1137/0201010; period by breadth-first
 * levels: Denardo: Periods of Connected Networks and Powers of Nonnegative Matrices, Mathematics of Operations Research 1977,
 * doi:10.1287/moor.2.1.20.
 */
import type { SparsePattern } from '../matrix/sparse.ts';

export interface ChainStructure {
  /** Number of strongly connected classes. */
  readonly classes: number;
  /** States, ascending, of each class that no arrow leaves. */
  readonly closed: readonly (readonly number[])[];
  /** Period of each closed class. */
  readonly periods: readonly number[];
}

export function chainStructure(arrows: SparsePattern): ChainStructure {
  const { classOf, classes } = strongClasses(arrows);
  const left = new Uint8Array(classes);
  const members: number[][] = Array.from({ length: classes }, () => []);
  for (let state = 0; state < arrows.rows; state++) {
    members[classOf[state]].push(state);
    for (let e = arrows.pointers[state]; e < arrows.pointers[state + 1]; e++) {
      if (classOf[arrows.indexes[e]] !== classOf[state]) left[classOf[state]] = 1;
    }
  }
  const closed = members.filter((_, group) => left[group] === 0).sort((a, b) => a[0] - b[0]);
  return { classes, closed, periods: closed.map(([first]) => periodOf(arrows, first)) };
}

/** Tarjan's algorithm without recursion: chains may be long. */
function strongClasses({ rows, pointers, indexes }: SparsePattern): { readonly classOf: Uint32Array; readonly classes: number } {
  const order = new Uint32Array(rows); // 0: not met yet
  const low = new Uint32Array(rows);
  const next = pointers.slice(0, rows);
  const classOf = new Uint32Array(rows);
  const open = new Uint8Array(rows);
  const stack: number[] = [];
  let met = 0;
  let classes = 0;
  for (let root = 0; root < rows; root++) {
    if (order[root] !== 0) continue;
    const path = [root];
    while (path.length > 0) {
      const state = path[path.length - 1];
      if (order[state] === 0) {
        order[state] = low[state] = ++met;
        open[state] = 1;
        stack.push(state);
      }
      if (next[state] < pointers[state + 1]) {
        const target = indexes[next[state]++];
        if (order[target] === 0) path.push(target);
        else if (open[target] === 1) low[state] = Math.min(low[state], order[target]);
        continue;
      }
      path.pop();
      if (path.length > 0) low[path[path.length - 1]] = Math.min(low[path[path.length - 1]], low[state]);
      if (low[state] !== order[state]) continue;
      for (let member = -1; member !== state; ) {
        member = stack.pop() as number;
        open[member] = 0;
        classOf[member] = classes;
      }
      classes++;
    }
  }
  return { classOf, classes };
}

/** gcd of level(u) + 1 − level(v) over all arrows u → v that can be reached, with levels of a breadth-first walk. */
function periodOf({ rows, pointers, indexes }: SparsePattern, first: number): number {
  const level = new Int32Array(rows).fill(-1);
  level[first] = 0;
  const queue = [first];
  let period = 0;
  for (let at = 0; at < queue.length; at++) {
    const state = queue[at];
    for (let e = pointers[state]; e < pointers[state + 1]; e++) {
      const target = indexes[e];
      if (level[target] < 0) {
        level[target] = level[state] + 1;
        queue.push(target);
      } else period = greatestCommonDivisor(period, Math.abs(level[state] + 1 - level[target]));
    }
  }
  return period;
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));
