/**
 * Contextual post-filtering: any scoring estimator fitted to everything, its scores moved by how much each item belongs to the
 * context. With lift(i) = P(context | i) / P(context), damped, the score becomes
 *   score + weight · spread · ln lift(i), spread = standard deviation of the person's own scores,
 * so that `weight` means the same for ratings, log-odds and cosines; items with P(context | i) < `minShare` leave the list.
 *
 * Source: Panniello, Tuzhilin, Gorgoglione, Palmisano, Pedone: Experimental Comparison of Pre- vs. Post-filtering Approaches in
 * Context-aware Recommender Systems, RecSys 2009, doi:10.1145/1639714.1639764 (Weight and Filter).
 * Differs: the paper multiplies ratings by the probability, which has no meaning for scores below 0.
 */
import type { IdMap } from '../../data/id-map.ts';
import type { Interactions } from '../../data/interactions.ts';
import { teachingPart } from '../../data/likes.ts';
import { LikewiseError } from '../../errors.ts';
import type { SparsePattern } from '../../matrix/sparse.ts';
import { number, type OptionSpecs, resolveOptions } from '../../options.ts';
import { recommendByScores } from '../answering/recommend.ts';
import type { Estimator, FitContext } from '../contract/estimator.ts';
import type { Recommender, RecommendOptions, ScoredItem, UserQuery } from '../contract/model.ts';
import type { ModelState } from '../contract/state.ts';
import { type ContextCondition, matching } from './matching.ts';

interface PostfilterNumbers {
  /** Standard deviations of a person's scores that a lift of e is worth; ≥ 0. @default 1 */
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
    let total = 0;
    taught.userItems.indexes.forEach((item, n) => {
      within[item] += marks[n];
      all[item]++;
      total += marks[n];
    });
    if (total === 0) {
      throw new LikewiseError(
        'empty-data',
        `postfiltered: none of ${taught.size} interactions is of the context ${JSON.stringify(where)}; name fewer columns or more levels.`,
        {
          where: JSON.stringify(where),
        },
      );
    }
    const share = total / taught.size;
    const shares = all.map((count, item) => (within[item] + chosen.damping * share) / (count + chosen.damping));
    return new PostfilteredModel(await estimator.fit(train, context), { ...chosen, share, shares });
  }
}

/** Asks the estimator's own model, `inner`; has no file of its own: save `inner`. */
export class PostfilteredModel<M extends Recommender = Recommender> implements Recommender {
  readonly name = 'postfiltered';
  readonly inner: M;
  /** P(context | item), damped; [items]. */
  readonly shares: Float64Array;
  readonly #weight: number;
  readonly #minShare: number;
  readonly #share: number;

  constructor(
    inner: M,
    parts: { readonly weight: number; readonly minShare: number; readonly share: number; readonly shares: Float64Array },
  ) {
    this.inner = inner;
    this.shares = parts.shares;
    this.#weight = parts.weight;
    this.#minShare = parts.minShare;
    this.#share = parts.share;
  }
  get state(): ModelState {
    return this.inner.state;
  }
  get users(): IdMap {
    return this.inner.users;
  }
  get items(): IdMap {
    return this.inner.items;
  }
  get seen(): SparsePattern {
    return this.inner.seen;
  }

  scoreItems(who: UserQuery): Float32Array | undefined {
    const scores = this.inner.scoreItems(who);
    if (scores === undefined) return undefined;
    const spread = deviationOf(scores);
    return scores.map((score, item) =>
      this.shares[item] < this.#minShare ? Number.NaN : score + this.#weight * spread * Math.log(this.shares[item] / this.#share),
    );
  }

  recommend(who: UserQuery, options?: RecommendOptions): readonly ScoredItem[] | undefined {
    return recommendByScores(this, who, options);
  }
}

/** Of the finite values; 1 where they are all equal, so that the context alone orders them. */
function deviationOf(values: Float32Array): number {
  const finite = values.filter((value) => Number.isFinite(value));
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  return Math.sqrt(finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / finite.length) || 1;
}
