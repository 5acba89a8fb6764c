/**
 * A chain of models: the first that can answer does, and the answer tells which it was and why the ones before it could not.
 * A user whom no link knows is asked about as a newcomer without history, so a chain that ends in a model such as popular answers
 * for everyone. A chain has no file of its own: save its links and chain them again.
 */
import { type Id, type IdMap, unitedIds } from '../../data/id-map.ts';
import type { Interactions } from '../../data/interactions.ts';
import { LikewiseError } from '../../errors.ts';
import { rowIndexes, type SparsePattern } from '../../matrix/sparse.ts';
import type { Estimator, FitContext } from '../contract/estimator.ts';
import {
  type ContextValues,
  can,
  type Explainer,
  type ExplainOptions,
  type Explains,
  type Explanation,
  type RatingPredictor,
  type Recommender,
  type RecommendOptions,
  type ScoredItem,
  type UserQuery,
} from '../contract/model.ts';
import type { ModelState } from '../contract/state.ts';
import { explainerOf, type Pieces } from './explanation.ts';
import { checkedN, rereadable } from './recommend.ts';

export interface ChainSettings {
  /** Name of each link, first asked first. */
  readonly links: readonly string[];
}

export interface ChainAnswerOptions extends RecommendOptions {
  /** Entries to pass over, for paging; integer ≥ 0. @default 0 */
  readonly offset?: number | undefined;
  /** Let the links behind fill up a list that ends before n. @default false */
  readonly fill?: boolean | undefined;
  /** Ask the last link alone about users of whom the others know nothing. @default false: the first that has a list answers */
  readonly strangersToLast?: boolean | undefined;
  /** Add to each item why its link lists it, where the link can say. @default false */
  readonly explain?: boolean | undefined;
  /** Only so many reasons an item, those told first, which is cheaper for users with long histories; integer ≥ 1. @default all */
  readonly mostReasons?: number | undefined;
  /** Circumstances; of what a link does not know the average stands, and `notes` say so. */
  readonly context?: ContextValues | undefined;
}

export interface ChainItem extends ScoredItem {
  /** The link that filled it in, where that is not the one that answered. */
  readonly model?: string | undefined;
  readonly explanation?: Explanation | undefined;
}

export interface ChainAnswer {
  /** Name of the link that answered. */
  readonly model: string;
  /** The link, and why those before it did not answer, or that it knows nothing of this user: "ease"; "popular, no history". */
  readonly because: string;
  /** Best first; scores are each link's own. */
  readonly items: readonly ChainItem[];
  /** What of the question the link made nothing of, in sentences. */
  readonly notes?: readonly string[] | undefined;
}

/** A list before its reasons. */
interface FoundList {
  /** The query, whose lists may be read again. */
  readonly user: UserQuery;
  readonly first: Recommender;
  readonly because: string;
  readonly notes: string[];
  readonly listed: readonly (ScoredItem & { readonly link: Recommender })[];
}

/**
 * A chain of fitted models, or of estimators that `fit` fits one after the other to the same data.
 * @throws LikewiseError `invalid-option` without a link, or with estimators and models mixed.
 * @example const model = await chain(ease(), popular()).fit(train);
 * @example chain(monday, popularToday).answer('zoe').because; // "popular, no history"
 */
export function chain(...links: readonly Recommender[]): ChainModel;
export function chain(...links: readonly Estimator<Recommender>[]): Estimator<ChainModel, ChainSettings>;
export function chain(...links: readonly (Recommender | Estimator<Recommender>)[]): ChainModel | Estimator<ChainModel, ChainSettings> {
  if (links.length === 0) throw new LikewiseError('invalid-option', 'chain: at least one model must be given; got none.', {});
  const estimators = links.filter((link) => 'fit' in link);
  if (estimators.length === 0) return new ChainModel(links as readonly Recommender[]);
  if (estimators.length < links.length) {
    throw new LikewiseError(
      'invalid-option',
      `chain: links must be fitted models or estimators, not both; got ${links.map((link) => `${link.name} (${'fit' in link ? 'estimator' : 'model'})`).join(', ')}.`,
      { links: links.map((link) => link.name) },
    );
  }
  const settings = Object.freeze({ links: Object.freeze(links.map((link) => link.name)) });
  return Object.freeze({ name: 'chain', settings, fit });

  async function fit(train: Interactions, context: FitContext = {}): Promise<ChainModel> {
    const models: Recommender[] = [];
    for (const link of estimators) models.push(await link.fit(train, context));
    return new ChainModel(models);
  }
}

/** Users and items are those of all links, the first link's first. */
export class ChainModel implements Recommender, RatingPredictor, Explains {
  readonly name = 'chain';
  readonly links: readonly Recommender[];
  readonly state: ModelState;
  #seen: SparsePattern | undefined;

  constructor(links: readonly Recommender[]) {
    this.links = Object.freeze([...links]);
    const users = links.map((link) => link.users).reduce(unitedIds);
    const items = links.map((link) => link.items).reduce(unitedIds);
    this.state = Object.freeze({ settings: { links: links.map((link) => link.name) }, users, items });
  }
  get users(): IdMap {
    return this.state.users;
  }
  get items(): IdMap {
    return this.state.items;
  }
  /** What any link saw, made at the first question. */
  get seen(): SparsePattern {
    this.#seen ??= unionOfSeen(this.links, this.users, this.items);
    return this.#seen;
  }

  /** The list, the link that made it, and why; `undefined` where no link answers. @throws LikewiseError `invalid-option`, `unknown-option`. */
  answer(query: UserQuery, options?: ChainAnswerOptions): ChainAnswer | undefined {
    const pieces = this.answerInPieces(query, options);
    for (;;) {
      const { done, value } = pieces.next();
      if (done) return value;
    }
  }

  /**
   * The same for those who must not hold their thread: call `next` until it is done, and do something else in between. The list is one
   * piece; its reasons come in pieces of some milliseconds each: of a heavy user's factorization, then of one item after the other.
   */
  *answerInPieces(
    query: UserQuery,
    { explain = false, mostReasons, ...options }: ChainAnswerOptions = {},
  ): Pieces<ChainAnswer | undefined> {
    const found = this.#listFor(query, options);
    if (found === undefined) return undefined;
    const { user, first, because, notes, listed } = found;
    const explainers = new Map<Recommender, Explainer | undefined>();
    const items: ChainItem[] = [];
    for (const { item, score, link } of listed) {
      const listedItem = { item, score, ...(link !== first && { model: link.name }) };
      if (!explain || !can(link, 'explain')) {
        items.push(listedItem);
        continue;
      }
      if (!explainers.has(link)) {
        const explainer = explainerOf(link, user, { most: mostReasons });
        explainers.set(link, explainer);
        while (explainer?.prepare()) yield;
      }
      yield;
      items.push({ ...listedItem, explanation: explainers.get(link)?.explain(item) });
    }
    if (explain && !can(first, 'explain')) notes.push(`${first.name} gives no explanations`);
    return { model: first.name, because, items, ...(notes.length > 0 && { notes }) };
  }

  #listFor(
    query: UserQuery,
    { offset = 0, fill = false, strangersToLast = false, context, ...options }: Omit<ChainAnswerOptions, 'explain' | 'mostReasons'>,
  ): FoundList | undefined {
    const user = rereadable(query);
    if (!Number.isSafeInteger(offset) || offset < 0)
      throw new LikewiseError('invalid-option', `chain: offset must be an integer ≥ 0; got ${offset}.`, {
        option: 'offset',
        value: offset,
      });
    const wanted = checkedN(options.n) + offset;
    // Lists that can be read only once are read by every link.
    const { exclude, candidates } = options;
    const asked = { ...options, n: wanted, exclude: exclude && [...exclude], candidates: candidates && [...candidates] };
    const listed: (ScoredItem & { readonly link: Recommender })[] = [];
    let answered: { readonly link: Recommender; readonly because: string; readonly notes: string[] } | undefined;
    let why = '';
    for (const link of this.links) {
      const unknown = this.#unknownTo(link, user);
      if (strangersToLast && unknown !== undefined && link !== this.links.at(-1) && answered === undefined) {
        why ||= unknown;
        continue;
      }
      const notes: string[] = [];
      const list = this.#listOf(link, user, asked, context, notes);
      if (list !== undefined && listed.length === 0 && (list.length > 0 || answered === undefined)) {
        why ||= unknown ?? '';
        answered = { link, because: why === '' ? link.name : `${link.name}, ${why}`, notes };
      }
      const taken = new Set(listed.map(({ item }) => this.items.indexOf(item)));
      for (const { item, score } of list ?? []) if (!taken.has(this.items.indexOf(item))) listed.push({ item, score, link });
      if (listed.length > 0 && (!fill || listed.length >= wanted)) break;
      why ||= list === undefined ? (unknown ?? this.#whyNot(link, user)) : `nothing left by ${link.name}`;
    }
    if (answered === undefined) return undefined;
    const { link: first, because, notes } = answered;
    return { user, first, because, notes, listed: listed.slice(offset, wanted) };
  }

  recommend(user: UserQuery, options?: RecommendOptions): readonly ScoredItem[] | undefined {
    return this.answer(user, options)?.items;
  }

  /** Of the first link that scores this user; NaN for an item that it does not know. */
  scoreItems(query: UserQuery): Float32Array | undefined {
    const user = rereadable(query);
    for (const link of this.links) {
      const scores = link.scoreItems(knownTo(link, user));
      if (scores === undefined) continue;
      if (link.items === this.items) return scores;
      const all = new Float32Array(this.items.size).fill(Number.NaN);
      scores.forEach((score, index) => {
        all[this.items.indexOf(link.items.ids[index]) as number] = score;
      });
      return all;
    }
    return undefined;
  }

  /** Of the first link that predicts ratings and knows both. */
  predict(query: UserQuery, item: Id): number | undefined {
    const user = rereadable(query);
    for (const link of this.links) {
      const rating = can(link, 'predict') ? link.predict(user, item) : undefined;
      if (rating !== undefined) return rating;
    }
    return undefined;
  }

  /** Of the first link that explains and knows user and item. */
  explain(query: UserQuery, item: Id): Explanation | undefined {
    return this.explainer(query).explain(item);
  }

  explainer(query: UserQuery, options?: ExplainOptions): Explainer {
    const user = rereadable(query);
    // A link is asked only where those before it say nothing.
    const explainers = this.links.map((link) => {
      let made: { readonly explainer: Explainer | undefined } | undefined;
      return (): Explainer | undefined => {
        made ??= { explainer: can(link, 'explain') ? explainerOf(link, user, options) : undefined };
        return made.explainer;
      };
    });
    return {
      prepare: () =>
        explainers
          .find((explainer) => explainer() !== undefined)?.()
          ?.prepare() ?? false,
      explain(item) {
        for (const explainer of explainers) {
          const explanation = explainer()?.explain(item);
          if (explanation !== undefined) return explanation;
        }
        return undefined;
      },
    };
  }

  #listOf(
    link: Recommender,
    user: UserQuery,
    options: RecommendOptions,
    context: ContextValues = {},
    notes: string[],
  ): readonly ScoredItem[] | undefined {
    const had = options.keepSeen === true ? [] : this.#seenByOthers(link, user);
    const asked = had.length === 0 ? options : { ...options, exclude: [...(options.exclude ?? []), ...had] };
    const { name } = link;
    if (typeof user === 'object' && user.features !== undefined && !can(link, 'by-features'))
      notes.push(`${name} knows nothing of attributes`);
    if (typeof user === 'object' && user.friends !== undefined && !can(link, 'by-friends')) notes.push(`${name} knows nothing of friends`);
    const known = knownContext(link, context, notes);
    return can(link, 'context') ? link.recommend(knownTo(link, user), asked, known) : link.recommend(knownTo(link, user), asked);
  }

  /** What other links saw a user with: no link may offer it. */
  #seenByOthers(link: Recommender, user: UserQuery): Id[] {
    if (typeof user === 'object') return [];
    return this.links.filter(({ seen }) => !isSame(seen, link.seen)).flatMap((other) => seenBy(other, user));
  }

  /** Why a list of this link rests on nothing of the user; `undefined` where it rests on something. */
  #unknownTo(link: Recommender, user: UserQuery): string | undefined {
    if (typeof user !== 'object') {
      if (link.users.indexOf(user) !== undefined) return undefined;
      return this.users.indexOf(user) === undefined ? 'no history' : `unknown to ${link.name}`;
    }
    const rated = [...user.ratings];
    if (user.features !== undefined && can(link, 'by-features')) return undefined;
    if (user.friends !== undefined && can(link, 'by-friends')) return undefined;
    if (rated.some(({ item }) => link.items.indexOf(item) !== undefined)) return undefined;
    return rated.length === 0 ? 'no history' : 'no known item in ratings';
  }

  #whyNot(link: Recommender, user: UserQuery): string {
    if (typeof user === 'object') return [...user.ratings].length === 0 ? 'no history' : `${link.name} cannot answer for these ratings`;
    const userIndex = link.users.indexOf(user) as number;
    return rowIndexes(link.seen, userIndex).length === 0 ? 'no history' : `nothing learned by ${link.name}`;
  }
}

/** What a link saw a user with. */
function seenBy({ users, items, seen }: Recommender, user: Id): Id[] {
  const userIndex = users.indexOf(user);
  return userIndex === undefined ? [] : Array.from(rowIndexes(seen, userIndex), (itemIndex) => items.ids[itemIndex]);
}

const isSame = (a: SparsePattern, b: SparsePattern): boolean => a === b || (a.pointers === b.pointers && a.indexes === b.indexes);

/** What of a context the model knows; the rest goes into the notes. */
function knownContext(model: Recommender, asked: ContextValues, notes: string[]): ContextValues {
  const given = Object.entries(asked).filter(([, value]) => value !== undefined);
  if (given.length === 0) return {};
  if (!can(model, 'context')) {
    notes.push(`${model.name} knows no contexts: the list is the same under any`);
    return {};
  }
  const { contextColumns } = model;
  const known = given.filter(([name, value]) => {
    const levels = contextColumns.get(name);
    if (levels === undefined) {
      notes.push(`${JSON.stringify(name)} is no context of the model: ${[...contextColumns.keys()].join(', ')}`);
      return false;
    }
    const isKnown = levels.length === 0 ? value !== '' && Number.isFinite(Number(value)) : levels.includes(String(value));
    if (!isKnown) notes.push(`${name} ${JSON.stringify(value)} is not known to the model: the average stands for it`);
    return isKnown;
  });
  return Object.fromEntries(known);
}

/** A user whom the link has never heard of is a newcomer to it. */
function knownTo(link: Recommender, user: UserQuery): UserQuery {
  return typeof user === 'object' || link.users.indexOf(user) !== undefined ? user : { ratings: [] };
}

function unionOfSeen(links: readonly Recommender[], users: IdMap, items: IdMap): SparsePattern {
  const [{ seen: first }] = links;
  if (links.every(({ seen }) => isSame(seen, first))) return first;
  const pointers = new Uint32Array(users.size + 1);
  const indexes: number[] = [];
  users.ids.forEach((user, userIndex) => {
    const had = links.flatMap((link) => seenBy(link, user)).map((item) => items.indexOf(item) as number);
    for (const itemIndex of new Set(had.sort((one, other) => one - other))) indexes.push(itemIndex);
    pointers[userIndex + 1] = indexes.length;
  });
  return { rows: users.size, columns: items.size, pointers, indexes: Uint32Array.from(indexes) };
}
