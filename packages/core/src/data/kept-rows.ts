/** Some rows of interactions that are still columns. */
import { type Id, IdMap } from './id-map.ts';
import type { InteractionColumns } from './interaction-columns.ts';
import { gatherColumns } from './merge-rows.ts';

/**
 * The rows whose mark is 1, in their order; users and items that no row is left of are gone, the others keep their order.
 * @param keep 1 where a row stays, else 0; [rows]
 * @example interactionsFromColumns(keepRows(columns, Uint8Array.from(events, (event) => Number(event === 'purchase'))))
 */
export function keepRows(columns: InteractionColumns, keep: Uint8Array): InteractionColumns {
  const count = keep.reduce((sum, mark) => sum + mark, 0);
  if (count === keep.length) return columns;
  const rows = new Uint32Array(count);
  for (let row = 0, kept = 0; row < keep.length; row++) if (keep[row] === 1) rows[kept++] = row;
  const users = renumbered(columns.users, columns.userIndexes, rows);
  const items = renumbered(columns.items, columns.itemIndexes, rows);
  return {
    ...columns,
    users: users.map,
    items: items.map,
    userIndexes: users.indexes,
    itemIndexes: items.indexes,
    values: columns.values && Float32Array.from(rows, (row) => (columns.values as Float32Array)[row]),
    ...gatherColumns(columns, rows),
  };
}

function renumbered(map: IdMap, indexes: Uint32Array, rows: Uint32Array): { readonly map: IdMap; readonly indexes: Uint32Array } {
  const used = new Uint8Array(map.size);
  for (const row of rows) used[indexes[row]] = 1;
  const newIndex = new Uint32Array(map.size);
  const ids: Id[] = [];
  for (let index = 0; index < map.size; index++) if (used[index] === 1) newIndex[index] = ids.push(map.ids[index]) - 1;
  return { map: ids.length === map.size ? map : new IdMap(ids), indexes: Uint32Array.from(rows, (row) => newIndex[indexes[row]]) };
}
