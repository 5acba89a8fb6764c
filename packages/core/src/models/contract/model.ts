/** What a fitted model is, and the abilities it may have. What cannot be answered is `undefined`, never 0 or NaN. */
import type { Id, IdMap } from '../../data/id-map.ts';
import type { Interactions } from '../../data/interactions.ts';
import type { SparsePattern } from '../../matrix/sparse.ts';
import type { ModelState } from './state.ts';

/** One event of a user's history: what they met, what they gave it, and when. */
export interface HistoryEntry {
  readonly item: Id;
  /** Rating, or weight of implicit feedback. @default 1 */
  readonly value?: number | undefined;
  /** Seconds since 1970-01-01 UTC. */
  readonly timestamp?: number | undefined;
}
/** A user's history, oldest first where there are no times. Order and times are kept for the models that use them. */
export type History = Iterable<HistoryEntry>;
/** The users who met an item, with the value each gave (1 unless said). */
export type ItemHistory = Iterable<Omit<HistoryEntry, 'item'> & { readonly user: Id }>;
/** Attributes of someone new: a level or several (also a number, such as an age band), or a number. */
export type Attributes = Readonly<Record<string, string | number | readonly string[] | undefined>>;
/** Someone who need not be known from training; `ratings` may be empty. What a model does not use it passes over. */
export interface NewUser {
  readonly ratings: History;
  /** For models with the ability `by-features`. */
  readonly features?: Attributes | undefined;
  /** Users whom they trust, for models with the ability `by-friends`. */
  readonly friends?: Iterable<Id> | undefined;
}
/** A user known from training by id, or anyone by their history and what is known of them. */
export type UserQuery = Id | NewUser;

/** Immutable; `state` is everything it knows, as plain data. */
export interface Model {
  /** Catalog name, such as "implicit-als". */
  readonly name: string;
  readonly users: IdMap;
  /** Those of training, then any others that the model can speak of. */
  readonly items: IdMap;
  readonly state: ModelState;
  /** What it can be asked; where absent, its methods tell. Asked by `can(model, ability)`. */
  readonly abilities?: readonly Ability[] | undefined;
}

export interface ScoredItem {
  readonly item: Id;
  /** Ranking value: higher is better; its scale is the model's own. */
  readonly score: number;
}

export interface RecommendOptions {
  /** Length of the list; integer ≥ 1. Fewer come back only where fewer exist. @default 10 */
  readonly n?: number | undefined;
  /** Items never recommended. */
  readonly exclude?: Iterable<Id> | undefined;
  /** Keep the items that the person already has. @default false */
  readonly keepSeen?: boolean | undefined;
  /** Only these are recommended. */
  readonly candidates?: Iterable<Id> | undefined;
  /** Only items for which it says true are recommended. */
  readonly filter?: ((item: Id) => boolean) | undefined;
}

/** Value of each context column that is known: a level, or a number. */
export type ContextValues = Readonly<Record<string, string | number | undefined>>;

/** Models whose answers depend on the circumstances: time of day, weather, place. What is not known of them counts as on average. */
export interface Contextual extends RatingPredictor, Recommender {
  /** Columns that a context may name, with their levels (empty for a number). */
  readonly contextColumns: ReadonlyMap<string, readonly string[]>;
  predict(user: UserQuery, item: Id, context?: ContextValues): number | undefined;
  scoreItems(user: UserQuery, context?: ContextValues): Float32Array | undefined;
  recommend(user: UserQuery, options?: RecommendOptions, context?: ContextValues): readonly ScoredItem[] | undefined;
  /** Columns of which `context` says nothing that training knew. @throws LikewiseError `unknown-context` */
  unknownContext(context: ContextValues): readonly string[];
  /** What interaction `entry` says of the model's columns. */
  contextAt(interactions: Interactions, entry: number): ContextValues;
}

export interface RatingPredictor extends Model {
  /**
   * Rating in points of the scale, clipped to it. `undefined` for a user or an item of which training learned nothing: neither a rating
   * nor, in models that use them, attributes or friends; whether its id stands in a map does not matter. Someone new of whom nothing is
   * told, `{ ratings: [] }`, gets what everyone on average would give.
   */
  predict(user: UserQuery, item: Id): number | undefined;
}

export interface Scorer extends Model {
  /** What training users had: left out of recommendations by default; [users × items]. */
  readonly seen: SparsePattern;
  /** Score of every item, [items]; NaN for an item that cannot be scored; `undefined` for someone unknown. */
  scoreItems(user: UserQuery): Float32Array | undefined;
}

export interface Recommender extends Scorer {
  /** Best first, ties by item index; `undefined` for someone unknown. @throws LikewiseError `invalid-option` for a bad n. */
  recommend(user: UserQuery, options?: RecommendOptions): readonly ScoredItem[] | undefined;
}

/** Lists for many users at once, on all threads. */
export interface BatchRecommender extends Recommender {
  topItems(userIndexes: Uint32Array, options: TopItemsOptions): Promise<TopItems>;
}
/** The same for anyone, by their histories. */
export interface BatchFoldIn extends Recommender {
  /** Each history's items are left out unless kept; a row stays unused where the model knows no item of it; [histories × n]. */
  topItemsOf(histories: readonly History[], options: TopItemsOptions): Promise<TopItems>;
}
export interface TopItemsOptions {
  readonly n: number;
  readonly keepSeen?: boolean | undefined;
  readonly threads?: number | undefined;
}
export interface TopItems {
  readonly n: number;
  /** Item indexes, best first; unused slots −1; [users × n]. */
  readonly items: Int32Array;
  /** [users × n]; unused slots −Infinity. */
  readonly scores: Float32Array;
}

export interface ItemSimilarity extends Model {
  /** The n most similar other items, best first; `undefined` for an unknown item. */
  similarItems(item: Id, options?: { readonly n?: number | undefined }): readonly ScoredItem[] | undefined;
}

/** Models that score a user by a vector, and can find that of someone absent from training. */
export interface FoldIn extends Model {
  /**
   * The vector that the model scores this user with: its coordinates, then the user's bias where the model has one; `undefined` when no item
   * of the history is known.
   */
  foldIn(history: History): Float32Array | undefined;
}

/** Models that take an item after training, everyone's side held fixed. */
export interface NewItems extends Model {
  /** The item's vector by the users who met it, laid out as `foldIn` is; `undefined` where none of them is known. */
  foldInItem(users: ItemHistory): Float32Array | undefined;
  /**
   * A new model that also knows the item; this one stays as it is. `undefined` like `foldInItem`.
   * @throws LikewiseError `known-item` where the model has it
   */
  withItem(item: Id, users: ItemHistory): Model | undefined;
}

export interface Explains extends Model {
  /** Why this user gets this item; `undefined` where user or item is unknown. */
  explain(user: UserQuery, item: Id): Explanation | undefined;
  /** The same for a list: what is found of the user is found once. `undefined` for someone unknown; asked by `explainerOf`. */
  explainer?(user: UserQuery, options?: ExplainOptions): Explainer | undefined;
}
export interface ExplainOptions {
  /** Only so many reasons, and shared features, of each item: those told first; the score stays that of all; integer ≥ 1. @default all */
  readonly most?: number | undefined;
}
/** Explains one item after the other to one user. */
export interface Explainer {
  /**
   * Does one piece, of some milliseconds, of what is found once; false when nothing is left of it. For those who must not hold their
   * thread: `while (explainer.prepare()) await pause();`. Whoever leaves it out has it done by the first `explain`.
   */
  prepare(): boolean;
  /** `undefined` for an unknown item. */
  explain(item: Id): Explanation | undefined;
}
export interface Explanation {
  readonly score: number;
  /** What moved the score, largest share first; shares add up to the score unless the model says otherwise. */
  readonly because: readonly Reason[];
  /** Models that score by features: what the item shares with the user's, largest share first; shares add up to the score. */
  readonly features?: readonly SharedFeature[] | undefined;
}
/** One of: an item of the user, another user, or an attribute in words. */
export interface Reason {
  readonly item?: Id | undefined;
  readonly user?: Id | undefined;
  /** Such as "age=20, occupation=student". */
  readonly attribute?: string | undefined;
  /** How many users stand behind it, where that says something. */
  readonly people?: number | undefined;
  /** What `user` gave to the item, in the units of the data. */
  readonly value?: number | undefined;
  readonly contribution: number;
}
export interface SharedFeature {
  /** As the data names it, such as "genre=Comedy"; of texts "description: word". */
  readonly feature: string;
  readonly contribution: number;
  /** The user's items that have it, largest share first. */
  readonly items: readonly Id[];
}

export interface Uncertain extends RatingPredictor {
  /** Central interval of the predictive distribution; `undefined` like `predict`. Only contextual models heed a context. */
  predictInterval(
    user: Id,
    item: Id,
    level?: number,
    context?: ContextValues,
  ): { readonly low: number; readonly high: number; readonly mean: number } | undefined;
}

/** What each ability promises. */
export interface Abilities {
  readonly predict: RatingPredictor;
  readonly score: Scorer;
  readonly recommend: Recommender;
  readonly batch: BatchRecommender;
  readonly similar: ItemSimilarity;
  /** Answers `{ ratings }` wherever a `UserQuery` is taken. */
  readonly 'fold-in': Scorer;
  readonly 'batch-fold-in': BatchFoldIn;
  readonly vector: FoldIn;
  readonly 'new-items': NewItems;
  /** Heeds `features` of a new user. */
  readonly 'by-features': Scorer;
  /** Heeds `friends` of a new user. */
  readonly 'by-friends': Scorer;
  readonly context: Contextual;
  readonly explain: Explains;
  readonly uncertain: Uncertain;
}
export type Ability = keyof Abilities;

/** The method that shows an ability in a model that declares none; the others cannot be told from methods. */
const methods: Readonly<Partial<Record<Ability, string>>> = {
  predict: 'predict',
  score: 'scoreItems',
  recommend: 'recommend',
  batch: 'topItems',
  'batch-fold-in': 'topItemsOf',
  similar: 'similarItems',
  vector: 'foldIn',
  'new-items': 'withItem',
  context: 'contextAt',
  explain: 'explain',
  uncertain: 'predictInterval',
};

/** Whether the model can be asked for this; the one way to find out. */
export function can<A extends Ability>(model: Model, ability: A): model is Model & Abilities[A] {
  if (model.abilities !== undefined) return model.abilities.includes(ability);
  const method = methods[ability];
  return method !== undefined && typeof (model as unknown as Record<string, unknown>)[method] === 'function';
}
