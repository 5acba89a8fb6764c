/** A request for a list → the chain of model and fallback → the list as the server writes it, with titles. */
import type {
  Attributes,
  ChainAnswerOptions,
  Explanation,
  HistoryEntry,
  Id,
  Reason,
  ScoredItem,
  SharedFeature,
  UserQuery,
} from '@likewise/core';
import { likesOf } from '../../workflow/likes.ts';
import type { Served } from './serving.ts';

export interface ListRequest extends Pick<ChainAnswerOptions, 'keepSeen' | 'candidates' | 'explain' | 'context'> {
  readonly n: number;
  readonly offset: number;
  readonly exclude: readonly Id[];
}

export interface RatingsRequest extends ListRequest {
  readonly ratings: readonly HistoryEntry[];
  readonly features?: Attributes | undefined;
  readonly friends?: readonly Id[] | undefined;
}

interface ListedItem extends ScoredItem {
  readonly title?: string | undefined;
  /** Who scored it, where that is not the list's `source`. */
  readonly source?: string | undefined;
  readonly because?: readonly (Reason & { readonly title?: string | undefined })[] | undefined;
  /** Of models that score by features: what the item shares with the user's. */
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

/** For anyone, by what they rated; nothing is stored. */
export function recommendToRatings(served: Served, { ratings: given, features, friends = [], ...request }: RatingsRequest): AnsweredList {
  const { model, origin, chain } = served;
  const unknown = [...new Set(given.map(({ item }) => item))].filter((item) => model.items.indexOf(item) === undefined);
  // Of an item given twice the last counts.
  const { history: ratings, notes: counted } = likesOf([...new Map(given.map((entry) => [entry.item, entry])).values()], origin);
  const notes = [...(unknown.length === 0 ? [] : [`not known to the model: ${listed(unknown)}`]), ...counted];
  const named = friends.filter((friend) => chain.users.indexOf(friend) !== undefined);
  return recommendTo(served, { ratings, features, friends: named.length === 0 ? undefined : named }, request, notes);
}

/** The fallback's list for nobody in particular. */
export function popularItems(served: Served, { n, offset, exclude }: ListRequest): AnsweredList {
  const { fallback } = served;
  const best = fallback.recommend({ ratings: [] }, { n: n + offset, exclude }) ?? [];
  return { source: fallback.name, items: best.slice(offset).map((scored) => ({ ...scored, title: served.catalog.titleOf(scored.item) })) };
}

/** For a user known by id, or by nothing yet; or as told. */
export function recommendTo(served: Served, user: UserQuery, request: ListRequest, notes: readonly string[] = []): AnsweredList {
  const { chain, catalog, fallback } = served;
  const answer = chain.answer(user, { ...request, fill: true, strangersToLast: true, mostReasons: MAX_REASONS });
  const items = (answer?.items ?? []).map(
    ({ item, score, model: source, explanation }): ListedItem => ({
      item,
      score,
      title: catalog.titleOf(item),
      source,
      ...(explanation && reasonsOf(served, explanation)),
    }),
  );
  const empty = request.offset > 0 ? 'no further item: the list ends before this offset' : 'no item is left to recommend';
  const all = [...notes, ...(answer?.notes ?? []), ...(items.length === 0 ? [empty] : [])];
  return { source: answer?.because ?? fallback.name, items, notes: all.length === 0 ? undefined : all };
}

function reasonsOf({ catalog }: Served, { because, features }: Explanation): Pick<ListedItem, 'because' | 'features'> {
  return {
    because: because
      .slice(0, MAX_REASONS)
      .map((reason) => ({ ...reason, title: reason.item === undefined ? undefined : catalog.titleOf(reason.item) })),
    features: features?.slice(0, MAX_REASONS).map((shared) => ({ ...shared, items: shared.items.slice(0, MAX_REASONS) })),
  };
}

function listed(ids: readonly Id[]): string {
  const shown = ids.slice(0, 10).map((item) => JSON.stringify(item));
  return ids.length > 10 ? `${shown.join(', ')} and ${ids.length - 10} more` : shown.join(', ');
}
