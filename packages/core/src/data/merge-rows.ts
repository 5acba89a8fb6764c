/** Rows in any order → entries by user, then item, each pair once. */
import { LikewiseError } from '../errors.ts';
import { countedUp } from '../math/sampling.ts';
import { countedPointers, type SparseRows } from '../matrix/sparse.ts';
import type { ContextColumn, DuplicatesRule, InteractionColumns } from './interaction-columns.ts';

interface MergedRows {
  readonly userItems: SparseRows;
  readonly timestamps: Float64Array | undefined;
  readonly context: ReadonlyMap<string, ContextColumn> | undefined;
  readonly sourceOrder: Uint32Array | undefined;
  readonly mergedRows: number;
}

/**
 * Orders rows by user (counting sort), each user's rows by item, and merges equal pairs in one walk. Rows that already stand
 * in that order, as most published files have them, cost one look; where they are distinct too, the given arrays are kept.
 */
export function mergeRows(columns: InteractionColumns, rule: DuplicatesRule): MergedRows {
  const { users, items, userIndexes, itemIndexes, values, timestamps } = columns;
  const rows = userIndexes.length;
  if (values !== undefined) requireFinite(values, columns);
  const standing = standingOrder(userIndexes, itemIndexes);
  if (standing === 'distinct') return asTheyStand(columns);
  const order = standing === 'ordered' ? countedUp(rows) : pairOrder(userIndexes, itemIndexes, users.size);
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
  const head = <A extends Uint32Array | Float32Array>(array: A): A => (entries === rows ? array : (array.slice(0, entries) as A));
  return {
    userItems: { rows: users.size, columns: items.size, pointers, indexes: head(indexes), values: head(merged) },
    ...gatherColumns(columns, head(source)),
    // Rows that stand in order keep it without being told.
    sourceOrder: timestamps === undefined || standing === 'ordered' ? undefined : head(source),
    mergedRows: rows - entries,
  };
}

/** Whether rows stand by user, then item; and whether each pair stands there once. */
function standingOrder(userIndexes: Uint32Array, itemIndexes: Uint32Array): 'distinct' | 'ordered' | 'unordered' {
  let repeated = false;
  for (let row = 1; row < userIndexes.length; row++) {
    const step = userIndexes[row] - userIndexes[row - 1] || itemIndexes[row] - itemIndexes[row - 1];
    if (step < 0) return 'unordered';
    if (step === 0) repeated = true;
  }
  return repeated ? 'ordered' : 'distinct';
}

function asTheyStand({ users, items, userIndexes, itemIndexes, values, timestamps, context }: InteractionColumns): MergedRows {
  const pointers = countedPointers(userIndexes, users.size);
  const known = values ?? new Float32Array(itemIndexes.length).fill(1);
  const userItems = { rows: users.size, columns: items.size, pointers, indexes: itemIndexes, values: known };
  return { userItems, timestamps, context, sourceOrder: undefined, mergedRows: 0 };
}

/** Row numbers by user, then item, then row. */
function pairOrder(userIndexes: Uint32Array, itemIndexes: Uint32Array, users: number): Uint32Array {
  const next = countedPointers(userIndexes, users);
  let longest = 0;
  for (let user = 0; user < users; user++) longest = Math.max(longest, next[user + 1] - next[user]);
  const order = new Uint32Array(userIndexes.length);
  for (let row = 0; row < userIndexes.length; row++) order[next[userIndexes[row]]++] = row;
  // After the scatter next[user] is the end of the user's rows. Item and place in one exact number: a stable sort without comparisons in JavaScript.
  const keys = new Float64Array(longest);
  const sorted = new Uint32Array(longest);
  let start = 0;
  for (let user = 0; user < users; user++) {
    const end = next[user];
    const count = end - start;
    let ascending = true;
    for (let k = 0; k < count; k++) {
      const item = itemIndexes[order[start + k]];
      keys[k] = item * count + k;
      if (k > 0 && keys[k] - keys[k - 1] < 1) ascending = false;
    }
    if (!ascending) {
      keys.subarray(0, count).sort();
      for (let k = 0; k < count; k++) sorted[k] = order[start + (keys[k] % count)];
      order.set(sorted.subarray(0, count), start);
    }
    start = end;
  }
  return order;
}

/** What follows entries, in the order of `entries`; a new column of interactions is gathered here. */
export function gatherColumns(
  {
    timestamps,
    context,
    sourceOrder,
  }: Pick<InteractionColumns, 'timestamps' | 'context'> & { readonly sourceOrder?: Uint32Array | undefined },
  entries: Uint32Array,
): Pick<MergedRows, 'timestamps' | 'context' | 'sourceOrder'> {
  return {
    timestamps: timestamps && gather(timestamps, entries, new Float64Array(entries.length)),
    sourceOrder: sourceOrder && gather(sourceOrder, entries, new Uint32Array(entries.length)),
    context: context && new Map([...context].map(([name, column]) => [name, gatherContext(column, entries)])),
  };
}

function gatherContext(column: ContextColumn, order: Uint32Array): ContextColumn {
  return column.kind === 'number'
    ? { ...column, values: gather(column.values, order, new Float64Array(order.length)) }
    : { ...column, codes: gather(column.codes, order, new Uint32Array(order.length)) };
}

function gather<A extends Float64Array | Uint32Array>(from: A, order: Uint32Array, into: A): A {
  for (let e = 0; e < order.length; e++) into[e] = from[order[e]];
  return into;
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
