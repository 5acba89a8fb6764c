/** Baskets, one a line or as shops and databases keep them: a row for each basket and item. */
import { LikewiseError } from '@likewise/core';
import { cellText } from '../cells/cell-table.ts';
import { elementsOf } from '../cells/list-cells.ts';
import { withCells } from '../cells/open-cells.ts';
import { basketsOfLists, itemsIn } from './basket-records.ts';
import { type ColumnWords, NamedColumns } from './named-columns.ts';
import { type ReadTableOptions, readTable, requireRows } from './table.ts';

interface ReadBasketsOptions extends Omit<ReadTableOptions, 'header'> {
  /** Hears how a file was read that is not one basket a line. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/**
 * One basket a line: its items as text, in the order of the line, empty cells left out. The first line is a basket too, unless the file is a
 * table by its first line: one of 0 and 1 (true and false) under names of items, or a row for each basket and item under names such as
 * order and product.
 * @throws LikewiseError as `readInteractions` does; `not-baskets` for 0 and 1 without names.
 */
export const readBaskets = (
  paths: string | readonly string[],
  { onNote, ...options }: ReadBasketsOptions = {},
): Promise<readonly (readonly string[])[]> =>
  withCells(paths, { ...options, ragged: true, header: false }, async (table) => {
    const { file, format, delimiter } = table;
    if (format !== 'delimited') {
      const baskets = await basketsOfLists(table, onNote);
      for (const note of table.notes()) onNote?.(note);
      if (baskets !== undefined) return baskets;
      const problem =
        'baskets are one list each, such as {"basket":["tea","jam"]}, or one line each; --long reads a row for each basket and item, --columns basket=order,item=products says which they are';
      throw new LikewiseError('not-baskets', `${file} is ${format}; ${problem}.`, { file });
    }
    const lines: string[][] = [];
    for await (const { counts = [], slices } of table.blocks()) {
      let cell = 0;
      for (const cells of counts) lines.push(Array.from({ length: cells }, () => cellText(slices[0], cell++)));
    }
    requireRows(table, lines.length);
    for (const note of table.notes()) onNote?.(note);
    const [names, ...rows] = lines;
    const even = rows.length > 0 && names.length > 1 && rows.every((row) => row.length === names.length);
    const listed = rows.length > 0 && rows.every((row) => row.length === names.length) ? listsIn(rows) : -1;
    if (listed >= 0 && elementsOf(names[listed]) === undefined) {
      onNote?.(`each list is a basket (${names[listed]})`);
      return rows.map((row, at) => itemsIn(row[listed], names[listed], file, () => table.where(at + 1).text));
    }
    if (even && rows.every((row) => row.every(isMark))) {
      if (!names.every(isMark)) return basketsOfMarks(names, rows, names[0] === '' ? 1 : 0, onNote);
      const problem = 'every cell is 0 or 1, and no first line names the items';
      // Two items may be called so, but then they come once a basket.
      if (lines.some(([first, ...more]) => more.includes(first)))
        throw new LikewiseError('not-baskets', `${file}: ${problem}; name the items in a first line.`, { file });
    } else if (even && names.length > 2 && isIndex(rows.map(([first]) => first)) && rows.every((row) => row.slice(1).every(isMark)))
      if (!names.slice(1).some(isMark)) return basketsOfMarks(names, rows, 1, onNote);
    if (even) {
      const found = new NamedColumns(
        { file, header: true, names, rows, delimiter, where: (row) => table.where(row + 1).text },
        basketColumns,
      );
      if (found.at.has('basket') && found.at.has('item') && names.length === new Set(names).size) {
        const { rows: baskets, columns } = longBaskets(found);
        onNote?.(`a row for each basket and item: ${columns}`);
        return baskets;
      }
    }
    return lines.map((line) => line.filter((item) => item !== ''));
  });

/** The one column whose cells are lists as JSON or Python write them, of a table with a first line of names; −1 without one. */
function listsIn(rows: readonly (readonly string[])[]): number {
  const found = rows[0].findIndex((cell) => elementsOf(cell) !== undefined);
  return rows.every((row) => row[found] === '' || elementsOf(row[found] ?? '') !== undefined) ? found : -1;
}

const isMark = (cell: string): boolean => /^(0|1|true|false|)$/i.test(cell);
/** No two rows have the same, as the index that pandas writes or the number of a basket. */
const isIndex = (cells: readonly string[]): boolean => new Set(cells).size === cells.length;

/** A table of 0 and 1: each row is a basket of the items named above its 1s, from column `from` on. */
function basketsOfMarks(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  from: number,
  onNote?: (note: string) => void,
): readonly (readonly string[])[] {
  onNote?.(`a table of 0 and 1: ${rows.length} baskets of ${names.length - from} items named in the first line`);
  return rows.map((row) => names.filter((_, place) => place >= from && /^(1|true)$/i.test(row[place])));
}

const basketColumns: ColumnWords = {
  basket:
    'basket basketid transaction transactionid order orderid orderno invoice invoiceno invoiceid receipt receiptid ticket session sessionid visit visitid playlist playlistid user userid customer customerid',
  item: 'item itemid itemname product productid productname sku stockcode article articleid description title track trackid movie movieid name',
};

/**
 * Items of each basket, baskets by first appearance, and which columns they are ("basket = order, item = product").
 * Columns by their names, or as `columns` says ("basket=order,item=product"), else the first two. Rows of a basket need not be together.
 * @throws LikewiseError as `readTable`; `invalid-cell` naming the line of an empty cell.
 */
export async function readLongBaskets(
  paths: string | readonly string[],
  { columns, ...reading }: ReadTableOptions & { readonly columns?: string | undefined } = {},
): Promise<{ readonly rows: readonly (readonly string[])[]; readonly columns: string }> {
  const table = await readTable(paths, reading);
  const { file, names } = table;
  if (names.length < 2) {
    const remedy = 'State --delimiter when another sign separates them';
    const problem = `only one column was found ("${names[0]}"); a row for each basket and item needs two`;
    throw new LikewiseError('one-column', `${file}: ${problem}. ${remedy}.`, { file });
  }
  return longBaskets(new NamedColumns(table, basketColumns, columns));
}

function longBaskets(found: NamedColumns): Awaited<ReturnType<typeof readLongBaskets>> {
  if (!found.at.has('basket')) found.at.set('basket', found.at.get('item') === 0 ? 1 : 0);
  if (!found.at.has('item')) found.at.set('item', found.at.get('basket') === 0 ? 1 : 0);
  const [keys, items] = ['basket', 'item'].map((role) =>
    (found.texts(role) as readonly string[]).map((cell, row) => (cell === '' ? found.refuse(role, row, 'filled in') : cell)),
  );
  const baskets = new Map<string, string[]>();
  const listed = items.every((cell) => elementsOf(cell) !== undefined);
  const { file, where } = found.table;
  for (const [row, key] of keys.entries()) {
    const more = listed ? itemsIn(items[row], found.name('item') as string, file, () => where(row)) : [items[row]];
    const basket = baskets.get(key);
    if (basket === undefined) baskets.set(key, [...more]);
    else for (const item of more) basket.push(item);
  }
  return { rows: [...baskets.values()], columns: found.taken() };
}
