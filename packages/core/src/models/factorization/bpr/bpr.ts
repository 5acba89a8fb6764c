/**
 * Bayesian personalized ranking (BPR): a factorization that learns to rank what someone liked above what they did not.
 *
 * Scores b_i + x_u · y_i and maximizes, by stochastic gradient ascent over pairs (u, i) liked and items j not,
 *   Σ ln σ(score(u,i) − score(u,j)) − λ_u/2 ‖x_u‖² − λ_i/2 ‖y_i‖² − λ_j/2 ‖y_j‖² − λ/2 (b_i² + b_j²)   (penalties per sample)
 *
 * Source: Rendle, Freudenthaler, Gantner, Schmidt-Thieme: BPR: Bayesian Personalized Ranking from Implicit Feedback, UAI 2009,
 * arXiv:1205.2618. candidates > 1: Zhang, Chen, Wang, Yu: Optimizing Top-N Collaborative Filtering via Dynamic Negative Item
 * Sampling, SIGIR 2013, doi:10.1145/2484028.2484126.
 * Differs: the paper draws (u, i, j) with replacement. Here an epoch takes every liked pair once, block by block of a grid (see
 * bpr/pair-grid.ts), and draws j from the item group that the epoch dealt to i: uniform over all items the user does not have
 * in the long run, but within one epoch from 1 in `side` of them; any number of threads gives the same bits. A j that the user
 * has is drawn again up to 32 times, then the pair is left out of this epoch. Items nobody liked are no negatives. Rates may
 * fall from epoch to epoch. A new person's vector is found by the same steps with the items held fixed, a new item's with all else.
 */
import type { Interactions } from '../../../data/interactions.ts';
import { loadKernels } from '../../../kernels/load-kernels.ts';
import { patternOf } from '../../../matrix/sparse.ts';
import { boolean, choice, integer, number, type OptionSpecs, resolveOptions } from '../../../options.ts';
import { requirePositives } from '../../answering/positives.ts';
import type { FoldInRow } from '../../answering/user-row.ts';
import type { CatalogEntry, Estimator, FitContext } from '../../contract/estimator.ts';
import { refuseRefit } from '../../contract/requirements.ts';
import type { ModelState } from '../../contract/state.ts';
import { checkedPreferenceState, PreferenceModel } from '../../vectors/preference-model.ts';
import { foldInByRanking } from './fold-in.ts';
import { newItemByRanking } from './new-item.ts';
import { trainRanking } from './training.ts';

export interface BPROptions {
  /** Length of each user and item vector; integer ≥ 1. @default 64 */
  readonly factors: number;
  /** Passes over the liked pairs; integer ≥ 1. @default 100 */
  readonly epochs: number;
  /** Size of each step; > 0. @default 0.05 */
  readonly learningRate: number;
  /** The rate is multiplied by this after every epoch; > 0 and ≤ 1. @default 1 */
  readonly learningRateDecay: number;
  /** λ: penalty of vectors and biases, at each sample they take part in; ≥ 0. @default 0.01 */
  readonly regularization: number;
  /** λ_u, instead of the common one; ≥ 0. */
  readonly userRegularization: number | undefined;
  /** λ_i of the liked item's vector, instead of the common one; ≥ 0. */
  readonly positiveRegularization: number | undefined;
  /** λ_j of the other item's vector, instead of the common one; ≥ 0. */
  readonly negativeRegularization: number | undefined;
  /** Learn b_i: how much an item is liked by everyone. @default true */
  readonly itemBias: boolean;
  /** Draw j among items, each as likely, or among liked pairs: popular items more often. @default 'uniform' */
  readonly negativeSampling: 'uniform' | 'popularity';
  /** Items drawn for each sample, of which the one scored highest becomes j; more learns the top of the list; integer ≥ 1. @default 1 */
  readonly candidates: number;
  /** Standard deviation of the initial vectors' coordinates, times √factors; > 0. @default 0.1 */
  readonly startScale: number;
  /** Same seed, data and version: same model, bit for bit; integer ≥ 0. @default 0 */
  readonly seed: number;
}

const ownPenalty = (of: string) => number(undefined, { min: 0 }, `penalty of ${of}, instead of the common one`);

const options: OptionSpecs<BPROptions> = {
  factors: integer(64, { min: 1, max: 4096 }, 'length of each user and item vector'),
  epochs: integer(100, { min: 1 }, 'passes over the liked pairs'),
  learningRate: number(0.05, { above: 0 }, 'size of each step'),
  learningRateDecay: number(1, { above: 0, max: 1 }, 'what the rate is multiplied by after every epoch'),
  regularization: number(0.01, { min: 0 }, 'penalty of vectors and biases, at each sample they take part in'),
  userRegularization: ownPenalty('user vectors'),
  positiveRegularization: ownPenalty('vectors of liked items'),
  negativeRegularization: ownPenalty('vectors of negatives'),
  itemBias: boolean(true, 'learn how much an item is liked by everyone'),
  negativeSampling: choice('uniform', ['uniform', 'popularity'], 'draw negatives among items, or among liked pairs'),
  candidates: integer(1, { min: 1, max: 1024 }, 'items drawn for each sample, of which the one scored highest becomes the negative'),
  startScale: number(0.1, { above: 0 }, 'size of the random initial vectors'),
  seed: integer(0, { min: 0 }, 'start of randomness'),
};

/**
 * Every value above 0 is a like, whatever its size; keep only what people liked first. 0 is seen, but no like.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `negative-weight`, `diverged`, `too-large`.
 * @example const model = await bpr({ factors: 32 }).fit(train);
 */
export function bpr(given: Partial<BPROptions> = {}): Estimator<BPRModel, BPROptions> {
  const settings = resolveOptions('bpr', options, given);
  return Object.freeze({ name: 'bpr', settings, fit });

  async function fit(train: Interactions, context: FitContext = {}): Promise<BPRModel> {
    refuseRefit('bpr', context.refit);
    context.signal?.throwIfAborted();
    const positives = requirePositives('bpr', train);
    const kernels = context.kernels ?? (await loadKernels({ threads: context.threads }));
    const learned = await trainRanking(positives, settings, kernels, context);
    const { users, items, userItems } = train;
    const userBias = new Float32Array(users.size);
    return new BPRModel({ settings: { ...settings }, users, items, seen: patternOf(userItems), ...learned, userBias });
  }
}

/** A fitted model; scores rank and mean nothing else. No method changes it; treat the arrays in `state` as read-only. */
export class BPRModel extends PreferenceModel {
  readonly name = 'bpr';
  protected readonly factory = 'bpr';

  protected solve({ indexes }: FoldInRow): Float32Array {
    return foldInByRanking(indexes, this.state, this.knownItems, this.#settings);
  }

  protected solveItem({ indexes: liked }: FoldInRow, { indexes: met }: FoldInRow): Float32Array {
    const { knownUsers, knownItems } = this;
    return newItemByRanking(liked, met, { ...this.state, knownUsers, knownItems }, this.#settings);
  }

  get #settings(): BPROptions {
    return this.state.settings as unknown as BPROptions;
  }
}

function restored(state: ModelState): BPRModel {
  const { factors } = resolveOptions('bpr', options, state.settings as Partial<BPROptions>);
  return new BPRModel(checkedPreferenceState('bpr', state, factors));
}

export const bprEntry: CatalogEntry<BPROptions, BPRModel> = {
  name: 'bpr',
  factory: 'bpr',
  family: 'factorization',
  summary: 'Vectors that rank what people liked above what they did not: for lists from clicks and likes, learned pair by pair.',
  feedback: 'implicit',
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'new-items'],
  options,
  formula:
    'score(u,i) = b_i + x_u·y_i, maximizing Σ ln σ(score(u,i) − score(u,j)) − λ_u/2 ‖x_u‖² − λ_i/2 ‖y_i‖² − λ_j/2 ‖y_j‖² over i liked, j not',
  source:
    'Rendle, Freudenthaler, Gantner, Schmidt-Thieme: BPR: Bayesian Personalized Ranking from Implicit Feedback, UAI 2009, arXiv:1205.2618',
  presets: {
    'movielens-1m': {
      settings: { factors: 64, epochs: 60, learningRate: 0.1, learningRateDecay: 0.94, regularization: 0.02, candidates: 8 },
      found:
        'highest NDCG@20 by likewise evaluate folds2to5.csv --positive ">=4" --model bpr:factors=64,… --split column:fold=2 --metric ndcg@20, on the rows whose fold is not 1; grid candidates 1…16; learningRate 0.02…0.15; learningRateDecay 0.94…1; regularization 0.003…0.03; itemBias',
    },
    'implicit-small': {
      settings: { factors: 128, epochs: 100, learningRate: 0.1, learningRateDecay: 0.95, regularization: 0.02, candidates: 8 },
      found:
        'NDCG@20 of likewise evaluate on Last.fm 2K (HetRec; 92,834 plays, each pair counting 1): randomSplit share 0.8 seed 0, its training part split again by share 0.9 seed 1, the tenth judged; one option after the other, the best kept: candidates 2, 4, 8; regularization 0.01, 0.02, 0.04; learningRate 0.05, 0.1, 0.15; factors 32, 64, 128; epochs 60, 100; itemBias',
    },
    'implicit-large': {
      settings: { factors: 64, epochs: 60, learningRate: 0.1, learningRateDecay: 0.94, regularization: 0.02, candidates: 8 },
      found:
        'NDCG@20 of likewise evaluate on MovieLens 1M (1,000,209 ratings, each counting 1): randomSplit share 0.8 seed 0, its training part split again by share 0.9 seed 1, the tenth judged; candidates 2, 4, 8 at regularization 0.02; regularization 0.015, 0.02, 0.03 with 4 candidates; factors 64, 128 with 4 and with 8; rate and epochs of movielens-1m',
    },
  },
  create: bpr,
  restore: restored,
};
