import type { CellTable } from './cell-table.ts';

/** On which line each row starts, kept only where the difference of the two changes. */
export class RowLines {
  /** Pairs of a row and its line. */
  readonly #jumps: number[] = [0, 1];

  /** The row, counted from 0 and never before an earlier one, starts on this line, and those after it on the next ones until told otherwise. */
  jump(row: number, line: number): void {
    const jumps = this.#jumps;
    const last = jumps.length - 2;
    if (jumps[last] === row) jumps[last + 1] = line;
    else if (jumps[last + 1] + row - jumps[last] !== line) jumps.push(row, line);
  }

  lineOf(row: number): number {
    const jumps = this.#jumps;
    let low = 0;
    let high = jumps.length / 2 - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (jumps[2 * middle] <= row) low = middle;
      else high = middle - 1;
    }
    return jumps[2 * low + 1] + row - jumps[2 * low];
  }
}

/** `where` of a table whose first row is the row `before` of those lines; it keeps nothing else of the table. */
export const whereIn =
  (lines: RowLines, before = 0): CellTable['where'] =>
  (row) => {
    const line = lines.lineOf(row + before);
    return { text: `line ${line}`, line };
  };
