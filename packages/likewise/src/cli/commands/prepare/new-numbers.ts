/** `--number`: users and items under dense numbers, 0 for the one with most rows, with the file that leads back. */
import type { IdMap, Interactions } from '@likewise/core';
import type { Table } from '../../../store/tables/table.ts';

export interface Numbers {
  readonly userOf: (userIndex: number) => number;
  readonly itemOf: (itemIndex: number) => number;
  /** Columns of, number, id. */
  readonly table: Table;
}

/** Of those with a row in `kept`, by rows in `whole`, so that the numbers of the most active are their rank in all the data; ties by id. */
export async function newNumbers(whole: Interactions, kept: Interactions): Promise<Numbers> {
  const { activityOrder } = await import('@likewise/core');
  const users = numbersOf(whole.users, rowCounts(whole.userItems.pointers), kept.users, rowCounts(kept.userItems.pointers), activityOrder);
  const items = numbersOf(whole.items, rowCounts(whole.itemUsers.pointers), kept.items, rowCounts(kept.itemUsers.pointers), activityOrder);
  const lines = [
    ...users.ids.map((id, number) => ({ of: 'user', number, id })),
    ...items.ids.map((id, number) => ({ of: 'item', number, id })),
  ];
  return {
    userOf: (user) => users.numberOf[user],
    itemOf: (item) => items.numberOf[item],
    table: {
      rows: lines.length,
      columns: [
        { name: 'of', kind: 'text', at: (row) => lines[row].of },
        { name: 'number', kind: 'integer', at: (row) => lines[row].number },
        { name: 'id', kind: 'text', at: (row) => lines[row].id },
      ],
    },
  };
}

const rowCounts = (pointers: Uint32Array): Uint32Array => pointers.subarray(1).map((end, row) => end - pointers[row]);

function numbersOf(
  all: IdMap,
  counts: Uint32Array,
  kept: IdMap,
  keptCounts: Uint32Array,
  orderOf: (counts: Uint32Array) => Uint32Array,
): { readonly numberOf: Uint32Array; readonly ids: readonly string[] } {
  const numberOf = new Uint32Array(kept.size);
  const ids: string[] = [];
  for (const index of orderOf(counts)) {
    const at = kept.indexOf(all.ids[index]);
    if (at === undefined || kept.ids[at] !== all.ids[index] || keptCounts[at] === 0) continue;
    numberOf[at] = ids.push(String(all.ids[index])) - 1;
  }
  return { numberOf, ids };
}
