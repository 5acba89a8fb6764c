/**
 * A chain of models: the first that can answer does, and the answer tells which it was and why the ones before it could not.
 * Someone whom no link knows is asked about as a newcomer without history, so a chain that ends in a model such as popular answers
 * for everyone. A chain has no file of its own: save its links and chain them again.
 */
import { type Id, IdMap } from '../../data/id-map.ts';
import type { Interactions } from '../../data/interactions.ts';
import { LikewiseError } from '../../errors.ts';
import { rowIndexes, type SparsePattern } from '../../matrix/sparse.ts';
import type { Estimator, FitContext } from '../contract/estimator.ts';
import type { Explains, Explanation, RatingPredictor, Recommender, RecommendOptions, ScoredItem, UserQuery } from '../contract/model.ts';
import type { ModelState } from '../contract/state.ts';
import { reread } from './recommend.ts';

export interface ChainSettings {
  /** Name of each link, first asked first. */
  readonly links: readonly string[];
}

export interface ChainAnswer {
  /** Name of the link that answered. */
  readonly model: string;
  /** The link, and why those before it did not answer: "ease"; "popular, no history". */
  readonly because: string;
  /** Best first; scores are the link's own. */
  readonly items: readonly ScoredItem[];
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
  readonly seen: SparsePattern;

  constructor(links: readonly Recommender[]) {
    this.links = Object.freeze([...links]);
    const users = union(links.map((link) => link.users));
    const items = union(links.map((link) => link.items));
    this.state = Object.freeze({ settings: { links: links.map((link) => link.name) }, users, items });
    this.seen = unionOfSeen(links, users, items);
  }
  get users(): IdMap {
    return this.state.users;
  }
  get items(): IdMap {
    return this.state.items;
  }

  /** The list, the link that made it, and why; `undefined` where no link answers. @throws LikewiseError `invalid-option`, `unknown-option`. */
  answer(who: UserQuery, options: RecommendOptions = {}): ChainAnswer | undefined {
    const person = reread(who);
    // Lists that can be read only once are read by every link.
    const { exclude, candidates } = options;
    const asked = { ...options, exclude: exclude && [...exclude], candidates: candidates && [...candidates] };
    let empty: ChainAnswer | undefined;
    let why = '';
    for (const link of this.links) {
      const items = this.#listOf(link, person, asked);
      const found = { model: link.name, because: why === '' ? link.name : `${link.name}, ${why}`, items: items ?? [] };
      if (items !== undefined && items.length > 0) return found;
      if (items !== undefined) empty ??= found;
      why ||= items === undefined ? this.#whyNot(link, person) : `nothing left by ${link.name}`;
    }
    return empty;
  }

  recommend(who: UserQuery, options?: RecommendOptions): readonly ScoredItem[] | undefined {
    return this.answer(who, options)?.items;
  }

  /** Of the first link that scores this person; NaN for an item that it does not know. */
  scoreItems(who: UserQuery): Float32Array | undefined {
    const person = reread(who);
    for (const link of this.links) {
      const scores = link.scoreItems(knownTo(link, person));
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
  predict(user: Id, item: Id): number | undefined {
    for (const link of this.links) {
      const rating = (link as Partial<RatingPredictor>).predict?.(user, item);
      if (rating !== undefined) return rating;
    }
    return undefined;
  }

  /** Of the first link that explains and knows person and item. */
  explain(who: UserQuery, item: Id): Explanation | undefined {
    const person = reread(who);
    for (const link of this.links) {
      const explanation = (link as Partial<Explains>).explain?.(person, item);
      if (explanation !== undefined) return explanation;
    }
    return undefined;
  }

  #listOf(link: Recommender, who: UserQuery, options: RecommendOptions): readonly ScoredItem[] | undefined {
    const asked = knownTo(link, who);
    if (asked === who || options.keepSeen === true || typeof who === 'object') return link.recommend(asked, options);
    // A link that does not know the person still must not offer what another link saw them with.
    const userIndex = this.users.indexOf(who);
    const had = userIndex === undefined ? [] : Array.from(rowIndexes(this.seen, userIndex), (index) => this.items.ids[index]);
    return link.recommend(asked, { ...options, exclude: [...(options.exclude ?? []), ...had] });
  }

  #whyNot(link: Recommender, who: UserQuery): string {
    if (typeof who === 'object') {
      const ratings = [...who.ratings];
      if (ratings.length === 0) return 'no history';
      return ratings.some(({ item }) => link.items.indexOf(item) !== undefined)
        ? `${link.name} cannot answer for these ratings`
        : 'no known item in ratings';
    }
    const userIndex = link.users.indexOf(who);
    if (userIndex !== undefined) return rowIndexes(link.seen, userIndex).length === 0 ? 'no history' : `nothing learned by ${link.name}`;
    return this.users.indexOf(who) === undefined ? 'no history' : `unknown to ${link.name}`;
  }
}

/** Someone whom the link has never heard of is a newcomer to it. */
function knownTo(link: Recommender, who: UserQuery): UserQuery {
  return typeof who === 'object' || link.users.indexOf(who) !== undefined ? who : { ratings: [] };
}

function union(maps: readonly IdMap[]): IdMap {
  const [first, ...others] = maps;
  const more = new Set(others.flatMap((map) => (map === first ? [] : map.ids.filter((id) => first.indexOf(id) === undefined))));
  return more.size === 0 ? first : new IdMap([...first.ids, ...more]);
}

function unionOfSeen(links: readonly Recommender[], users: IdMap, items: IdMap): SparsePattern {
  const [{ seen: first }] = links;
  if (links.every(({ seen }) => seen === first || (seen.pointers === first.pointers && seen.indexes === first.indexes))) return first;
  const rows = users.ids.map((user) => {
    const had = new Set<number>();
    for (const link of links) {
      const userIndex = link.users.indexOf(user);
      if (userIndex === undefined) continue;
      for (const itemIndex of rowIndexes(link.seen, userIndex)) had.add(items.indexOf(link.items.ids[itemIndex]) as number);
    }
    return Uint32Array.from(had).sort();
  });
  const pointers = new Uint32Array(rows.length + 1);
  rows.forEach((row, r) => {
    pointers[r + 1] = pointers[r] + row.length;
  });
  const indexes = new Uint32Array(pointers[rows.length]);
  rows.forEach((row, r) => {
    indexes.set(row, pointers[r]);
  });
  return { rows: rows.length, columns: items.size, pointers, indexes };
}
