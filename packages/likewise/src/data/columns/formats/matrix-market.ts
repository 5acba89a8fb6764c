/** Matrix Market, as SciPy's `mmwrite` leaves sparse matrices: `row column value` a line, counted from 1, below a line of sizes. */
import { LikewiseError } from '@likewise/core';
import type { LineFormat } from './line-table.ts';

/** From this value on, values are counts and no ratings. */
const highestRating = 100;

/** @throws LikewiseError `unsupported-matrix` for kinds other than general coordinates */
export function matrixMarket(file: string, lines: readonly string[], stated: 'users' | 'items' | undefined): LineFormat | undefined {
  const [, form, field, symmetry] =
    /^%%MatrixMarket\s+matrix\s+(\w+)\s+(\w+)\s+([\w-]+)/i.exec(lines[0] ?? '')?.map((word) => word.toLowerCase()) ?? [];
  if (form === undefined) return undefined;
  if (form !== 'coordinate' || field === 'complex' || symmetry !== 'general') {
    const remedy = 'write a general one of coordinates, such as mmwrite(file, coo_matrix(ratings)) gives';
    const problem = `a Matrix Market file of the kind "${form} ${field} ${symmetry}" holds no pairs of user and item`;
    throw new LikewiseError('unsupported-matrix', `${file}: ${problem}; ${remedy}.`, { file });
  }
  const rows = stated ?? 'users';
  const how = stated === undefined ? ' (--matrix items says that they are items)' : '';
  const entries = lines.filter((line) => line !== '' && !line.startsWith('%')).slice(1);
  const counts = entries.some((entry) => Number(entry.split(/\s+/)[2]) > highestRating);
  const cells = field === 'pattern' ? 2 : 3;
  const ends = rows === 'users' ? ['user', 'item'] : ['item', 'user'];
  return {
    note: `Matrix Market: rows are ${rows}${how}, called by their place from 1`,
    names: cells === 2 ? ends : [...ends, counts ? 'weight' : 'rating'],
    usersBy: 'number',
    reader() {
      let sizes: readonly number[] | undefined;
      return (line, out) => {
        if (line.startsWith('%')) return undefined;
        const parts = line.split(/\s+/);
        if (sizes === undefined) {
          sizes = parts.map(Number);
          return sizes.length === 3 ? undefined : 'must give the numbers of rows, columns and entries';
        }
        if (parts.length !== cells) return `must be ${cells === 2 ? 'row and column' : 'row, column and value'}`;
        const within = [0, 1].every((place) => Number(parts[place]) >= 1 && Number(parts[place]) <= (sizes as readonly number[])[place]);
        if (!within) return `row and column must lie within ${sizes[0]} × ${sizes[1]}`;
        out.push(...parts);
        return undefined;
      };
    },
  };
}
