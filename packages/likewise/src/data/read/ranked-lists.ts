/** Lists of another program: a table of user, item and rank or score, or a run as TREC writes it. */
import { type Id, LikewiseError, type ListsByUser } from '@likewise/core';
import { numberIn } from '../cells/cell-values.ts';
import { plainEdgeLines } from '../cells/edge-lines.ts';
import { type ColumnWords, NamedColumns } from './named-columns.ts';
import { type ReadTableOptions, readTable, type TextTable } from './table.ts';

const words: ColumnWords = {
  user: 'user userid uid qid queryid query',
  item: 'item itemid iid movieid docid docno document',
  rank: 'rank position place',
  score: 'score rating prediction predicted relevance sim similarity',
};

/** Columns of a table without names, by how many there are. */
const unnamed: Readonly<Record<number, readonly string[]>> = { 3: ['user', 'item', 'score'], 6: ['user', '', 'item', 'rank', 'score', ''] };

export interface RankedLists {
  readonly file: string;
  /** "user = userId, item = movieId, rank = rank". */
  readonly columns: string;
  readonly rows: number;
  readonly lists: ListsByUser;
}

/**
 * Each list by rank where there is a column of that name, else by falling score, those of one score as they stand in the file. A run of TREC
 * ("301 Q0 FR940 1 12.5 tag") is ordered by score, as trec_eval does, those of one score by rank.
 * @throws LikewiseError `missing-column`, `invalid-cell` with line and column
 */
export async function readRankedLists(
  path: string,
  options: Pick<ReadTableOptions, 'delimiter' | 'encoding' | 'signal'> = {},
): Promise<RankedLists> {
  const table = await readTable(path, { ...options, prepare: plainEdgeLines });
  const found = new NamedColumns(table, words);
  const isRun = isTrecRun(table);
  if (!table.header) for (const [at, role] of (unnamed[table.names.length] ?? []).entries()) if (role !== '') found.at.set(role, at);
  const users = found.texts('user') ?? missing(table, 'user');
  const items = found.texts('item') ?? missing(table, 'item');
  const byRank = found.at.has('rank') && !isRun;
  const ranks = byRank || isRun ? found.numbers('rank') : undefined;
  const scores = byRank ? undefined : found.numbers('score');
  if (ranks === undefined && scores === undefined) missing(table, 'rank or score');
  const behind = (a: number, b: number): number => (scores ? scores[b] - scores[a] : 0) || (ranks ? ranks[a] - ranks[b] : 0) || a - b;
  const rowsOf = new Map<string, number[]>();
  for (const [row, user] of users.entries()) {
    if (user === '') found.refuse('user', row, 'an id');
    if (items[row] === '') found.refuse('item', row, 'an id');
    const own = rowsOf.get(user);
    if (own === undefined) rowsOf.set(user, [row]);
    else own.push(row);
  }
  const lists = new Map<Id, readonly Id[]>();
  for (const [user, rows] of rowsOf)
    lists.set(
      user,
      rows.sort(behind).map((row) => items[row]),
    );
  return { file: table.file, columns: `${found.taken()}${isRun ? ', as TREC runs' : ''}`, rows: users.length, lists };
}

const isTrecRun = ({ header, names, rows }: TextTable): boolean =>
  !header &&
  names.length === 6 &&
  rows.every((row) => row[1] === rows[0][1] && numberIn(row[3]) !== undefined && numberIn(row[4]) !== undefined);

function missing({ file, names }: TextTable, role: string): never {
  const remedy = 'name user, item and rank or score in the first line, or write lines as TREC runs do (user Q0 item rank score tag)';
  throw new LikewiseError('missing-column', `${file} has no column ${role}; ${remedy}. Its columns are ${names.join(', ')}.`, { role });
}
