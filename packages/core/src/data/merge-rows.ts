/** Rows in any order → entries by user, then item, each pair once. */
import { LikewiseError } from '../errors.ts';
import type { ContextColumn, DuplicatesRule, InteractionColumns } from './interactions.ts';
import type { SparseRows } from './sparse-rows.ts';

interface MergedRows {
  readonly userItems: SparseRows;
  readonly timestamps: Float64Array | undefined;
  readonly context: ReadonlyMap<string, ContextColumn> | undefined;
  readonly mergedRows: number;
}

/** Two counting sorts (by item, then stably by user), then one walk that merges equal pairs: O(rows + users + items). */
export function mergeRows(columns: InteractionColumns, rule: DuplicatesRule): MergedRows {
  const { users, items, userIndexes, itemIndexes, values, timestamps } = columns;
  const rows = userIndexes.length;
  if (values !== undefined) requireFinite(values, columns);
  const order = sortedBy(userIndexes, users.size, sortedBy(itemIndexes, items.size));
  const pointers = new Uint32Array(users.size + 1);
  const indexes = new Uint32Array(rows);
  const merged = new Float32Array(rows);
  /** Source row that a merged entry takes its time and context from. */
  const source = order;
  let entries = 0;
  for (let start = 0; start < rows; ) {
    const user = userIndexes[order[start]];
    const item = itemIndexes[order[start]];
    let end = start + 1;
    while (end < rows && userIndexes[order[end]] === user && itemIndexes[order[end]] === item) end++;
    if (end - start > 1 && rule === 'error') {
      const lines = [...order.subarray(start, end)].sort((a, b) => a - b);
      throw new LikewiseError(
        'duplicate-pair',
        `rows ${lines.map((row) => row + 1).join(', ')} hold the same pair (${users.ids[user]}, ${items.ids[item]}); choose a rule: last, mean or sum.`,
        { user: users.ids[user], item: items.ids[item], rows: lines },
      );
    }
    let last = order[start];
    let sum = 0;
    for (let k = start; k < end; k++) {
      const row = order[k];
      sum += values === undefined ? 1 : values[row];
      // Rows of equal or unknown time: the later row wins (the sort is stable).
      if (timestamps === undefined || !(timestamps[row] < timestamps[last])) last = row;
    }
    indexes[entries] = item;
    merged[entries] = rule === 'sum' ? sum : rule === 'mean' ? sum / (end - start) : values === undefined ? 1 : values[last];
    source[entries++] = last;
    pointers[user + 1] = entries;
    start = end;
  }
  for (let user = 0; user < users.size; user++) if (pointers[user + 1] < pointers[user]) pointers[user + 1] = pointers[user];
  const kept = entries === rows ? source : source.slice(0, entries);
  return {
    userItems: {
      rows: users.size,
      columns: items.size,
      pointers,
      indexes: entries === rows ? indexes : indexes.slice(0, entries),
      values: entries === rows ? merged : merged.slice(0, entries),
    },
    timestamps: timestamps === undefined ? undefined : gather(timestamps, kept, new Float64Array(entries)),
    context:
      columns.context === undefined
        ? undefined
        : new Map([...columns.context].map(([name, column]) => [name, gatherContext(column, kept)])),
    mergedRows: rows - entries,
  };
}

/** Row numbers ordered by key, stable with respect to `before` (row order when absent). */
function sortedBy(keys: Uint32Array, size: number, before?: Uint32Array): Uint32Array {
  const next = new Uint32Array(size + 1);
  for (const key of keys) next[key + 1]++;
  for (let key = 0; key < size; key++) next[key + 1] += next[key];
  const order = new Uint32Array(keys.length);
  for (let k = 0; k < keys.length; k++) {
    const row = before === undefined ? k : before[k];
    order[next[keys[row]]++] = row;
  }
  return order;
}

function gather<A extends Float64Array | Uint32Array>(from: A, order: Uint32Array, into: A): A {
  for (let e = 0; e < order.length; e++) into[e] = from[order[e]];
  return into;
}

/** The context column with its rows in another order. */
export function gatherContext(column: ContextColumn, order: Uint32Array): ContextColumn {
  return column.kind === 'number'
    ? { ...column, values: gather(column.values, order, new Float64Array(order.length)) }
    : { ...column, codes: gather(column.codes, order, new Uint32Array(order.length)) };
}

function requireFinite(values: Float32Array, { users, items, userIndexes, itemIndexes }: InteractionColumns): void {
  for (let row = 0; row < values.length; row++) {
    if (Number.isFinite(values[row])) continue;
    throw new LikewiseError(
      'invalid-value',
      `row ${row + 1} (user ${users.ids[userIndexes[row]]}, item ${items.ids[itemIndexes[row]]}): a value must be a finite number; got ${values[row]}.`,
      { row, value: values[row] },
    );
  }
}
