/** Columns of a table of text by what they are called, and their cells as texts, numbers or moments, refused by line and name. */
import { LikewiseError } from '@likewise/core';
import { numberIn } from '../cells/cell-values.ts';
import { plainName } from '../cells/column-names.ts';
import { statedColumns } from '../columns/stated-columns.ts';
import { type DateOrder, type Moments, TimeColumn } from '../columns/time-column.ts';
import type { TextTable } from './table.ts';

/** Names of each role in plain form (lower case, no blanks), the best known first. */
export type ColumnWords = Readonly<Record<string, string>>;

/** What is asked of a role that no column has is `undefined`. */
export class NamedColumns {
  readonly table: TextTable;
  /** Position of the column of each role; a caller may settle what names do not. */
  readonly at: Map<string, number>;
  readonly #asked = new Set<string>();

  /**
   * @param stated overrules names: "ups=likes,time=posted", or roles in the order of the columns
   * @throws LikewiseError as `statedColumns`
   */
  constructor(table: TextTable, words: ColumnWords, stated?: string) {
    const { file, header, names } = table;
    const plain = names.map(plainName);
    this.table = table;
    this.at = new Map();
    for (const [role, known] of Object.entries(words)) {
      const name = known.split(/\s+/).find((word) => plain.includes(word));
      if (name !== undefined) this.at.set(role, plain.indexOf(name));
    }
    if (stated === undefined) return;
    const named = { file, names: header ? names : undefined, width: names.length };
    const { positions } = statedColumns(named, stated, { roles: Object.keys(words) });
    for (const [role, position] of Object.entries(positions)) this.at.set(role, position as number);
  }

  /** What the column is called. */
  name(role: string): string | undefined {
    const position = this.at.get(role);
    return position === undefined ? undefined : this.table.names[position];
  }

  texts(role: string): readonly string[] | undefined {
    this.#asked.add(role);
    const position = this.at.get(role);
    return position === undefined ? undefined : this.table.rows.map((row) => row[position]);
  }

  /** @param empty what an empty cell means, where it may be @throws LikewiseError `invalid-cell` */
  numbers(role: string, must = 'a number', allowed = (_: number): boolean => true, empty?: number): Float64Array | undefined {
    const cells = this.texts(role);
    return (
      cells &&
      Float64Array.from(cells, (cell, row) => {
        if (cell === '' && empty !== undefined) return empty;
        const value = numberIn(cell);
        return value !== undefined && allowed(value) ? value : this.refuse(role, row, must);
      })
    );
  }

  /**
   * Moments in seconds since 1970-01-01 UTC, as ratings files have them: Unix times, ISO 8601, 20160624, or 6/24/2016 3:48, whose order
   * of day and month is taken from the column as a whole. What states no offset is UTC.
   * @throws LikewiseError `invalid-cell`, `ambiguous-dates`
   */
  moments(role: string, order?: DateOrder): (Moments & { readonly seconds: Float64Array }) | undefined {
    const cells = this.texts(role);
    if (cells === undefined) return undefined;
    const column = new TimeColumn((row, must) => this.refuse(role, row, must.replace(/^be /, '')));
    for (const [row, cell] of cells.entries())
      column.add(cell === '' ? this.refuse(role, row, 'a Unix time or an ISO 8601 date or time') : cell, row);
    const {
      seconds = new Float64Array(),
      written,
      warnings,
    } = column.finish(order, () => {
      const [field, remedy] = [this.name(role), 'say which with --dates day-first or --dates month-first'];
      const problem = `the dates of ${field} may all be day/month or month/day; ${remedy}`;
      throw new LikewiseError('ambiguous-dates', `${this.table.file}: ${problem}.`, { field });
    });
    return { seconds, written: written.endsWith('seconds') ? `Unix ${written}` : written, warnings };
  }

  /** Of a cell in the role's column. */
  refuse(role: string, row: number, must: string): never {
    const { file, rows, where } = this.table;
    const [field, value] = [this.name(role), rows[row][this.at.get(role) as number]];
    const data = { row, field, value };
    throw new LikewiseError('invalid-cell', `${file}, ${where(row)}: ${field} must be ${must}; got "${value}". Correct the cell.`, data);
  }

  /** "ups = likes, time = posted", of the roles that were asked for. */
  taken(): string {
    const asked = [...this.at.keys()].filter((role) => this.#asked.has(role));
    return asked.map((role) => `${role} = ${this.name(role)}`).join(', ');
  }
}

/** The number of each text in the order of their first appearance; `known` grows by the new ones. */
export const numbered = (texts: readonly string[], known: Map<string, number>): Uint32Array =>
  Uint32Array.from(texts, (text) => {
    const number = known.get(text) ?? known.size;
    known.set(text, number);
    return number;
  });
