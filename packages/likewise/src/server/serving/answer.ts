/** A request for a list → the chain of model and fallback → the list as the server writes it. */
import type {
  Attributes,
  ChainAnswerOptions,
  ChainModel,
  Explanation,
  HistoryEntry,
  Id,
  Reason,
  Recommender,
  ScoredItem,
  SharedFeature,
  TrainingOrigin,
  UserQuery,
} from '@likewise/core';
import { likesOf } from '../../workflow/likes.ts';
import { echoed } from '../http/echo.ts';
import type { ItemCatalog } from './item-catalog.ts';
import type { Turn } from './turns.ts';

export interface ListRequest extends Pick<ChainAnswerOptions, 'keepSeen' | 'candidates' | 'explain' | 'context'> {
  readonly n: number;
  readonly offset: number;
  readonly exclude: readonly Id[];
}

/** With `ratings` or a `session`. */
export interface RatingsRequest extends ListRequest {
  readonly ratings?: readonly HistoryEntry[] | undefined;
  /** Items in the order in which they were met. */
  readonly session?: readonly Id[] | undefined;
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

/** Who is asked: a model, and behind it the fallback. */
export interface Asked {
  readonly model: Recommender;
  /** Answers for whom `model` does not know: `popular`. */
  readonly fallback: Recommender;
  /** How the history of someone new is read. */
  readonly origin?: TrainingOrigin | undefined;
  readonly chain: ChainModel;
}

/** For anyone, by what they rated; nothing is stored. */
export function recommendToRatings(
  asked: Asked,
  { ratings: rated, session, features, friends = [], ...request }: RatingsRequest,
  turn: Turn,
): Promise<AnsweredList> {
  const { model, origin, chain } = asked;
  const given = session?.map((item): HistoryEntry => ({ item })) ?? lastOfEach(rated ?? []);
  const unknown = [...new Set(given.map(({ item }) => item))].filter((item) => model.items.indexOf(item) === undefined);
  const { history: ratings, notes: counted } = likesOf(given, origin);
  const notes = [...(unknown.length === 0 ? [] : [`not known to the model: ${listed(unknown)}`]), ...counted];
  const named = friends.filter((friend) => chain.users.indexOf(friend) !== undefined);
  return recommendTo(asked, { ratings, features, friends: named.length === 0 ? undefined : named }, request, turn, notes);
}

/** Of an item given twice the last counts, and stands where it was given last. */
function lastOfEach(rated: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const last = new Map<Id, HistoryEntry>();
  for (const entry of rated) {
    last.delete(entry.item);
    last.set(entry.item, entry);
  }
  return [...last.values()];
}

/** The fallback's list for nobody in particular. */
export function popularItems({ fallback }: Asked, { n, offset, exclude }: ListRequest): AnsweredList {
  const best = fallback.recommend({ ratings: [] }, { n: n + offset, exclude }) ?? [];
  return { source: fallback.name, items: best.slice(offset) };
}

/** For a user known by id, or by nothing yet; or as told. In pieces: the list, then the reasons one after another. */
export async function recommendTo(
  { chain, fallback }: Asked,
  user: UserQuery,
  request: ListRequest,
  turn: Turn,
  notes: readonly string[] = [],
): Promise<AnsweredList> {
  await turn();
  const pieces = chain.answerInPieces(user, { ...request, fill: true, strangersToLast: true, mostReasons: MAX_REASONS });
  let piece = pieces.next();
  while (!piece.done) {
    await turn();
    piece = pieces.next();
  }
  const answer = piece.value;
  const items = (answer?.items ?? []).map(
    ({ item, score, model: source, explanation }): ListedItem => ({ item, score, source, ...(explanation && shortened(explanation)) }),
  );
  const empty = request.offset > 0 ? 'no further item: the list ends before this offset' : 'no item is left to recommend';
  const all = [...notes, ...(answer?.notes ?? []), ...(items.length === 0 ? [empty] : [])];
  return { source: answer?.because ?? fallback.name, items, notes: all.length === 0 ? undefined : all };
}

/** The same list with the titles of its items, where there are any. */
export function withTitles(list: AnsweredList, catalog: ItemCatalog): AnsweredList {
  if (!catalog.hasTitles) return list;
  const titleOf = (item: Id | undefined): string | undefined => (item === undefined ? undefined : catalog.titleOf(item));
  const items = list.items.map((listed) => ({
    ...listed,
    title: titleOf(listed.item),
    because: listed.because?.map((reason) => ({ ...reason, title: titleOf(reason.item) })),
  }));
  return { ...list, items };
}

function shortened({ because, features }: Explanation): Pick<ListedItem, 'because' | 'features'> {
  return {
    because: because.slice(0, MAX_REASONS),
    features: features?.slice(0, MAX_REASONS).map((shared) => ({ ...shared, items: shared.items.slice(0, MAX_REASONS) })),
  };
}

function listed(ids: readonly Id[]): string {
  const shown = ids.slice(0, 10).map((item) => JSON.stringify(typeof item === 'string' ? echoed(item) : item));
  return ids.length > 10 ? `${shown.join(', ')} and ${ids.length - 10} more` : shown.join(', ');
}
