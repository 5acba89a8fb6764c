/** UserQuery answers: the model where it knows the person, else the fallback; and the answer says which. */
import type { Explains, Id, NewUser, Reason, Recommender, RecommendOptions, ScoredItem, SharedFeature, UserQuery } from '@likewise/core';
import { type AskedValues, isContextual, knownContext } from '../../workflow/context.ts';
import { countedAsLikes, type GivenRating } from '../../workflow/count-as-likes.ts';
import { findId } from '../../workflow/find-id.ts';
import type { Served } from './serving.ts';

export interface ListRequest {
  readonly n: number;
  readonly offset: number;
  readonly exclude: readonly Id[];
  readonly keepSeen?: boolean;
  readonly candidates?: readonly Id[] | undefined;
  readonly explain?: boolean;
  /** Circumstances, for a model that knows such. */
  readonly context?: AskedValues | undefined;
}

/** As the model gives it, with the title of an item. */
export interface TitledReason extends Reason {
  readonly title?: string | undefined;
}
export interface ListedItem {
  readonly item: Id;
  readonly title?: string | undefined;
  readonly score: number;
  /** UserQuery scored it, where that is not the list's `source`. */
  readonly source?: string | undefined;
  readonly because?: readonly TitledReason[] | undefined;
  /** Of models that score by features: what the item shares with the person's. */
  readonly features?: readonly SharedFeature[] | undefined;
}
export interface AnsweredList {
  /** "implicit-als", or the fallback and why it answered: "popular, no history". */
  readonly source: string;
  readonly items: readonly ListedItem[];
  readonly notes?: readonly string[] | undefined;
}

/** Most reasons given for one item. */
const MAX_REASONS = 5;

/** For a person known by id, or by nothing yet. */
export function recommendToUser(served: Served, user: string, request: ListRequest): AnsweredList {
  const known = findId(served.model.users, user);
  if (known !== undefined) return answer(served, known, request, []);
  const who = findId(served.fallback.users, user) ?? { ratings: [] };
  const why = typeof who === 'object' ? 'no history' : `unknown to ${served.model.name}`;
  return fallbackAnswer(served, who, why, request, []);
}

/** For anyone, by what they rated; nothing is stored. */
export function recommendToRatings(
  served: Served,
  given: readonly GivenRating[],
  request: ListRequest,
  { features, friends }: Omit<NewUser, 'ratings'> = {},
): AnsweredList {
  const { model, abilities } = served;
  const rated: GivenRating[] = [];
  const unknown = new Set<Id>();
  for (const { item, value } of given) {
    const known = findId(model.items, item);
    if (known === undefined) unknown.add(item);
    else rated.push({ item: known, value });
  }
  const { values: ratings, notes: counted } = countedAsLikes(rated, served.trainedOn);
  const notes = [...(unknown.size === 0 ? [] : [`not known to the model: ${listed([...unknown])}`]), ...counted];
  const byFeatures = features !== undefined && abilities.has('by-features');
  const byFriends = friends !== undefined && abilities.has('by-friends');
  if (features !== undefined && !byFeatures) notes.push(`${model.name} knows nothing of attributes`);
  if (friends !== undefined && !byFriends) notes.push(`${model.name} knows nothing of friends`);
  const named = byFriends ? [...friends].map((friend) => findId(model.users, friend)).filter((friend) => friend !== undefined) : [];
  const who = {
    ratings: Array.from(ratings, ([item, value]) => ({ item, value })),
    features: byFeatures ? features : undefined,
    friends: named,
  };
  if (ratings.size === 0 && !byFeatures && named.length === 0)
    return fallbackAnswer(served, who, given.length === 0 ? 'no history' : 'no known item in ratings', request, notes);
  if (!served.abilities.has('fold-in')) return fallbackAnswer(served, who, `${model.name} cannot fold in new people`, request, notes);
  return answer(served, who, request, notes);
}

/** The fallback's list for nobody in particular. */
export function popularItems(served: Served, request: ListRequest): AnsweredList {
  const { items } = fallbackAnswer(served, { ratings: [] }, '', request, []);
  return { source: served.fallback.name, items };
}

/** The model's list; where it ends before n items, the fallback fills it up. */
function answer(served: Served, who: UserQuery, request: ListRequest, notes: string[]): AnsweredList {
  const { model, fallback } = served;
  const wanted = request.n + request.offset;
  const options = optionsOf(model, request);
  const context = knownContext(model, request.context ?? {}, notes);
  const best = isContextual(model) ? model.recommend(who, options, context) : model.recommend(who, options);
  if (best === undefined) return fallbackAnswer(served, who, `nothing learned by ${model.name}`, request, notes);
  const items = best.slice(request.offset, wanted).map((scored) => listedItem(served, scored));
  if (best.length < wanted && fallback !== model) {
    const taken = new Set(best.map(({ item }) => item));
    const more = fallbackList(served, who, request, wanted).filter(({ item }) => !taken.has(item));
    const from = Math.max(0, request.offset - best.length);
    for (const scored of more.slice(from, from + request.n - items.length)) {
      items.push({ ...listedItem(served, scored), source: fallback.name });
    }
  }
  return finished(model.name, served, who, request, items, notes);
}

function fallbackAnswer(served: Served, who: UserQuery, why: string, request: ListRequest, notes: string[]): AnsweredList {
  const best = fallbackList(served, who, request, request.n + request.offset);
  const items = best.slice(request.offset).map((scored) => listedItem(served, scored));
  return finished(`${served.fallback.name}, ${why}`, served, undefined, request, items, notes);
}

function fallbackList({ fallback, model }: Served, who: UserQuery, request: ListRequest, n: number): readonly ScoredItem[] {
  // Someone the fallback does not know still has what the model saw them with.
  const known = typeof who === 'object' || fallback.users.indexOf(who) !== undefined;
  const options = { ...optionsOf(fallback, request), n: n + request.exclude.length };
  const seen = known || request.keepSeen === true ? [] : seenItems(model, who as Id);
  const exclude = new Set([...(options.exclude ?? []), ...seen]);
  return (fallback.recommend(known ? who : { ratings: [] }, { ...options, n, exclude }) ?? []).slice(0, n);
}

function seenItems({ seen, users, items }: Recommender, user: Id): Id[] {
  const userIndex = users.indexOf(user);
  if (userIndex === undefined) return [];
  return Array.from(seen.indexes.subarray(seen.pointers[userIndex], seen.pointers[userIndex + 1]), (itemIndex) => items.ids[itemIndex]);
}

function optionsOf({ items }: Recommender, { n, offset, exclude, keepSeen, candidates }: ListRequest): RecommendOptions {
  const known = (ids: readonly Id[]): Id[] => ids.map((item) => findId(items, item)).filter((item) => item !== undefined);
  return {
    n: n + offset,
    exclude: exclude.length === 0 ? undefined : known(exclude),
    keepSeen,
    candidates: candidates === undefined ? undefined : known(candidates),
  };
}

function listedItem({ catalog }: Served, { item, score }: ScoredItem): ListedItem {
  const title = catalog.titleOf(item);
  return title === undefined ? { item, score } : { item, title, score };
}

function finished(
  source: string,
  served: Served,
  explained: UserQuery | undefined,
  request: ListRequest,
  items: readonly ListedItem[],
  notes: string[],
): AnsweredList {
  if (items.length === 0)
    notes.push(request.offset > 0 ? 'no further item: the list ends before this offset' : 'no item is left to recommend');
  if (request.explain !== true) return notes.length === 0 ? { source, items } : { source, items, notes };
  if (explained === undefined || !served.abilities.has('explain')) {
    notes.push(`${source.split(',')[0]} gives no explanations`);
    return { source, items, notes };
  }
  const model = served.model as Recommender & Explains;
  const withReasons = items.map((listing) => {
    if (listing.source !== undefined) return listing;
    const explanation = model.explain(explained, listing.item);
    const because = explanation?.because.slice(0, MAX_REASONS).map((reason) => titled(served, reason));
    const features = explanation?.features
      ?.slice(0, MAX_REASONS)
      .map((shared) => ({ ...shared, items: shared.items.slice(0, MAX_REASONS) }));
    return { ...listing, because, features };
  });
  return notes.length === 0 ? { source, items: withReasons } : { source, items: withReasons, notes };
}

function titled({ catalog }: Served, { contribution, ...rest }: Reason): TitledReason {
  return { ...rest, title: rest.item === undefined ? undefined : catalog.titleOf(rest.item), contribution };
}

function listed(ids: readonly Id[]): string {
  const shown = ids.slice(0, 10).map((item) => JSON.stringify(item));
  return ids.length > 10 ? `${shown.join(', ')} and ${ids.length - 10} more` : shown.join(', ');
}
