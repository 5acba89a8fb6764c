/** Baskets from a table with a row for each basket and item, as shops and databases keep them. */
import { LikewiseError } from '@likewise/core';
import { type ColumnWords, NamedColumns } from './named-columns.ts';
import { type ReadTableOptions, readTable } from './table.ts';

const basketColumns: ColumnWords = {
  basket:
    'basket basketid transaction transactionid order orderid orderno invoice invoiceno invoiceid receipt receiptid ticket session sessionid visit visitid playlist playlistid user userid customer customerid',
  item: 'item itemid itemname product productid productname sku stockcode article articleid description title track trackid movie movieid name',
};

interface LongBaskets {
  /** Items of each basket, baskets by first appearance. */
  readonly rows: readonly (readonly string[])[];
  /** "basket = order, item = product". */
  readonly columns: string;
}

/**
 * Columns by their names, or as `columns` says ("basket=order,item=product"), else the first two. Rows of a basket need not be together.
 * @throws LikewiseError as `readTable`; `invalid-cell` naming the line of an empty cell.
 */
export async function readLongBaskets(
  path: string,
  { columns, ...reading }: ReadTableOptions & { readonly columns?: string | undefined } = {},
): Promise<LongBaskets> {
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
