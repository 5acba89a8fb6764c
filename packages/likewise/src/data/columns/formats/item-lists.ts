/** One user a line with all items behind, as LightGCN and its kin keep them: `0 11 9 12`. */
import type { LineFormat } from './line-table.ts';

/** Lines looked at. */
const LOOKED_AT = 500;
/** Lines from which their lengths tell a table with a fault from lists. */
const FEW = 5;

/**
 * Whole numbers between blanks, lines of several lengths, each user on one line. Where the first number of every line counts those behind
 * it, as in CiteULike, the lines themselves are the users, from 0.
 */
export function itemLists(all: readonly string[]): LineFormat | undefined {
  const lines = all.filter((line) => line !== '').slice(0, LOOKED_AT);
  // A CR within a line is refused where it is read.
  if (lines.length < 2 || !lines.every((line) => /^\d+(?:[ \t\r]+\d+)*$/.test(line))) return undefined;
  const rows = lines.map((line) => line.split(/[ \t]+/));
  const widths = new Map<number, number>();
  for (const { length } of rows) widths.set(length, (widths.get(length) ?? 0) + 1);
  // Nearly all of three or four numbers are rows of a table, and the others are its faults.
  const plain = Math.max(widths.get(3) ?? 0, widths.get(4) ?? 0);
  if (widths.size < 2 || (rows.length >= FEW && plain > 0.8 * rows.length)) return undefined;
  const counted = rows.every(([first, ...items]) => Number(first) === items.length);
  if (!counted && new Set(rows.map(([first]) => first)).size < rows.length) return undefined;
  return {
    note: counted
      ? 'lists of items, one user a line: the first number counts them, and users are called by their line from 0'
      : 'lists of items, one user a line: the first number is the user',
    names: ['user', 'item'],
    usersBy: counted ? 'line' : 'number',
    reader() {
      let user = -1;
      const named = new Set<string>();
      return (line, cells) => {
        user++;
        const [first, ...items] = line.split(/[ \t]+/);
        if (counted && Number(first) !== items.length) return 'the first number must count the others, as in the lines before';
        if (!counted && named.size === named.add(first).size)
          return `each user must have one line, and ${first} has one above: files of other people were joined, or a line was written twice`;
        for (const item of items) cells.push(counted ? String(user) : first, item);
        return undefined;
      };
    },
  };
}
