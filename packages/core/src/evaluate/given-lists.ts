/**
 * Lists that another program made, judged as a model's are: nothing is fitted, whom no list was made for has none. Listed items that the
 * person already has are left out, as of any model's list.
 */
import type { Id } from '../data/id-map.ts';
import type { Interactions } from '../data/interactions.ts';
import { LikewiseError } from '../errors.ts';
import type { SparsePattern } from '../matrix/sparse.ts';
import type { Estimator, FitContext } from '../models/contract/estimator.ts';
import type { Ability, Scorer, UserQuery } from '../models/contract/model.ts';
import type { ModelState } from '../models/contract/state.ts';

/** Items best first, by user. */
export type ListsByUser = ReadonlyMap<Id, readonly Id[]>;

/**
 * @param name as the report calls them, such as the file
 * @throws LikewiseError `duplicate-pair` for an item twice in a list; from `fit`: `unknown-item` for one that is in no part of the data: its place
 *   could not be kept, and those behind it would move up
 * @example givenLists('theirs.csv', new Map([['ann', ['tea', 'rye']]]))
 */
export function givenLists(name: string, lists: ListsByUser): Estimator<GivenListsModel> {
  for (const [user, items] of lists) {
    const met = new Set<Id>();
    const twice = items.find((item) => met.size === met.add(item).size);
    if (twice === undefined) continue;
    const sentence = `the list of ${user} holds ${twice} twice; keep one`;
    throw new LikewiseError('duplicate-pair', `${name}: ${sentence}.`, { user, item: twice });
  }
  return {
    name,
    settings: {},
    learns: 'nothing',
    fit: async (train, { onNote }: FitContext = {}) => {
      requireKnownItems(name, lists, train);
      for (const note of notesOf(name, lists, train)) onNote?.(note);
      return new GivenListsModel(name, lists, train);
    },
  };
}

export class GivenListsModel implements Scorer {
  readonly name: string;
  readonly users: Interactions['users'];
  readonly items: Interactions['items'];
  readonly seen: SparsePattern;
  readonly abilities: readonly Ability[] = ['score'];
  readonly #lists: ListsByUser;

  constructor(name: string, lists: ListsByUser, { users, items, userItems }: Interactions) {
    this.name = name;
    this.users = users;
    this.items = items;
    this.seen = userItems;
    this.#lists = lists;
  }

  get state(): ModelState {
    return { settings: {}, users: this.users, items: this.items };
  }

  /** Minus the place in the list, from 1; NaN where it does not stand there. */
  scoreItems(user: UserQuery): Float32Array | undefined {
    const list = typeof user === 'object' ? undefined : this.#lists.get(user);
    if (list === undefined) return undefined;
    const scores = new Float32Array(this.items.size).fill(Number.NaN);
    for (const [place, item] of list.entries()) scores[this.items.indexOf(item) as number] = -1 - place;
    return scores;
  }
}

function requireKnownItems(name: string, lists: ListsByUser, { items }: Interactions): void {
  const [unknown, all] = [new Set<Id>(), new Set<Id>()];
  for (const list of lists.values())
    for (const item of list) {
      all.add(item);
      if (items.indexOf(item) === undefined) unknown.add(item);
    }
  if (unknown.size === 0) return;
  const some = [...unknown].slice(0, 3).join(', ');
  throw new LikewiseError(
    'unknown-item',
    `${name}: ${unknown.size} of ${all.size} listed items are in no part of the data (${some}${unknown.size > 3 ? ' …' : ''}); their places could not be kept. Give them the ids of the data, or take them out of the lists.`,
    { items: [...unknown] },
  );
}

function notesOf(name: string, lists: ListsByUser, { users, items, userItems: { pointers, indexes } }: Interactions): string[] {
  let [strangers, owned, listed] = [0, 0, 0];
  for (const [user, list] of lists) {
    const u = users.indexOf(user);
    listed += list.length;
    if (u === undefined) {
      strangers++;
      continue;
    }
    const own = new Set(indexes.subarray(pointers[u], pointers[u + 1]));
    for (const item of list) if (own.has(items.indexOf(item) as number)) owned++;
  }
  const notes: string[] = [];
  if (strangers > 0)
    notes.push(`${name}: ${strangers} of ${lists.size} lists are of people who are in no part of the data; they are passed over`);
  if (owned > 0)
    notes.push(`${name}: ${owned} of ${listed} listed items are already the person's own in training; they are left out of the lists`);
  return notes;
}
