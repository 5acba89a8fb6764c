/** Histories as the network takes them: one after the other. */
import type { SparsePattern } from '../../../matrix/sparse.ts';
import type { Batch } from '../../../neural/batch.ts';
import type { SASRecNetwork } from './network.ts';
import type { SASRecOptions } from './options.ts';

/** Rows of the item table, oldest first. */
export type ItemSequence = Uint32Array;

/** Place of token k among `length`, as the table of places counts them. */
export const placeOf = (k: number, length: number, positions: SASRecOptions['positions']): number =>
  positions === 'from-end' ? length - 1 - k : k;

/** Steps of a history: its items first … first + length − 1. */
export interface Span {
  readonly history: ItemSequence;
  readonly first: number;
  readonly length: number;
}

/** The newest items of a history. */
export function newest(history: ItemSequence, maxLength: number): Span {
  const length = Math.min(maxLength, history.length);
  return { history, first: history.length - length, length };
}

/** Items, places and what came next of spans begin … end − 1; with `next` false nothing came. */
export function fillSpans(
  { rows, sequences, items, places, targets }: SASRecNetwork,
  positions: SASRecOptions['positions'],
  spanOf: (k: number) => Span,
  batch: Batch,
  begin: number,
  end: number,
  next: boolean,
): void {
  const [item, place, target, pointers] = [batch.ids(items), batch.ids(places), batch.ids(targets), batch.pointers(sequences)];
  let token = 0;
  for (let e = begin; e < end; e++) {
    const { history, first, length } = spanOf(e);
    for (let k = 0; k < length; k++, token++) {
      item[token] = history[first + k];
      place[token] = placeOf(k, length, positions);
      target[token] = next ? history[first + k + 1] : -1;
    }
    pointers[e - begin + 1] = token;
  }
  batch.count(rows, end - begin);
  batch.count(sequences.tokens, token);
}

/** Items of each history, ascending, each once. */
export function seenOf(histories: readonly ItemSequence[], columns: number): SparsePattern {
  const own = histories.map((history) => Uint32Array.from(new Set(history)).sort());
  const pointers = new Uint32Array(own.length + 1);
  own.forEach((items, row) => {
    pointers[row + 1] = pointers[row] + items.length;
  });
  const indexes = new Uint32Array(pointers[own.length]);
  own.forEach((items, row) => {
    indexes.set(items, pointers[row]);
  });
  return { rows: own.length, columns, pointers, indexes };
}
