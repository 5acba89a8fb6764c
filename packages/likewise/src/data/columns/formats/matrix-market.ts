/**
 * Matrix Market, as SciPy's `mmwrite` leaves sparse matrices: `row column value` a line, counted from 1, below a line of sizes. Rows and
 * columns are users and items, or the same nodes of a graph, of which a symmetric matrix holds each link once.
 */
import { LikewiseError } from '@likewise/core';
import type { LineFormat } from './line-table.ts';

/** From this value on, values are counts and no ratings. */
const highestRating = 100;

/** Users and items. @throws LikewiseError `unsupported-matrix` for kinds other than general coordinates */
export function matrixMarket(file: string, lines: readonly string[], stated: 'users' | 'items' | undefined): LineFormat | undefined {
  const kind = kindOf(file, lines[0] ?? '');
  if (kind === undefined) return undefined;
  if (kind.symmetry !== 'general') {
    const problem = `links rows with columns of the same kind, as a graph does (pagerank and --edges take it), and holds no pairs of user and item`;
    throw unsupported(file, kind, `${problem}; where rows are users all the same, write it with mmwrite(file, matrix, symmetry='general')`);
  }
  const rows = stated ?? 'users';
  const how = stated === undefined ? ' (--matrix items says that they are items)' : '';
  const entries = lines.filter((line) => line !== '' && !line.startsWith('%')).slice(1);
  const counts = entries.some((entry) => Number(entry.split(/\s+/)[2]) > highestRating);
  const ends = rows === 'users' ? ['user', 'item'] : ['item', 'user'];
  return {
    note: `Matrix Market: rows are ${rows}${how}, called by their place from 1`,
    names: kind.cells === 2 ? ends : [...ends, counts ? 'weight' : 'rating'],
    usersBy: 'number',
    reader: () => entryReader(kind, () => undefined),
  };
}

/** Links between nodes. @throws LikewiseError `unsupported-matrix` for kinds other than general and symmetric coordinates */
export function matrixMarketLinks(file: string, lines: readonly string[]): LineFormat | undefined {
  const kind = kindOf(file, lines[0] ?? '');
  if (kind === undefined) return undefined;
  const both = kind.symmetry === 'symmetric';
  if (!both && kind.symmetry !== 'general')
    throw unsupported(file, kind, "gives one direction of each link a weight below 0; write it with symmetry='general'");
  return {
    note: `Matrix Market: ${both ? 'each entry is a link both ways' : 'rows link to columns'}, called by their place from 1`,
    names: kind.cells === 2 ? ['from', 'to'] : ['from', 'to', 'weight'],
    usersBy: 'number',
    reader: () =>
      entryReader(
        kind,
        ([from, to, ...weight], out) => {
          if (both && from !== to) out.push(to, from, ...weight);
        },
        ([rows, columns]) => (rows === columns ? undefined : 'must give as many rows as columns, for both are the nodes'),
      ),
  };
}

interface MatrixKind {
  readonly name: string;
  readonly symmetry: string;
  /** Of a line: two places, and a value unless all are 1. */
  readonly cells: 2 | 3;
}

/** `undefined` where the file is of another format. */
function kindOf(file: string, line: string): MatrixKind | undefined {
  if (!/^%%MatrixMarket\b/i.test(line)) return undefined;
  const [, object = '', form = '', field = '', symmetry = ''] = line.toLowerCase().split(/\s+/);
  const kind: MatrixKind = { name: `${form} ${field} ${symmetry}`.trim(), symmetry, cells: field === 'pattern' ? 2 : 3 };
  if (
    object !== 'matrix' ||
    !/^(coordinate|array) (real|double|integer|pattern|complex) (general|symmetric|skew-symmetric|hermitian)$/.test(kind.name)
  )
    throw new LikewiseError(
      'unsupported-matrix',
      `${file}, line 1: must be such as "%%MatrixMarket matrix coordinate real general"; got ${JSON.stringify(line.slice(0, 80))}.`,
      { file, line: 1 },
    );
  if (form === 'array')
    throw unsupported(
      file,
      kind,
      'holds every cell of a dense matrix, so that nothing says which are missing; write those that count with mmwrite(file, coo_matrix(matrix)), or a row a line with savetxt(file, matrix) for --matrix users --missing 0',
    );
  if (field === 'complex' || symmetry === 'hermitian')
    throw unsupported(file, kind, 'holds complex numbers, which are neither ratings nor weights; write their real part');
  return kind;
}

const unsupported = (file: string, { name }: MatrixKind, problem: string): LikewiseError =>
  new LikewiseError('unsupported-matrix', `${file}: a Matrix Market file of the kind "${name}" ${problem}.`, { file });

/** @param also adds rows that follow from an entry @param judge a sentence about sizes that cannot be */
function entryReader(
  { cells }: MatrixKind,
  also: (entry: readonly string[], out: string[]) => void,
  judge: (sizes: readonly number[]) => string | undefined = () => undefined,
): ReturnType<LineFormat['reader']> {
  let sizes: readonly number[] | undefined;
  let entries = 0;
  const read = (line: string, out: string[]): string | undefined => {
    if (line.startsWith('%')) return undefined;
    const parts = line.split(/\s+/);
    if (sizes === undefined) {
      sizes = parts.map(Number);
      return sizes.length === 3 ? judge(sizes) : 'must give the numbers of rows, columns and entries';
    }
    if (parts.length !== cells) return `must be ${cells === 2 ? 'row and column' : 'row, column and value'}`;
    const within = [0, 1].every((place) => Number(parts[place]) >= 1 && Number(parts[place]) <= (sizes as readonly number[])[place]);
    if (!within) return `row and column must lie within ${sizes[0]} × ${sizes[1]}`;
    if (++entries > sizes[2]) return `the line of sizes announces ${sizes[2]} entries, and this is one more`;
    out.push(...parts);
    also(parts, out);
    return undefined;
  };
  const missing = (): string | undefined =>
    sizes === undefined || entries === sizes[2]
      ? undefined
      : `the line of sizes announces ${sizes[2]} entries, and the file ends after ${entries}`;
  return Object.assign(read, { missing });
}
