/** Baskets from a table with a row for each basket and item, as shops and databases keep them. */
import { LikewiseError } from '@likewise/core';
import { type ColumnWords, namedColumns, refuseCell } from './named-columns.ts';
import { type ReadTableOptions, readTable } from './table.ts';

const basketColumns: ColumnWords = {
  basket:
    'basket basketid transaction transactionid order orderid orderno invoice invoiceno invoiceid receipt receiptid ticket session sessionid visit visitid playlist playlistid user userid customer customerid',
  item: 'item itemid itemname product productid productname sku stockcode article articleid description title track trackid movie movieid name',
};

export interface LongBaskets {
  /** Items of each basket, baskets by first appearance. */
  readonly rows: readonly (readonly string[])[];
  /** What the columns are called. */
  readonly columns: { readonly basket: string; readonly item: string };
}

/**
 * Columns by their names, or as `columns` says ("basket=order,item=product"), else the first two. Rows of a basket need not be together.
 * @throws LikewiseError as `readTable`; `bad-cell` naming the line of an empty cell.
 */
export async function readLongBaskets(
  path: string,
  { columns, ...reading }: ReadTableOptions & { readonly columns?: string | undefined } = {},
): Promise<LongBaskets> {
  const table = await readTable(path, reading);
  const found = namedColumns(table, basketColumns, columns);
  const free = (taken: number | undefined): number => (taken === 0 ? 1 : 0);
  const basket = found.get('basket') ?? free(found.get('item'));
  const item = found.get('item') ?? free(basket);
  const { file, names, rows } = table;
  if (names.length < 2) {
    const remedy = 'State --delimiter when another sign separates them';
    const problem = `only one column was found ("${names[0]}"); a row for each basket and item needs two`;
    throw new LikewiseError('one-column', `${file}: ${problem}. ${remedy}.`, { file });
  }
  const baskets = new Map<string, string[]>();
  for (const [at, row] of rows.entries()) {
    for (const position of [basket, item]) if (row[position] === '') refuseCell(table, at, position, 'filled in');
    const items = baskets.get(row[basket]);
    if (items === undefined) baskets.set(row[basket], [row[item]]);
    else items.push(row[item]);
  }
  return { rows: [...baskets.values()], columns: { basket: names[basket], item: names[item] } };
}
