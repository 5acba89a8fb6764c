/**
 * Contextual filtering around any estimator.
 *
 * Pre-filtering: the estimator is fitted to the interactions of one context alone. Right where tastes differ between contexts and each
 * has enough data; with little data a `factorizationMachine` or post-filtering loses less.
 * Source: Adomavicius, Tuzhilin: Context-Aware Recommender Systems, Recommender Systems Handbook 2011,
 * doi:10.1007/978-0-387-85820-3_7.
 *
 * Post-filtering: a scoring estimator is fitted to everything, its scores moved by how much each item belongs to the
 * context. With lift(i) = P(context | i) / P(context), damped, the score becomes
 *   score + weight · spread · ln lift(i), spread = standard deviation of the user's own scores,
 * so that `weight` means the same for ratings, log-odds and cosines; items with P(context | i) < `minShare` leave the list.
 * Source: Panniello, Tuzhilin, Gorgoglione, Palmisano, Pedone: Experimental Comparison of Pre- vs. Post-filtering Approaches in
 * Context-aware Recommender Systems, RecSys 2009, doi:10.1145/1639714.1639764 (Weight and Filter).
 * Differs: the paper multiplies ratings by the probability, which has no meaning for scores below 0.
 */
import type { Interactions } from '../../data/interactions.ts';
import { teachingPart } from '../../data/likes.ts';
import { selectInteractions } from '../../data/select.ts';
import { LikewiseError } from '../../errors.ts';
import { number, type OptionSpecs, resolveOptions, unknownName } from '../../options.ts';
import { ScoringModel, type ScoringState } from '../answering/scoring-model.ts';
import type { Estimator, FitContext } from '../contract/estimator.ts';
import { type Ability, can, type Model, type Recommender, type UserQuery } from '../contract/model.ts';

/** For each column named, the levels (or numbers) that match; columns not named match anything. */
export type ContextCondition = Readonly<Record<string, string | number | readonly (string | number)[]>>;

/**
 * 1 for each interaction that matches in every column; an empty cell matches nothing; [interactions].
 * @throws LikewiseError `unknown-context` for a column or level that the data does not have; `invalid-option` for no column;
 *   `empty-data` where nothing matches
 */
function matching(owner: string, { context, size }: Interactions, where: ContextCondition): Uint8Array {
  const columns = Object.entries(where);
  if (columns.length === 0)
    throw new LikewiseError('invalid-option', `${owner}: where must name at least one context column; got none.`, { option: 'where' });
  const marks = new Uint8Array(size).fill(1);
  for (const [name, given] of columns) {
    const column = context.get(name);
    if (column === undefined)
      throw unknownName('unknown-context', `${owner}: the data has no context column "${name}"`, name, [...context.keys()]);
    const wanted = typeof given === 'object' ? given : [given];
    if (column.kind === 'category') {
      const codes = wanted.map((level) => {
        const code = column.levels.indexOf(String(level));
        if (code < 0)
          throw unknownName('unknown-context', `${owner}: context column ${name} has no level "${level}"`, String(level), column.levels);
        return code;
      });
      for (let n = 0; n < size; n++) if (!codes.includes(column.codes[n])) marks[n] = 0;
    } else {
      const numbers = wanted.map(Number);
      for (let n = 0; n < size; n++) if (!numbers.includes(column.values[n])) marks[n] = 0;
    }
  }
  if (marks.includes(1)) return marks;
  const condition = JSON.stringify(where);
  throw new LikewiseError(
    'empty-data',
    `${owner}: none of ${size} interactions is of the context ${condition}; name fewer columns or more levels.`,
    { where: condition },
  );
}

export interface PrefilterOptions {
  /** The context: for each column named, the levels that count. */
  readonly where: ContextCondition;
}

/**
 * The fitted model is the estimator's own and is saved as such. It knows who and what occurs in the context; take
 * `chain(prefiltered(…), …)` for the others.
 * @throws LikewiseError from `fit`: `unknown-context`, `empty-data` where no interaction matches, and what the estimator throws
 * @example const model = await prefiltered(itemKNN(), { where: { weekday: ['saturday', 'sunday'] } }).fit(train);
 */
export function prefiltered<M extends Model, S extends object>(
  estimator: Estimator<M, S>,
  { where }: PrefilterOptions,
): Estimator<M, { readonly where: ContextCondition; readonly settings: Readonly<S> }> {
  return Object.freeze({
    name: estimator.name,
    settings: Object.freeze({ where: Object.freeze({ ...where }), settings: estimator.settings }),
    fit: async (train: Interactions, context?: FitContext) =>
      estimator.fit(selectInteractions(train, matching('prefiltered', train, where)), context),
  });
}

interface PostfilterNumbers {
  /** Standard deviations of a user's scores that a lift of e is worth; ≥ 0. @default 1 */
  readonly weight: number;
  /** Interactions at the overall share that every item is given besides its own; > 0. @default 10 */
  readonly damping: number;
  /** Items with a smaller share of their interactions in the context are not listed; ≥ 0 and ≤ 1. @default 0 */
  readonly minShare: number;
}
export interface PostfilterOptions extends PostfilterNumbers {
  /** The context: for each column named, the levels that count. */
  readonly where: ContextCondition;
}

const numbers: OptionSpecs<PostfilterNumbers> = {
  weight: number(1, { min: 0 }, 'standard deviations that a lift of e is worth'),
  damping: number(10, { above: 0 }, 'interactions at the overall share that every item is given'),
  minShare: number(0, { min: 0, max: 1 }, 'least share of interactions in the context'),
};

/**
 * @throws LikewiseError `invalid-option`, `unknown-option`; from `fit`: `unknown-context`, `empty-data` where no interaction matches
 * @example const model = await postfiltered(implicitALS(), { where: { weather: 'rainy' } }).fit(train);
 */
export function postfiltered<M extends Recommender, S extends object>(
  estimator: Estimator<M, S>,
  { where, ...given }: Partial<PostfilterNumbers> & Pick<PostfilterOptions, 'where'>,
): Estimator<PostfilteredModel<M>, PostfilterOptions & { readonly settings: Readonly<S> }> {
  const chosen = resolveOptions('postfiltered', numbers, given);
  const settings = Object.freeze({ ...chosen, where: Object.freeze({ ...where }), settings: estimator.settings });
  return Object.freeze({ name: estimator.name, settings, fit });

  async function fit(train: Interactions, context: FitContext = {}): Promise<PostfilteredModel<M>> {
    const taught = teachingPart(train);
    const marks = matching('postfiltered', taught, where);
    const within = new Float64Array(train.items.size);
    const all = new Float64Array(train.items.size);
    taught.userItems.indexes.forEach((item, n) => {
      within[item] += marks[n];
      all[item]++;
    });
    const share = marks.reduce((sum, mark) => sum + mark, 0) / taught.size;
    const shares = all.map((count, item) => (within[item] + chosen.damping * share) / (count + chosen.damping));
    return new PostfilteredModel(await estimator.fit(train, context), settings, share, shares);
  }
}

/** What of the estimator's own model is asked through the wrapper. */
const kept: readonly Ability[] = ['score', 'recommend', 'fold-in', 'by-features', 'by-friends'];

/** Asks the estimator's own model, `inner`; has no file of its own: save `inner`. */
export class PostfilteredModel<M extends Recommender = Recommender> extends ScoringModel<ScoringState, PostfilterOptions> {
  readonly inner: M;
  /** P(context | item), damped; [items]. */
  readonly shares: Float64Array;
  /** P(context). */
  readonly #share: number;

  constructor(inner: M, settings: PostfilterOptions, share: number, shares: Float64Array) {
    const abilities = kept.filter((ability) => can(inner, ability));
    const { users, items, seen } = inner;
    super({ name: 'postfiltered', factory: 'postfiltered', abilities }, { settings: { ...settings }, users, items, seen });
    this.inner = inner;
    this.shares = shares;
    this.#share = share;
  }

  scoreItems(user: UserQuery): Float32Array | undefined {
    const scores = this.inner.scoreItems(user);
    if (scores === undefined) return undefined;
    const { weight, minShare } = this.settings;
    const spread = deviationOf(scores);
    return scores.map((score, item) => {
      // Items that only the model knows, by their features, stand where an item without interactions does.
      const share = this.shares[item] ?? this.#share;
      return share < minShare ? Number.NaN : score + weight * spread * Math.log(share / this.#share);
    });
  }
}

/** Of the finite values; 1 where they are all equal, so that the context alone orders them. */
function deviationOf(values: Float32Array): number {
  const finite = values.filter((value) => Number.isFinite(value));
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  return Math.sqrt(finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / finite.length) || 1;
}
