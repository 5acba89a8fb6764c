/** A file of edges between users → edges as models take them. */
import { type EdgeRow, type Edges, edgesFromRows } from '@likewise/core';
import { counted } from '../../words/numbers.ts';
import { type ReadLinksOptions, readLinks } from './links.ts';

export interface EdgesReport {
  readonly file: string;
  /** Rows of the file. */
  readonly rows: number;
  /** Lines for stderr. */
  readonly messages: readonly string[];
}

/**
 * One edge a line, "ann bob" or "ann,bob,0.5" = ann trusts bob; a third column of numbers is the weight. Header and separator as
 * `readLinks` knows them. Edges to oneself are left out and repeated ones merged, both counted in the messages.
 * @throws LikewiseError as `readLinks` does; `invalid-weight` for a weight that is not above 0
 */
export async function readEdges(
  path: string,
  options: Omit<ReadLinksOptions, 'weighted'> = {},
): Promise<{ readonly edges: Edges; readonly report: EdgesReport }> {
  const { links, report } = await readLinks(path, { ...options, weighted: 'present' });
  const { nodes, from, to, weights } = links;
  const rows = function* (): Generator<EdgeRow> {
    for (let e = 0; e < from.length; e++) yield [nodes.ids[from[e]], nodes.ids[to[e]], weights?.[e]];
  };
  const edges = edgesFromRows(rows());
  const { file } = report;
  const { matrix, ids, selfEdges, repeated } = edges;
  const messages = [...report.messages, `${file}: ${counted(matrix.indexes.length, 'edge')} among ${ids.size} people`];
  if (selfEdges > 0) messages.push(`${file}: ${counted(selfEdges, 'edge leads', 'edges lead')} from a person to themselves, left out`);
  if (repeated > 0) messages.push(`${file}: ${counted(repeated, 'edge repeats', 'edges repeat')} another; the last weight counts`);
  return { edges, report: { file, rows: report.links, messages } };
}
