/** Files that are recognised by what they hold, whatever they are called, as tables with one row for each user and item. */
import type { CellTable, OpenOptions } from '../../cells/cell-table.ts';
import type { TextSource } from '../../cells/text-encoding.ts';
import { itemLists } from './item-lists.ts';
import { linesOf, lineTable } from './line-table.ts';
import { hasColumnNames } from './matrix-layout.ts';
import { matrixMarket } from './matrix-market.ts';
import { jesterTable, type MatrixOptions, matrixTable, refuseMatrix } from './matrix-table.ts';
import { mindBehaviors } from './mind-behaviors.ts';
import { netflixBlocks } from './netflix-blocks.ts';
import { publishedTable, titleOf } from './published-tables.ts';

export interface KnownFormatOptions extends MatrixOptions {
  readonly delimiter?: string | undefined;
  readonly columns?: string | undefined;
}

/** How a file is opened so that its format is seen; the table of it then goes through `asRows`. */
export const openingOf = (options: KnownFormatOptions): Pick<OpenOptions, 'recognise' | 'header'> => ({
  recognise: (text) => linesAsRows(text, options),
  header: options.matrix === undefined ? undefined : (sample) => hasColumnNames(sample, options.missing),
});

/** Text whose lines are no rows of cells; `undefined` for all other. */
function linesAsRows(text: TextSource, { matrix, delimiter }: KnownFormatOptions): CellTable | undefined {
  const lines = linesOf(text.head, text.complete);
  const market = matrixMarket(text.name, lines, matrix);
  if (market !== undefined) return lineTable(text, market);
  if (matrix !== undefined) return undefined;
  const lists = delimiter === undefined ? itemLists(lines) : undefined;
  return lists === undefined ? netflixBlocks(text, lines) : lineTable(text, lists);
}

/**
 * The table itself, with a word on what it is, or the pairs in its rows.
 * @throws LikewiseError `dense-matrix` for a matrix that nobody called one, and those of `matrixTable`
 */
export function asRows(table: CellTable, options: KnownFormatOptions): CellTable {
  // What was recognised by its lines is a table of rows already.
  if (table.format === 'delimited' && table.delimiter === undefined) return table;
  if (options.matrix !== undefined) return matrixTable(table, options);
  if (options.columns !== undefined) return table;
  const known = mindBehaviors(table) ?? jesterTable(table);
  if (known !== undefined) return known;
  const published = publishedTable(table);
  if (published !== undefined) return { ...table, notes: () => [titleOf(published), ...table.notes()] };
  refuseMatrix(table);
  return table;
}
