/** Texts of items → how often each item has each term, as sparse rows; rare and common terms left out. */

import { LikewiseError } from '../../errors.ts';
import type { StopSignal } from '../../kernels/kernels.ts';
import type { SparseRows } from '../../matrix/sparse.ts';

export interface DocumentBounds {
  /** Least items that have the term. */
  readonly minDf: number;
  /** Largest share of the items with this field that may have the term. */
  readonly maxDf: number;
  /** Terms kept, those of most items first; `undefined`: all. */
  readonly maxFeatures: number | undefined;
}

export interface TermCounts {
  /** In alphabetical order; [terms]. */
  readonly terms: readonly string[];
  /** Occurrences; [items × terms]. */
  readonly counts: SparseRows;
  /** Items with at least one term, kept or not. */
  readonly documents: number;
}

/** A map of the language holds no more keys than 2^24. */
const mostTerms = 16_000_000;
const mostEntries = 400_000_000;

/**
 * @param termsOf of each item, an occurrence each; [items]
 * @throws LikewiseError `too-large` with an estimate, before memory ends
 */
export function countTerms(
  field: string,
  items: number,
  termsOf: (itemIndex: number) => readonly string[],
  bounds: DocumentBounds,
  signal?: StopSignal,
): TermCounts {
  const numbers = new Map<string, number>();
  const pointers = new Uint32Array(items + 1);
  let indexes = new Uint32Array(1024);
  let counts = new Uint32Array(1024);
  let size = 0;
  let documents = 0;
  for (let item = 0; item < items; item++) {
    if (item % 1024 === 0) signal?.throwIfAborted();
    const own = new Map<number, number>();
    for (const term of termsOf(item)) {
      let number = numbers.get(term);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(term, number);
      }
      own.set(number, (own.get(number) ?? 0) + 1);
    }
    if (own.size > 0) documents++;
    if (size + own.size > indexes.length) {
      const room = Math.max(2 * indexes.length, size + own.size);
      [indexes, counts] = [grown(indexes, room), grown(counts, room)];
    }
    for (const [number, count] of own) {
      indexes[size] = number;
      counts[size++] = count;
    }
    pointers[item + 1] = size;
    if (numbers.size > mostTerms || size > mostEntries) throw tooLarge(field, numbers.size, size, item + 1, items);
  }
  const names = [...numbers.keys()];
  const kept = keptTerms(names, indexes.subarray(0, size), documents, bounds);
  const place = new Int32Array(names.length).fill(-1);
  kept.forEach((number, at) => {
    place[number] = at;
  });
  return { terms: kept.map((number) => names[number]), counts: rowsOf(pointers, indexes, counts, place, kept.length), documents };
}

function grown(array: Uint32Array<ArrayBuffer>, room: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(room);
  larger.set(array);
  return larger;
}

/** Numbers of the terms inside the bounds, alphabetically. */
function keptTerms(names: readonly string[], entries: Uint32Array, documents: number, bounds: DocumentBounds): number[] {
  const df = new Uint32Array(names.length);
  for (const number of entries) df[number]++;
  const most = bounds.maxDf * documents;
  const byName = (a: number, b: number): number => (names[a] < names[b] ? -1 : 1);
  let kept = [...df.keys()].filter((number) => df[number] >= bounds.minDf && df[number] <= most);
  if (bounds.maxFeatures !== undefined && kept.length > bounds.maxFeatures)
    kept = kept.sort((a, b) => df[b] - df[a] || byName(a, b)).slice(0, bounds.maxFeatures);
  return kept.sort(byName);
}

function rowsOf(pointers: Uint32Array, indexes: Uint32Array, counts: Uint32Array, place: Int32Array, columns: number): SparseRows {
  const rows = pointers.length - 1;
  const ends = new Uint32Array(rows + 1);
  const keptIndexes: Uint32Array = new Uint32Array(indexes.length);
  const values = new Float32Array(indexes.length);
  let size = 0;
  for (let row = 0; row < rows; row++) {
    const own: number[] = [];
    for (let e = pointers[row]; e < pointers[row + 1]; e++) if (place[indexes[e]] >= 0) own.push(e);
    for (const e of own.sort((a, b) => place[indexes[a]] - place[indexes[b]])) {
      keptIndexes[size] = place[indexes[e]];
      values[size++] = counts[e];
    }
    ends[row + 1] = size;
  }
  return { rows, columns, pointers: ends, indexes: keptIndexes.slice(0, size), values: values.slice(0, size) };
}

function tooLarge(field: string, terms: number, entries: number, done: number, items: number): LikewiseError {
  const whole = (count: number): number => Math.round((count * items) / done);
  const gigabytes = ((whole(entries) * 32 + whole(terms) * 150) / 1e9).toFixed(1);
  return new LikewiseError(
    'too-large',
    `content: the texts of "${field}" have about ${whole(terms)} distinct terms and ${whole(entries)} entries, about ${gigabytes} GB; leave the field out of fields, set ngrams to 1, or shorten the texts.`,
    { field, terms: whole(terms), entries: whole(entries) },
  );
}
