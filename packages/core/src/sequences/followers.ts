/** How often items come after others, within a window of a session. */
import { countedPointers, type SparseRows, sparseFromRows } from '../matrix/sparse.ts';
import type { Histories } from './histories.ts';

export interface Window {
  /** What a pair at distance d = 1, 2, … adds; as long as the window. */
  readonly forward: ArrayLike<number>;
  /** The same for the pair in the other direction; absent: nothing. */
  readonly backward?: ArrayLike<number> | undefined;
}

/**
 * Σ of what the pairs (j before i, at most a window apart in one session) add; row j, column i; [items × items], diagonal left out.
 * @param begins 1 where an event begins a session; [events]
 */
export function followers(histories: Histories, begins: Uint8Array, items: number, { forward, backward }: Window): SparseRows {
  const { items: events } = histories;
  const places = placesOf(events, items);
  const sums = new Float64Array(items);
  const touched = new Uint32Array(items);
  const found: { readonly columns: Uint32Array; readonly values: Float64Array }[] = [];
  let entries = 0;
  for (let item = 0; item < items; item++) {
    let count = 0;
    const add = (other: number, amount: number): void => {
      if (other === item || amount === 0) return;
      if (sums[other] === 0) touched[count++] = other;
      sums[other] += amount;
    };
    for (let p = places.pointers[item]; p < places.pointers[item + 1]; p++) {
      const at = places.events[p];
      for (let d = 1; d <= forward.length && at + d < events.length && begins[at + d] === 0; d++) add(events[at + d], forward[d - 1]);
      if (backward !== undefined)
        for (let d = 1; d <= backward.length && begins[at - d + 1] === 0; d++) add(events[at - d], backward[d - 1]);
    }
    const columns = touched.slice(0, count).sort();
    found.push({ columns, values: Float64Array.from(columns, (column) => sums[column]) });
    for (const column of columns) sums[column] = 0;
    entries += count;
  }
  return sparseFromRows(items, items, entries, (row, addEntry) => {
    found[row].columns.forEach((column, k) => {
      addEntry(column, found[row].values[k]);
    });
  });
}

/** Where each item stands among the events. */
function placesOf(events: Uint32Array, items: number): { readonly pointers: Uint32Array; readonly events: Uint32Array } {
  const pointers = countedPointers(events, items);
  const next = pointers.slice();
  const places = new Uint32Array(events.length);
  events.forEach((item, event) => {
    places[next[item]++] = event;
  });
  return { pointers, events: places };
}
