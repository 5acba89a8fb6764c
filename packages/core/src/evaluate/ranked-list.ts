/** The list of one user after another, in the making: what both ways of asking for lists do alike. */
import type { Interactions } from '../data/interactions.ts';
import { rowIndexes, type SparsePattern } from '../matrix/sparse.ts';
import type { ListMetric, ModelLikeness, RankedList, RankingMetric } from '../metrics/metric.ts';
import { topIndexes } from '../models/answering/recommend.ts';
import { can, type HistoryEntry, type Model, type TopItems, type UserQuery } from '../models/contract/model.ts';
import { timeOrderOf } from '../sequences/time-order.ts';
import { GivenListsModel } from './given-lists.ts';
import type { EvaluateOptions } from './options.ts';
import type { TestPart } from './test-part.ts';

/** What is asked of each list, and of all together. */
export interface MetricsOfLists {
  readonly ranking: readonly RankingMetric[];
  readonly listing: readonly ListMetric[];
}

export interface ListValuesOptions extends Pick<EvaluateOptions, 'signal' | 'threads' | 'sampled'> {
  readonly onUsers?: ((done: number) => void | Promise<void>) | undefined;
  readonly onList?: ((list: RankedList, user: number) => void) | undefined;
  readonly seed: number;
  /** By the model, or by the one that is to say. */
  readonly likeness?: ModelLikeness | undefined;
  /** Whether the model was fitted on less than what people are known by, and so does not know all that is to be left out. */
  readonly earlier?: boolean | undefined;
}

export interface ListValues {
  /** Of each ranking metric, [judged]. */
  readonly values: readonly Float64Array[];
  /** The same among sampled candidates, for each `ofHits` metric in order; [judged]. */
  readonly sampledValues: readonly Float64Array[];
  /** Of each list metric. */
  readonly totals: readonly number[];
  readonly unanswered: number;
}

export function mark(marks: Uint8Array, { pointers, indexes }: SparsePattern, row: number, value: 0 | 1): void {
  for (let e = pointers[row]; e < pointers[row + 1]; e++) marks[indexes[e]] = value;
}

/** As long as the longest that a metric looks at. Nothing is allocated for a user but what sorting takes. */
export class ListInMaking implements RankedList {
  readonly items: Int32Array;
  length = 0;
  user = 0;
  readonly relevant: Uint8Array;
  relevantItems: ArrayLike<number> = [];
  known: ArrayLike<number> = [];
  readonly excluded: Uint8Array;
  scores: Float32Array | undefined;
  readonly #part: TestPart;
  readonly #unscored: Float32Array;

  constructor(part: TestPart, { ranking, listing }: MetricsOfLists) {
    const { size } = part.train.items;
    this.items = new Int32Array(Math.min(Math.max(1, ...[...ranking, ...listing].map((metric) => metric.n)), size));
    this.relevant = new Uint8Array(size);
    this.excluded = new Uint8Array(size);
    this.#part = part;
    this.#unscored = new Float32Array(size).fill(Number.NaN);
    part.candidates?.forEach((isCandidate, item) => {
      this.excluded[item] = 1 - isCandidate;
    });
  }

  /** Leaves out what the user is known by, until they are done with. */
  begin(user: number): void {
    this.user = user;
    this.known = rowIndexes(this.#part.known, user);
    mark(this.excluded, this.#part.known, user, 1);
  }

  /** @param told what was left out of their lists; absent: what they are known by */
  end(user: number, told: ArrayLike<number> = rowIndexes(this.#part.known, user)): void {
    const { candidates } = this.#part;
    for (const item of Array.from(told)) this.excluded[item] = candidates?.[item] === 0 ? 1 : 0;
  }

  /** The best by the scores of a model, which may know more items than the data: those stand after the data's. Nothing where there are none. */
  fill(scores: Float32Array | undefined): void {
    this.scores = scores?.subarray(0, this.relevant.length) ?? this.#unscored;
    const { scores: known } = this;
    const best = topIndexes(known, this.lengthAsked, this.excluded);
    this.take(best, (place) => known[best[place]]);
  }

  /** One row of the lists of many. */
  takeRow({ n, items, scores }: TopItems, row: number): void {
    const found = items.subarray(row * n, row * n + Math.min(this.lengthAsked, n));
    const end = found.indexOf(-1);
    this.take(end < 0 ? found : found.subarray(0, end), (place) => scores[row * n + place]);
  }

  /** How many of the best must be known to tell who stands in the list: where ties stand against the model, one more. */
  get lengthAsked(): number {
    return this.items.length + (this.#part.nextItem ? 1 : 0);
  }

  /**
   * The list is the first of these. Where the next item is asked for, one of equal score stands before it.
   * @param best item indexes, best first; as many as `lengthAsked` where there are so many
   */
  take(best: readonly number[] | Int32Array, scoreAt: (place: number) => number): void {
    this.length = Math.min(best.length, this.items.length);
    for (let place = 0; place < this.length; place++) this.items[place] = best[place];
    if (!this.#part.nextItem) return;
    let place = best.findIndex((item) => this.relevant[item] === 1);
    if (place < 0) return;
    const sought = best[place];
    for (; place + 1 < best.length && scoreAt(place + 1) === scoreAt(place); place++)
      if (place < this.length) this.items[place] = best[place + 1];
    if (place < this.length) this.items[place] = sought;
  }
}

/** The user as the model is asked about: by id, or by what is told of them, oldest first. */
export function queryOf(model: Model, part: TestPart, user: number): UserQuery {
  const { train, foldIn, nextItem } = part;
  if (foldIn === undefined || model instanceof GivenListsModel || (nextItem && model.abilities !== undefined && !can(model, 'fold-in')))
    return train.users.ids[user];
  return { ratings: toldHistory(foldIn, user) };
}

/** What is told of a user, oldest first. */
export function toldHistory(told: Interactions, user: number): readonly HistoryEntry[] {
  return Array.from(timeOrderOf(told, user), (entry) => historyEntry(told, entry));
}

export const historyEntry = ({ userItems, items, timestamps }: Interactions, entry: number): HistoryEntry => ({
  item: items.ids[userItems.indexes[entry]],
  value: userItems.values[entry],
  timestamp: timestamps === undefined || Number.isNaN(timestamps[entry]) ? undefined : timestamps[entry],
});
