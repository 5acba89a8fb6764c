/** Baskets in JSON and Parquet: a list of items each, `{"basket":["tea","jam"]}` or `["tea","jam"]`, or a row for each basket and item. */
import { LikewiseError } from '@likewise/core';
import { type CellTable, cellText } from '../cells/cell-table.ts';
import { shortened } from '../cells/cell-values.ts';
import { plainName } from '../cells/column-names.ts';
import { elementsOf, isListColumn } from '../cells/list-cells.ts';

/** Names of the lists, where a record has several. */
const listNames = ['basket', 'items', 'item', 'products', 'product', 'transaction'];

/** The list of each record, in their order; `undefined` where no field, or no single one, holds lists. */
export async function basketsOfLists(
  table: CellTable,
  onNote?: (note: string) => void,
): Promise<readonly (readonly string[])[] | undefined> {
  const names = table.names ?? [];
  const lists = names.flatMap((_, column) => (isListColumn(table, column) ? [column] : []));
  const known = listNames.map((word) => lists.find((column) => plainName(names[column]) === word));
  const at = lists.length === 1 ? lists[0] : known.find((column) => column !== undefined);
  if (at === undefined) return undefined;
  const baskets: (readonly string[])[] = [];
  for await (const { rows, slices } of table.blocks())
    for (let row = 0; row < rows; row++)
      baskets.push(itemsIn(cellText(slices[at], row), names[at], table.file, () => table.where(baskets.length).text));
  onNote?.(`each list is a basket (${names[at]})`);
  return baskets;
}

/** Items of a list; none of an empty cell. @throws LikewiseError `invalid-cell` for what is no list of texts and numbers */
export function itemsIn(cell: string, field: string, file: string, where: () => string): readonly string[] {
  if (cell === '') return [];
  const items = elementsOf(cell);
  const nested = items?.find((item) => item.startsWith('{') || item.startsWith('['));
  if (items !== undefined && nested === undefined) return items.filter((item) => item !== '');
  const got = JSON.stringify(shortened(nested ?? cell, 60));
  throw new LikewiseError(
    'invalid-cell',
    `${file}, ${where()}: ${field} must be a list of texts or numbers; got ${got}. Correct the row.`,
    {
      file,
      field,
    },
  );
}
