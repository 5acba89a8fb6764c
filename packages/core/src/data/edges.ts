/** Who trusts, follows or is a friend of whom: weighted edges between users. */

import { LikewiseError } from '../errors.ts';
import { type SparseRows, sparseFromMaps } from '../matrix/sparse.ts';
import { type Id, type IdMap, IdNumbering } from './id-map.ts';

export interface Edges {
  /** Whom the rows and columns describe; not only users with interactions. */
  readonly ids: IdMap;
  /** Row = who trusts, column = who is trusted; weights > 0; [ids × ids]. */
  readonly matrix: SparseRows;
  /** Rows of the source that named one user twice: nobody is their own friend. */
  readonly selfEdges: number;
  /** Rows of the source beyond the first of their pair; the last weight counts. */
  readonly repeated: number;
}

/** One edge: who, whom, and how much (> 0; left out: 1). */
export type EdgeRow = readonly [from: Id, to: Id, weight?: number | undefined];

/**
 * Edges from rows; users are numbered by first appearance. An edge from a user to themselves is left out and counted; of a
 * repeated edge the last weight counts; a weight of 0 is no edge.
 * @throws LikewiseError `invalid-weight` for a weight below 0 or not finite: distrust is no negative trust, leave those rows out
 * @example edgesFromRows([['ann', 'bob'], ['bob', 'cat', 0.5]])
 */
export function edgesFromRows(rows: Iterable<EdgeRow>): Edges {
  const numbering = new IdNumbering();
  const weights: Map<number, number>[] = [];
  let row = 0;
  let selfEdges = 0;
  let repeated = 0;
  for (const [from, to, weight = 1] of rows) {
    row++;
    if (!(weight >= 0) || !Number.isFinite(weight)) {
      throw new LikewiseError(
        'invalid-weight',
        `edges, row ${row} (${from} → ${to}): the weight must be a finite number ≥ 0; got ${weight}. Distrust cannot be used: leave such rows out.`,
        { row: row - 1, weight },
      );
    }
    const [source, target] = [numbering.indexOf(from), numbering.indexOf(to)];
    if (source === target) {
      selfEdges++;
      continue;
    }
    weights[source] ??= new Map();
    if (weights[source].has(target)) repeated++;
    weights[source].set(target, weight);
  }
  const ids = numbering.map;
  const edges = Array.from(
    { length: ids.size },
    (_, from) => new Map([...(weights[from] ?? [])].filter(([, weight]) => Math.fround(weight) !== 0)),
  );
  return { ids, matrix: sparseFromMaps(edges, ids.size), selfEdges, repeated };
}
