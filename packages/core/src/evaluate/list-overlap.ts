/** Lists kept so that those of two models can be laid side by side. */
import type { ListMetric } from '../metrics/metric.ts';
import type { UserValues } from './options.ts';

/** What is kept of a model on a fold so that another can be compared with it. */
export interface Compared {
  readonly users: UserValues['users'];
  readonly values: UserValues['values'];
  readonly lists: RecordedLists | undefined;
}

export interface RecordedLists {
  /** Length of a row. */
  readonly n: number;
  /** Item indexes; unused slots −1; [lists × n]. */
  readonly items: Int32Array;
}

/** Keeps the first n of every list; its figure is none. */
export function listRecorder(n: number): { readonly metric: ListMetric; lists(): RecordedLists } {
  let items = new Int32Array(1024 * n);
  let filled = 0;
  return {
    metric: {
      kind: 'list',
      name: 'lists',
      n,
      start: () => ({
        add(list) {
          if (filled + n > items.length) {
            const longer = new Int32Array(2 * items.length);
            longer.set(items);
            items = longer;
          }
          const shown = Math.min(n, list.length);
          for (let k = 0; k < n; k++) items[filled++] = k < shown ? list.items[k] : -1;
        },
        value: () => Number.NaN,
      }),
    },
    lists: () => ({ n, items: items.slice(0, filled) }),
  };
}

/** Sum of |A ∩ B| / |A ∪ B| over pairs of lists, and how many pairs of which one is not empty. */
export function listOverlap(a: RecordedLists, b: RecordedLists): { readonly sum: number; readonly lists: number } {
  const { n } = a;
  let [sum, lists] = [0, 0];
  const inA = new Set<number>();
  for (let begin = 0; begin < a.items.length; begin += n) {
    inA.clear();
    for (let k = begin; k < begin + n; k++) if (a.items[k] >= 0) inA.add(a.items[k]);
    let [both, onlyB] = [0, 0];
    for (let k = begin; k < begin + n; k++) {
      if (b.items[k] < 0) continue;
      if (inA.has(b.items[k])) both++;
      else onlyB++;
    }
    const union = inA.size + onlyB;
    if (union === 0) continue;
    sum += both / union;
    lists++;
  }
  return { sum, lists };
}
