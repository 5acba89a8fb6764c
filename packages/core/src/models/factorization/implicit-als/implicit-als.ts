/**
 * Implicit-feedback matrix factorization, fitted by alternating least squares.
 *
 * Scores x_u · y_i and minimizes, over all pairs of user and item,
 *   Σ_observed c_ui (1 − x_u·y_i)² + w₀ Σ_unobserved (x_u·y_i)² + Σ_u λ_u ‖x_u‖² + Σ_i λ_i ‖y_i‖²
 * with c_ui the confidence of an observed pair (see `weighting`), w₀ = unobservedWeight, and the penalty of a row
 *   λ_row = regularization · (count + w₀ · others)^regularizationExponent,
 * count = its observed pairs, others = the number of rows of the other side.
 *
 * Source: Hu, Koren, Volinsky: Collaborative Filtering for Implicit Feedback Datasets, ICDM 2008, doi:10.1109/ICDM.2008.22
 * (objective, explanations); Rendle, Krichene, Zhang, Koren: Revisiting the Performance of iALS on Item Recommendation
 * Benchmarks, RecSys 2022, arXiv:2110.14037 (penalty by frequency, start); the same: iALS++, arXiv:2110.14044 (solver
 * block); Takács, Pilászy, Tikk: Applications of the Conjugate Gradient Method for Implicit Feedback Collaborative
 * Filtering, RecSys 2011, doi:10.1145/2043932.2043987 (solver cg).
 * Differs: Hu has λ_row = λ: regularizationExponent 0. Rendle counts the w₀-term for observed pairs too,
 * Σ_observed (1 − s)² + w₀ Σ_all s²; with binary feedback that is our objective under weighting "binary", alpha 1 and
 * regularization · (1 + w₀), its scores are ours ÷ (1 + w₀). Items are solved before users, so that the last half-step
 * is the fold-in. Values of 0 are no preference: seen, but trained as unobserved.
 *
 * With features the penalty of a row is λ_row [(1 − ρ)‖y‖² + ρ‖y − Wᵀf‖²], W learned along (implicit-als/feature-prior.ts), and a row
 * without interactions is Wᵀf. Source: Agarwal, Chen: Regression-based Latent Factor Models, KDD 2009,
 * doi:10.1145/1557019.1557029. Differs: squared error over all pairs, W by ridge instead of the EM algorithm.
 */
import { type Id, IdMap } from '../../../data/id-map.ts';
import type { Interactions } from '../../../data/interactions.ts';
import { LikewiseError } from '../../../errors.ts';
import { loadKernels } from '../../../kernels/load-kernels.ts';
import type { Panels } from '../../../kernels/panels.ts';
import type { TopNScan } from '../../../kernels/top-n-scan.ts';
import { type DenseMatrix, dotRow, knownRows, lengthsOf, rowOf } from '../../../matrix/dense.ts';
import { type SparsePattern, type SparseRows, withColumn } from '../../../matrix/sparse.ts';
import { choice, integer, number, type OptionSpecs, resolveOptions } from '../../../options.ts';
import { positivePart, requirePositives } from '../../answering/positives.ts';
import { checkedN, markSeen, recommendByScores, unwantedItems } from '../../answering/recommend.ts';
import { type FoldInRow, foldInColumn, foldInRow, trainingRow } from '../../answering/user-row.ts';
import type { CatalogEntry, Estimator, FitContext } from '../../contract/estimator.ts';
import type {
  BatchRecommender,
  Explains,
  Explanation,
  FoldIn,
  History,
  ItemHistory,
  ItemSimilarity,
  NewItems,
  RecommendOptions,
  ScoredItem,
  TopItems,
  TopItemsOptions,
  UserQuery,
} from '../../contract/model.ts';
import type { ModelState } from '../../contract/state.ts';
import { penaltyOf, weightsOf } from '../../vectors/confidence.ts';
import { bestByProduct, bestByScan, LONGEST_INSERTED, panelsOf, scanOf, topItemsByFactors } from '../../vectors/top-items.ts';
import { scoresOf, similarByCosine } from '../../vectors/vectors.ts';
import { describedData } from './described-data.ts';
import { contributionsOf, type FixedSide, foldInVector, type WeightedRow, withoutLast } from './fold-in.ts';
import { refitChanged } from './refit.ts';
import { trainFactors } from './training.ts';

export interface ImplicitALSOptions {
  /** Length of each user and item vector; integer ≥ 1 and ≤ 4096. @default 64 */
  readonly factors: number;
  /** Penalty of large vectors, before it is scaled by a row's frequency; ≥ 0. @default 0.01 */
  readonly regularization: number;
  /** Confidence that a value of 1 adds (see weighting); > 0. @default 1 */
  readonly alpha: number;
  /** Passes over the data; each moves all items, then all users; integer ≥ 1. @default 16 */
  readonly epochs: number;
  /** W₀: confidence that an unobserved pair is a no; ≥ 0. @default 0.2 */
  readonly unobservedWeight: number;
  /** How the penalty grows with the frequency of a user or item; 0: alike for all; ≥ 0 and ≤ 2. @default 1 */
  readonly regularizationExponent: number;
  /** From values to confidences. @default 'linear' */
  readonly weighting: 'linear' | 'log' | 'given' | 'binary';
  /** How each row is solved. @default 'auto' */
  readonly solver: 'auto' | 'direct' | 'cg' | 'block';
  /** Conjugate gradient steps a row (solver cg); integer ≥ 1. @default 3 */
  readonly cgSteps: number;
  /** Coordinates a block, rounded up to a multiple of 4 (solver block); integer ≥ 1. @default 32 */
  readonly blockSize: number;
  /** Standard deviation of the initial vectors' coordinates, times √factors; > 0. @default 0.1 */
  readonly startScale: number;
  /** Share of an item's penalty that draws it to what its features say; ≥ 0 and < 1. @default 0 */
  readonly itemFeatureWeight: number;
  /** Share of a user's penalty that draws them to what their features say; ≥ 0 and < 1. @default 0 */
  readonly userFeatureWeight: number;
  /** Penalty of the map from features to vectors, in average rows; > 0. @default 3 */
  readonly featureRegularization: number;
  /** Start of randomness; integer ≥ 0. @default 0 */
  readonly seed: number;
}

const options: OptionSpecs<ImplicitALSOptions> = {
  factors: integer(64, { min: 1, max: 4096 }, 'length of each user and item vector'),
  regularization: number(0.01, { min: 0 }, "penalty of large vectors, before it is scaled by a row's frequency"),
  alpha: number(1, { above: 0 }, 'confidence that a value of 1 adds (see weighting)'),
  epochs: integer(16, { min: 1 }, 'passes over the data; each moves all items, then all users'),
  unobservedWeight: number(0.2, { min: 0 }, 'w₀: confidence that an unobserved pair is a no'),
  regularizationExponent: number(1, { min: 0, max: 2 }, 'how the penalty grows with the frequency of a user or item; 0: alike for all'),
  weighting: choice('linear', ['linear', 'log', 'given', 'binary'], 'from values to confidences'),
  solver: choice('auto', ['auto', 'direct', 'cg', 'block'], 'how each row is solved'),
  cgSteps: integer(3, { min: 1 }, 'conjugate gradient steps a row (solver cg)'),
  blockSize: integer(32, { min: 1 }, 'coordinates a block, rounded up to a multiple of 4 (solver block)'),
  startScale: number(0.1, { above: 0 }, "standard deviation of the initial vectors' coordinates, times √factors"),
  itemFeatureWeight: number(0, { min: 0, below: 1 }, "share of an item's penalty that draws it to what its features say"),
  userFeatureWeight: number(0, { min: 0, below: 1 }, "share of a user's penalty that draws them to what their features say"),
  featureRegularization: number(3, { above: 0 }, 'penalty of the map from features to vectors, in average rows'),
  seed: integer(0, { min: 0 }, 'start of randomness'),
};

export interface ImplicitALSState extends ModelState {
  /** What training users had, with its values as given; [users × items]. */
  readonly seen: SparseRows;
  /** [users × factors]; a row of zeros for a user without a positive value. */
  readonly userFactors: DenseMatrix;
  /** [items × factors]; a row of zeros for an item without a positive value. */
  readonly itemFactors: DenseMatrix;
  /** w₀ · XᵀX: what folding in an item needs of all users; [factors × factors]. */
  readonly userGram: DenseMatrix;
  /** w₀ · YᵀY: what folding in a person needs of all items; [factors × factors]. */
  readonly itemGram: DenseMatrix;
  /** How many of the last items came after training, by `withItem`: nobody's vector has learned from them. */
  readonly addedItems?: number | undefined;
}

/**
 * Values are confidences of implicit feedback. Ratings are refused: keep only what people liked first, or say that they are weights.
 * `context.from` starts from the vectors of an older implicit-als model; who is new starts at random. With `refit: 'changed'` only the
 * users and items whose positives changed since are solved, once, exactly; all others keep their vectors bit for bit.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `unexpected-ratings`, `negative-weight`, `invalid-value`,
 *   `not-positive-definite` where the regularization is too small for the data, `wrong-model`, `missing-model`, `too-large`.
 * @example const model = await implicitALS({ factors: 32 }).fit(train);
 */
export function implicitALS(given: Partial<ImplicitALSOptions> = {}): Estimator<ImplicitALSModel, ImplicitALSOptions> {
  const settings = resolveOptions('implicitALS', options, given);
  const leans = settings.itemFeatureWeight > 0 || settings.userFeatureWeight > 0;
  if (leans && settings.solver !== 'auto' && settings.solver !== 'direct') {
    throw new LikewiseError(
      'invalid-option',
      `implicitALS: solver must be direct or auto with itemFeatureWeight or userFeatureWeight; got ${settings.solver}.`,
      { option: 'solver', value: settings.solver },
    );
  }
  return Object.freeze({ name: 'implicit-als', settings, fit });

  async function fit(train: Interactions, context: FitContext = {}): Promise<ImplicitALSModel> {
    const { users, items, seen, positives, ...described } = describedData(train, requirePositives('implicitALS', train), settings);
    const kernels = context.kernels ?? (await loadKernels({ threads: context.threads }));
    const older = olderModel(context)?.state;
    const trained =
      context.refit === 'changed' && older !== undefined
        ? await refitChanged({ users, items }, positives, settings, kernels, context, older)
        : await trainFactors({ users, items }, positives, settings, kernels, context, older, described);
    return new ImplicitALSModel({ settings: { ...settings }, users, items, seen, ...trained });
  }
}

/** The model to start from. @throws LikewiseError `wrong-model` unless it is of this kind, `missing-model` where a refit has none. */
function olderModel({ from: older, refit }: FitContext): ImplicitALSModel | undefined {
  if (older === undefined && refit === 'changed') {
    throw new LikewiseError('missing-model', "implicitALS.fit: refit: 'changed' needs the older model: give it as from.");
  }
  if (older === undefined || older instanceof ImplicitALSModel) return older;
  throw new LikewiseError('wrong-model', `implicitALS.fit: from must be an implicit-als model; got ${older.name}.`, { name: older.name });
}

/** A fitted model. No method changes it; treat the arrays in `state` as read-only. */
export class ImplicitALSModel implements BatchRecommender, ItemSimilarity, FoldIn, NewItems, Explains {
  readonly name = 'implicit-als';
  readonly state: ImplicitALSState;
  readonly #settings: ImplicitALSOptions;
  #knownItems: Uint8Array | undefined;
  #itemLengths: Float64Array | undefined;
  #panels: Panels | undefined;
  #scan: TopNScan | null | undefined;

  constructor(state: ImplicitALSState) {
    this.state = Object.freeze({ ...state });
    this.#settings = state.settings as unknown as ImplicitALSOptions;
  }
  get users(): IdMap {
    return this.state.users;
  }
  get items(): IdMap {
    return this.state.items;
  }
  get seen(): SparsePattern {
    return this.state.seen;
  }

  /** x · y of every item: near 1 for what fits, near 0 for what does not; NaN for an item without a positive value. */
  scoreItems(who: UserQuery): Float32Array | undefined {
    const vector = this.#vectorOf(who);
    if (vector === undefined) return undefined;
    this.#knownItems ??= knownRows(this.state.itemFactors);
    return scoresOf(vector, this.state.itemFactors, this.#knownItems);
  }

  recommend(who: UserQuery, recommendOptions: RecommendOptions = {}): readonly ScoredItem[] | undefined {
    const n = checkedN(recommendOptions.n);
    // Beyond that, inserting into a sorted list costs more than scoring everything.
    if (n > LONGEST_INSERTED) return recommendByScores(this, who, recommendOptions);
    const person: UserQuery = typeof who === 'object' ? { ratings: [...who.ratings] } : who;
    const { filter, ...others } = recommendOptions;
    const unwanted = unwantedItems(this.items, others);
    const vector = this.#vectorOf(person);
    if (vector === undefined) return undefined;
    if (!recommendOptions.keepSeen) markSeen(this, person, unwanted);
    const scoreOf = (itemIndex: number): number => dotRow(vector, this.state.itemFactors, itemIndex);
    // A filter is asked only about items that would enter the list, which the kernel cannot do.
    const scan = filter === undefined ? this.#scanOfItems() : undefined;
    if (scan !== undefined) return bestByScan(this.items, vector, scoreOf, scan, n, unwanted);
    const { ids } = this.items;
    const wanted = (itemIndex: number): boolean => unwanted[itemIndex] === 0 && (filter === undefined || filter(ids[itemIndex]));
    return bestByProduct(this.items, vector, scoreOf, this.#panelsOfItems(), n, wanted);
  }

  async topItems(userIndexes: Uint32Array, topOptions: TopItemsOptions): Promise<TopItems> {
    const { userFactors, seen } = this.state;
    const parts = { userFactors, seen, panels: this.#panelsOfItems(), items: this.items.size };
    return topItemsByFactors(parts, userIndexes, topOptions, await loadKernels({ threads: topOptions.threads }));
  }

  /** By the cosine of item vectors, in [−1, 1]; `undefined` also for an item without a positive value. */
  similarItems(item: Id, { n }: { readonly n?: number | undefined } = {}): readonly ScoredItem[] | undefined {
    const length = checkedN(n);
    const itemIndex = this.items.indexOf(item);
    this.#itemLengths ??= lengthsOf(this.state.itemFactors);
    if (itemIndex === undefined || this.#itemLengths[itemIndex] === 0) return undefined;
    return similarByCosine(this.items, this.state.itemFactors, this.#itemLengths, itemIndex, length);
  }

  /**
   * The vector [factors] of a person by what they have: the user half-step of training, solved exactly whatever the solver
   * was. `undefined` when no item is known or no value is above 0.
   * @throws LikewiseError `invalid-value`, `negative-weight`
   */
  foldIn(ratings: History): Float32Array | undefined {
    const row = this.#weightedRow(foldInRow(this.items, ratings), 'item', this.state.itemFactors);
    return row && foldInVector(this.#itemSide(), row);
  }

  /**
   * The vector [factors] of an item by who has it, with the value each gave: the item half-step, solved exactly against
   * the users' final vectors. `undefined` when no user is known or no value is above 0.
   * @throws LikewiseError `invalid-value`, `negative-weight`
   */
  foldInItem(users: ItemHistory): Float32Array | undefined {
    const row = this.#weightedRow(foldInColumn(this.users, users), 'user', this.state.userFactors);
    return row && foldInVector(this.#userSide(), row);
  }

  /**
   * A new model that also knows one more item, folded in; everyone's vectors stay as they are, this model too.
   * `undefined` like `foldInItem`.
   * @throws LikewiseError `known-item` where the model has the item; `invalid-value`, `negative-weight`
   */
  withItem(item: Id, users: ItemHistory): ImplicitALSModel | undefined {
    if (this.items.indexOf(item) !== undefined) {
      throw new LikewiseError('known-item', `implicitALS.withItem: the model already has item ${item}; train again to change it.`, {
        item,
      });
    }
    const given = [...users];
    const vector = this.foldInItem(given);
    const row = foldInColumn(this.users, given);
    if (vector === undefined || row === undefined) return undefined;
    const { state } = this;
    const { rows, columns, values } = state.itemFactors;
    const itemFactors = { rows: rows + 1, columns, values: new Float32Array(values.length + columns) };
    itemFactors.values.set(values);
    itemFactors.values.set(vector, values.length);
    const itemGram = { ...state.itemGram, values: state.itemGram.values.slice() };
    for (let f = 0; f < columns; f++) {
      for (let g = 0; g < columns; g++) itemGram.values[f * columns + g] += this.#settings.unobservedWeight * vector[f] * vector[g];
    }
    const items = new IdMap([...this.items.ids, item]);
    const seen = withColumn(state.seen, row);
    return new ImplicitALSModel({ ...state, items, itemFactors, itemGram, seen, addedItems: (state.addedItems ?? 0) + 1 });
  }

  /**
   * How much each item of the person contributes to the score of the exact solution (Hu, Koren, Volinsky §5): that of
   * `{ ratings }`, and of a training user up to what solver cg or block left unsolved. Contributions add up to it.
   */
  explain(who: UserQuery, item: Id): Explanation | undefined {
    const itemIndex = this.items.indexOf(item);
    if (itemIndex === undefined) return undefined;
    // The vector of someone known was solved against the items of training alone.
    const added = typeof who === 'object' ? 0 : (this.state.addedItems ?? 0);
    const fixed = added === 0 ? this.#itemSide() : withoutLast(this.#itemSide(), added);
    const row = this.#weightedRow(this.#seenRow(who), 'item', fixed.factors);
    const target = rowOf(this.state.itemFactors, itemIndex);
    if (row === undefined || target.every((value) => value === 0)) return undefined;
    const contributions = contributionsOf(fixed, row, target);
    const because = Array.from(contributions, (contribution, e) => ({ item: this.items.ids[row.indexes[e]], contribution }));
    because.sort((a, b) => b.contribution - a.contribution);
    return { score: contributions.reduce((sum, share) => sum + share, 0), because };
  }

  #scanOfItems(): TopNScan | undefined {
    // null: looked for, and there is none.
    if (this.#scan === undefined) this.#scan = scanOf(this.#panelsOfItems(), this.items.size, this.state.itemFactors.columns) ?? null;
    return this.#scan ?? undefined;
  }

  #panelsOfItems(): Panels {
    this.#panels ??= panelsOf(this.state.itemFactors);
    return this.#panels;
  }

  #vectorOf(who: UserQuery): Float32Array | undefined {
    if (typeof who === 'object') return this.foldIn(who.ratings);
    // Features give a vector without interactions too; who has neither has zeros.
    const userIndex = this.users.indexOf(who);
    if (userIndex === undefined) return undefined;
    const vector = rowOf(this.state.userFactors, userIndex);
    return vector.some((value) => value !== 0) ? vector : undefined;
  }

  #seenRow(who: UserQuery): FoldInRow | undefined {
    if (typeof who === 'object') return foldInRow(this.items, who.ratings);
    return trainingRow(this.users, this.state.seen, who, this.state.addedItems);
  }

  /** The row as training would weigh it: values above 0 only. */
  #weightedRow(row: FoldInRow | undefined, of: 'item' | 'user', fixed: DenseMatrix): WeightedRow | undefined {
    const liked = positivePart('implicitALS', of, of === 'item' ? this.items : this.users, row);
    if (liked === undefined) return undefined;
    const { indexes, values } = liked;
    const weights = weightsOf('implicitALS', values, this.#settings);
    return { indexes, weights, penalty: Math.fround(penaltyOf(indexes.length, fixed.rows, this.#settings)) };
  }

  #itemSide(): FixedSide {
    const { itemFactors: factors, itemGram: gram } = this.state;
    return { factors, gram, unobserved: this.#settings.unobservedWeight };
  }

  #userSide(): FixedSide {
    const { userFactors: factors, userGram: gram } = this.state;
    return { factors, gram, unobserved: this.#settings.unobservedWeight };
  }
}

/** @throws LikewiseError `invalid-option`, `unknown-option`; `invalid-state` where the parts do not fit each other. */
function restored(given: ModelState): ImplicitALSModel {
  const state = given as ImplicitALSState;
  const { factors } = resolveOptions('implicitALS', options, state.settings as Partial<ImplicitALSOptions>);
  const { users, items, seen, userFactors, itemFactors, userGram, itemGram } = state;
  const shapes: readonly (readonly [string, { readonly rows: number; readonly columns: number } | undefined, number, number])[] = [
    ['seen', seen, users.size, items.size],
    ['userFactors', userFactors, users.size, factors],
    ['itemFactors', itemFactors, items.size, factors],
    ['userGram', userGram, factors, factors],
    ['itemGram', itemGram, factors, factors],
  ];
  for (const [name, matrix, rows, columns] of shapes) {
    if (matrix?.rows === rows && matrix.columns === columns) continue;
    const came = matrix === undefined ? 'none' : `${matrix.rows} × ${matrix.columns}`;
    throw new LikewiseError(
      'invalid-state',
      `implicit-als: ${name} must be ${rows} × ${columns}; got ${came}. The model file is damaged.`,
      {
        name,
      },
    );
  }
  return new ImplicitALSModel(state);
}

export const implicitALSEntry: CatalogEntry<ImplicitALSOptions, ImplicitALSModel> = {
  name: 'implicit-als',
  factory: 'implicitALS',
  family: 'factorization',
  summary: 'Vectors of people and items from what people did: the strong, fast first choice for clicks, plays and purchases.',
  feedback: 'implicit',
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'new-items', 'explain'],
  refits: true,
  options,
  formula: 'score(u,i) = x_u·y_i, minimizing Σ_observed c_ui (1 − x_u·y_i)² + w₀ Σ_unobserved (x_u·y_i)² + Σ_u λ_u‖x_u‖² + Σ_i λ_i‖y_i‖²',
  source:
    'Hu, Koren, Volinsky: Collaborative Filtering for Implicit Feedback Datasets, ICDM 2008, doi:10.1109/ICDM.2008.22; Rendle, Krichene, Zhang, Koren: Revisiting the Performance of iALS on Item Recommendation Benchmarks, RecSys 2022, arXiv:2110.14037',
  presets: {
    'movielens-1m': {
      settings: { factors: 64, regularization: 0.012, unobservedWeight: 0.2, epochs: 16 },
      found:
        'highest NDCG@20 by likewise evaluate folds2to5.csv --positive ">=4" --model implicit-als:factors=64,… --split random:0.9 --metric ndcg@20, on the rows whose fold is not 1; grid unobservedWeight 0.15, 0.2; regularization 0.0105…0.015',
    },
    'movielens-1m-256': {
      settings: { factors: 256, regularization: 0.011, unobservedWeight: 0.2, epochs: 16 },
      found:
        'highest NDCG@20 by likewise evaluate folds2to5.csv --positive ">=4" --model implicit-als:factors=256,… --split random:0.9 --metric ndcg@20, on the rows whose fold is not 1; grid unobservedWeight 0.12…0.2; regularization 0.011…0.0138',
    },
    'implicit-small': {
      settings: { factors: 128, weighting: 'binary', alpha: 0.7, regularization: 0.01, unobservedWeight: 0.05, epochs: 16 },
      found:
        'NDCG@20 of likewise evaluate on Last.fm 2K (HetRec; 92,834 plays, each pair counting 1): randomSplit share 0.8 seed 0, its training part split again by share 0.9 seed 1, the tenth judged; one option after the other, the best kept: factors 32, 64, 128; unobservedWeight 0.01…0.1; regularization 0.003…0.04; alpha 0.7, 1; regularizationExponent 0.75, 1; epochs 8, 16',
    },
    'implicit-large': {
      settings: { factors: 128, weighting: 'binary', regularization: 0.012, unobservedWeight: 0.2, epochs: 16 },
      found:
        'NDCG@20 of likewise evaluate on MovieLens 1M (1,000,209 ratings, each counting 1): randomSplit share 0.8 seed 0, its training part split again by share 0.9 seed 1, the tenth judged; one option after the other, the best kept: unobservedWeight 0.1, 0.2, 0.4; regularization 0.006, 0.012, 0.02; factors 64, 128; epochs 10, 16',
    },
  },
  create: implicitALS,
  restore: restored,
};
