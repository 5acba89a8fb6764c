/**
 * Logistic matrix factorization: the probability that someone likes an item.
 *
 * P(u likes i) = σ(s), s = b_u + b_i + x_u · y_i, and maximizes, by alternating AdaGrad steps,
 *   Σ_liked α r_ui ln σ(s_ui) + Σ_all ln σ(−s_ui) − λ/2 (Σ_u ‖x_u‖² + Σ_i ‖y_i‖²)
 * The sum over all pairs of a row is estimated from `negatives` pairs for each of its likes, drawn anew each half-step, and taken
 * in full where that is no more.
 *
 * Source: Johnson: Logistic Matrix Factorization for Implicit Feedback Data, NIPS 2014 workshop on distributed machine learning and
 * matrix computations. Confidence α·r: Hu, Koren, Volinsky, ICDM 2008, doi:10.1109/ICDM.2008.22. Steps: Duchi, Hazan, Singer: Adaptive Subgradient Methods, JMLR 12 (2011).
 * Differs: the paper's gradients sum over all pairs, ours estimate that sum without bias: each drawn pair stands for all pairs ÷ drawn
 * pairs (the library implicit counts it once, by which a popular item gains nothing). Users and items without a like take no
 * part. Items are moved before users. The vector and bias of a new person or item are found by the same steps with the other side held fixed.
 */
import type { Id } from '../../../data/id-map.ts';
import type { Interactions } from '../../../data/interactions.ts';
import { loadKernels } from '../../../kernels/load-kernels.ts';
import { patternOf } from '../../../matrix/sparse.ts';
import { integer, number, type OptionSpecs, resolveOptions } from '../../../options.ts';
import { requirePositives } from '../../answering/positives.ts';
import type { FoldInRow } from '../../answering/user-row.ts';
import type { CatalogEntry, Estimator, FitContext } from '../../contract/estimator.ts';
import type { UserQuery } from '../../contract/model.ts';
import { refuseRefit } from '../../contract/requirements.ts';
import type { ModelState } from '../../contract/state.ts';
import { checkedPreferenceState, PreferenceModel } from '../../vectors/preference-model.ts';
import { foldInByLogistic, trainLogistic } from './training.ts';

export interface LogisticMFOptions {
  /** Length of each user and item vector; integer ≥ 1. @default 32 */
  readonly factors: number;
  /** Passes; each moves all items, then all users; integer ≥ 1. @default 30 */
  readonly epochs: number;
  /** Size of AdaGrad's first step in each coordinate; > 0. @default 0.3 */
  readonly learningRate: number;
  /** λ: penalty of vectors, not of biases; ≥ 0. @default 5 */
  readonly regularization: number;
  /** How much a like of value 1 counts against a pair as such; > 0. @default 10 */
  readonly alpha: number;
  /** Pairs drawn for each like, to stand for all pairs of its row; integer ≥ 1. @default 30 */
  readonly negatives: number;
  /** Standard deviation of the initial vectors' coordinates, times √factors; > 0. @default 0.1 */
  readonly startScale: number;
  /** Same seed, data and version: same model, bit for bit; integer ≥ 0. @default 0 */
  readonly seed: number;
}

const options: OptionSpecs<LogisticMFOptions> = {
  factors: integer(32, { min: 1, max: 4094 }, 'length of each user and item vector'),
  epochs: integer(30, { min: 1 }, 'passes over the data'),
  learningRate: number(0.3, { above: 0 }, "size of AdaGrad's first step in each coordinate"),
  regularization: number(5, { min: 0 }, 'penalty of vectors, not of biases'),
  alpha: number(10, { above: 0 }, 'how much a like of value 1 counts against a pair as such'),
  negatives: integer(30, { min: 1, max: 10_000 }, 'pairs drawn for each like, to stand for all pairs of its row'),
  startScale: number(0.1, { above: 0 }, 'size of the random initial vectors'),
  seed: integer(0, { min: 0 }, 'start of randomness'),
};

/**
 * Values above 0 are likes and count alpha times their size; 0 is seen, but no like.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `negative-weight`, `diverged`, `too-large`.
 * @example const model = await logisticMF({ factors: 30 }).fit(train);
 */
export function logisticMF(given: Partial<LogisticMFOptions> = {}): Estimator<LogisticMFModel, LogisticMFOptions> {
  const settings = resolveOptions('logisticMF', options, given);
  return Object.freeze({ name: 'logistic-mf', settings, fit });

  async function fit(train: Interactions, context: FitContext = {}): Promise<LogisticMFModel> {
    refuseRefit('logisticMF', context.refit);
    context.signal?.throwIfAborted();
    const positives = requirePositives('logisticMF', train);
    const kernels = context.kernels ?? (await loadKernels({ threads: context.threads }));
    const learned = await trainLogistic(positives, settings, kernels, context);
    const { users, items, userItems } = train;
    return new LogisticMFModel({ settings: { ...settings }, users, items, seen: patternOf(userItems), ...learned });
  }
}

/** A fitted model; scores are log-odds. No method changes it; treat the arrays in `state` as read-only. */
export class LogisticMFModel extends PreferenceModel {
  readonly name = 'logistic-mf';
  protected readonly factory = 'logisticMF';

  /** σ(score), the model's probability; with alpha above 1 too high by its odds. `undefined` where someone or something is unknown. */
  probability(who: UserQuery, item: Id): number | undefined {
    const itemIndex = this.items.indexOf(item);
    const score = itemIndex === undefined ? undefined : this.scoreItems(who)?.[itemIndex];
    return score === undefined || Number.isNaN(score) ? undefined : 1 / (1 + Math.exp(-score));
  }

  protected solve(row: FoldInRow): Float32Array {
    return foldInByLogistic('user', row, this.itemVectors, this.knownItems, this.#settings);
  }

  protected solveItem(row: FoldInRow): Float32Array {
    return foldInByLogistic('item', row, this.userVectors(), this.knownUsers, this.#settings);
  }

  get #settings(): LogisticMFOptions {
    return this.state.settings as unknown as LogisticMFOptions;
  }
}

function restored(state: ModelState): LogisticMFModel {
  const { factors } = resolveOptions('logisticMF', options, state.settings as Partial<LogisticMFOptions>);
  return new LogisticMFModel(checkedPreferenceState('logistic-mf', state, factors));
}

export const logisticMFEntry: CatalogEntry<LogisticMFOptions, LogisticMFModel> = {
  name: 'logistic-mf',
  factory: 'logisticMF',
  family: 'factorization',
  summary: 'Vectors and biases that give the odds that someone likes an item, from clicks, plays and counts.',
  feedback: 'implicit',
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'new-items'],
  options,
  formula: 'score(u,i) = b_u + b_i + x_u·y_i, maximizing Σ_liked α r ln σ(score) + Σ_all ln σ(−score) − λ/2 (Σ_u‖x_u‖² + Σ_i‖y_i‖²)',
  source:
    'Johnson: Logistic Matrix Factorization for Implicit Feedback Data, NIPS 2014 workshop on distributed machine learning and matrix computations; confidence α·r: Hu, Koren, Volinsky: Collaborative Filtering for Implicit Feedback Datasets, ICDM 2008, doi:10.1109/ICDM.2008.22',
  presets: {
    'movielens-1m': {
      settings: { factors: 32, epochs: 60, learningRate: 0.15, regularization: 30, alpha: 10 },
      found:
        'highest NDCG@20 by likewise evaluate folds2to5.csv --positive ">=4" --model logistic-mf:factors=32,… --split column:fold=2 --metric ndcg@20, on the rows whose fold is not 1; grid alpha 2…30; learningRate 0.15…1; regularization 1…100; epochs 15…60',
    },
  },
  create: logisticMF,
  restore: restored,
};
