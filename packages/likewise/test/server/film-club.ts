/** A small served club: a model of two tastes, and `popular` behind it. */
import {
  type Ability,
  type Explains,
  type Explanation,
  type FoldIn,
  type History,
  type HistoryEntry,
  type Id,
  type IdMap,
  type Interactions,
  type ItemSimilarity,
  interactionsFromRows,
  type ModelState,
  popular,
  type Recommender,
  type RecommendOptions,
  type ScoredItem,
  type SparsePattern,
  type UserQuery,
} from '@likewise/core';
import type { ItemRecords } from '../../src/data/read/items.ts';
import type { ServingParts } from '../../src/server/serving/serving.ts';

/** Case 10: 6 items; `all` has all, `w` has b and c. */
export const shelf: Interactions = interactionsFromRows([
  ...['first', 'b', 'c', 'd', 'e', 'f'].map((item) => ({ user: 'all', item })),
  ...['b', 'c'].map((item) => ({ user: 'w', item })),
  ...['first', 'd'].map((item) => ({ user: 'x', item })),
  { user: 'y', item: 'first' },
]);

/**
 * Scores by shared items: score(u, i) = Σ over items j of u of (people with both i and j). Plain, exact, and able to do all
 * that the server can pass on.
 */
export class TogetherModel implements Recommender, ItemSimilarity, FoldIn, Explains {
  readonly name: string;
  readonly abilities: readonly Ability[] = ['recommend', 'score', 'similar', 'fold-in', 'explain'];
  readonly users: IdMap;
  readonly items: IdMap;
  readonly seen: SparsePattern;
  readonly state: ModelState;
  readonly #together: Float32Array;

  constructor(train: Interactions, name = 'together') {
    this.name = name;
    this.users = train.users;
    this.items = train.items;
    this.seen = train.userItems;
    this.state = { settings: { kind: 'test' }, users: train.users, items: train.items };
    const size = train.items.size;
    this.#together = new Float32Array(size * size);
    const { pointers, indexes } = train.userItems;
    for (let user = 0; user < train.users.size; user++)
      for (let a = pointers[user]; a < pointers[user + 1]; a++)
        for (let b = pointers[user]; b < pointers[user + 1]; b++) if (a !== b) this.#together[indexes[a] * size + indexes[b]]++;
  }

  foldIn(ratings: History): Float32Array | undefined {
    const size = this.items.size;
    const scores = new Float32Array(size);
    let known = false;
    for (const { item, value = 1 } of ratings) {
      const row = this.items.indexOf(item);
      if (row === undefined) continue;
      known = true;
      for (let i = 0; i < size; i++) scores[i] += value * this.#together[row * size + i];
    }
    return known ? scores : undefined;
  }
  scoreItems(who: UserQuery): Float32Array | undefined {
    const ratings = this.#ratingsOf(who);
    return ratings && this.foldIn(ratings);
  }
  recommend(
    who: UserQuery,
    { n = 10, exclude = [], keepSeen = false, candidates, filter }: RecommendOptions = {},
  ): ScoredItem[] | undefined {
    const ratings = this.#ratingsOf(who);
    const scores = ratings && this.foldIn(ratings);
    if (ratings === undefined || scores === undefined) return undefined;
    const indexes = (ids: Iterable<Id>) => new Set([...ids].map((id) => this.items.indexOf(id)));
    const out = indexes([...exclude, ...(keepSeen ? [] : [...ratings].map(({ item }) => item))]);
    const only = candidates && indexes(candidates);
    return [...this.items.ids.keys()]
      .filter((i) => !out.has(i) && (only?.has(i) ?? true) && (filter?.(this.items.ids[i]) ?? true))
      .sort((a, b) => scores[b] - scores[a] || a - b)
      .slice(0, n)
      .map((i) => ({ item: this.items.ids[i], score: scores[i] }));
  }
  similarItems(item: Id, { n = 10 }: { readonly n?: number | undefined } = {}): ScoredItem[] | undefined {
    return this.items.indexOf(item) === undefined ? undefined : this.recommend({ ratings: [{ item }] }, { n });
  }
  explain(who: UserQuery, item: Id): Explanation | undefined {
    const ratings = this.#ratingsOf(who);
    const column = this.items.indexOf(item);
    if (ratings === undefined || column === undefined) return undefined;
    const because = [...ratings]
      .map(({ item: from, value = 1 }) => ({
        item: from,
        contribution: value * this.#together[(this.items.indexOf(from) ?? 0) * this.items.size + column],
      }))
      .sort((a, b) => b.contribution - a.contribution);
    return { score: because.reduce((sum, { contribution }) => sum + contribution, 0), because };
  }

  #ratingsOf(who: UserQuery): HistoryEntry[] | undefined {
    if (typeof who === 'object') return [...who.ratings];
    const user = this.users.indexOf(who);
    if (user === undefined) return undefined;
    const { pointers, indexes } = this.seen;
    return Array.from(indexes.subarray(pointers[user], pointers[user + 1]), (i) => ({ item: this.items.ids[i] }));
  }
}

export const titles: ItemRecords = new Map([
  ['first', { title: 'Amélie (2001)', categories: ['Comedy', 'Romance'] }],
  ['b', { title: 'The Third Man (1949)', categories: ['Thriller'] }],
  ['c', { title: 'Man on Wire (2008)' }],
  ['new', { title: 'Not Yet Seen (2030)' }],
]);

/** Case 10's shelf as the server of `up --model popular` has it. */
export async function popularOnly(): Promise<ServingParts> {
  const model = await popular().fit(shelf);
  return { model, fallback: model };
}

export async function together(items?: ItemRecords): Promise<ServingParts> {
  const fallback = await popular().fit(shelf);
  return {
    model: new TogetherModel(shelf),
    fallback,
    items,
    info: {
      data: { source: 'shelf.csv', users: 4, items: 6 },
      figures: [{ model: 'together', metrics: { 'ndcg@10': 0.5 } }],
      why: 'a test',
    },
  };
}

/** A model that knows no one, for chains. */
export function named(name: string): TogetherModel {
  return new TogetherModel(shelf, name);
}
