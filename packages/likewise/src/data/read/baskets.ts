/** Baskets, one a line or as shops and databases keep them: a row for each basket and item. */
import { LikewiseError } from '@likewise/core';
import { cellText } from '../cells/cell-table.ts';
import { withCells } from '../cells/open-cells.ts';
import { type ColumnWords, NamedColumns } from './named-columns.ts';
import { type ReadTableOptions, readTable, requireRows } from './table.ts';

/**
 * One basket a line: its items as text, in the order of the line, empty cells left out. The first line is a basket too.
 * @throws LikewiseError as `readInteractions` does.
 */
export const readBaskets = (path: string, options: Omit<ReadTableOptions, 'header'> = {}): Promise<readonly (readonly string[])[]> =>
  withCells(path, { ...options, ragged: true, header: false }, async (table) => {
    const { file, format } = table;
    if (format !== 'delimited')
      throw new LikewiseError('not-baskets', `${file} is ${format}; baskets are one line each, items separated by commas.`, { file });
    const baskets: string[][] = [];
    for await (const { counts = [], slices } of table.blocks()) {
      let cell = 0;
      for (const cells of counts) {
        const basket = Array.from({ length: cells }, () => cellText(slices[0], cell++));
        baskets.push(basket.filter((item) => item !== ''));
      }
    }
    requireRows(table, baskets.length);
    return baskets;
  });

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
  path: string,
  { columns, ...reading }: ReadTableOptions & { readonly columns?: string | undefined } = {},
): Promise<{ readonly rows: readonly (readonly string[])[]; readonly columns: string }> {
  const table = await readTable(path, reading);
  const { file, names } = table;
  if (names.length < 2) {
    const remedy = 'State --delimiter when another sign separates them';
    const problem = `only one column was found ("${names[0]}"); a row for each basket and item needs two`;
    throw new LikewiseError('one-column', `${file}: ${problem}. ${remedy}.`, { file });
  }
  const found = new NamedColumns(table, basketColumns, columns);
  if (!found.at.has('basket')) found.at.set('basket', found.at.get('item') === 0 ? 1 : 0);
  if (!found.at.has('item')) found.at.set('item', found.at.get('basket') === 0 ? 1 : 0);
  const [keys, items] = ['basket', 'item'].map((role) =>
    (found.texts(role) as readonly string[]).map((cell, row) => (cell === '' ? found.refuse(role, row, 'filled in') : cell)),
  );
  const baskets = new Map<string, string[]>();
  for (const [row, key] of keys.entries()) {
    const basket = baskets.get(key);
    if (basket === undefined) baskets.set(key, [items[row]]);
    else basket.push(items[row]);
  }
  return { rows: [...baskets.values()], columns: found.taken() };
}
