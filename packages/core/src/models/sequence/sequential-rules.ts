/**
 * Sequential rules: what came within a few places after the items of the session. score(s,i) = Σ_k g_k w_{s_k,i} over the newest items s_1,
 * s_2, … of the session, w_ji = c_ji / (Σ_i′ c_ji′)^α / n_i^β, c_ji = Σ f(d) over the places where i stands d ≤ window places after j, plus
 * `backward` times as much where it stands before; n_i = events of item i.
 *
 * Source: Ludewig, Jannach: Evaluation of Session-based Recommendation Algorithms, UMUAI 2018, doi:10.1007/s11257-018-9209-6 (rules
 * weighted by distance). Differs: the last items of the session count together, falling with their age, where the paper takes the newest
 * alone; the weights of a rule are divided by powers of how much its sides occur; both directions on request; popularity orders items of no rule.
 */
import { portableExp, portableLog } from '../../math/portable.ts';
import { type SparseRows, sparseFromRows } from '../../matrix/sparse.ts';
import { choice, integer, number, type OptionSpecs } from '../../options.ts';
import { followers } from '../../sequences/followers.ts';
import { topIndexes } from '../answering/recommend.ts';
import { defineEstimator, type Factory } from '../contract/define-estimator.ts';
import type { CatalogEntry } from '../contract/estimator.ts';
import { FALLS, type Falling, falling } from '../transitions/falling.ts';
import {
  restoredTransitions,
  TransitionModel,
  type TransitionSettings,
  trainingSessions,
  transitionOptions,
  transitionShapes,
} from '../transitions/transition-model.ts';

export interface SequentialRulesOptions extends TransitionSettings {
  /** Places after an item within which another follows it; integer ≥ 1. @default 10 */
  readonly window: number;
  /** How a rule's weight falls with the distance d: 1/d, 1/log2(d + 1), or not. @default 'inverse' */
  readonly distance: Falling;
  /** Newest items of the session that count; integer ≥ 1. @default 10 */
  readonly last: number;
  /** How an item of the session counts, the k-th newest: 1/k, 1/log2(k + 1), or all alike. @default 'inverse' */
  readonly age: Falling;
  /**
   * α: exponent of an item's sum of weights, which its rules are divided by: at 1 every item of the session has the same say; ≥ 0. @default
   * 0.5
   */
  readonly normalization: number;
  /** β: exponent of the events of an item, which rules into it are divided by: above 0 popular items are held back; ≥ 0. @default 0 */
  readonly popularity: number;
  /** What a rule gains where the other item stood before, as a share of what it gains where it stood after; ≥ 0. @default 0 */
  readonly backward: number;
  /** Rules kept of each item, the heaviest; integer ≥ 1. @default 1000 */
  readonly rules: number;
}
const options: OptionSpecs<SequentialRulesOptions> = {
  window: integer(10, { min: 1 }, 'places after an item within which another follows it'),
  distance: choice('inverse', FALLS, "how a rule's weight falls with the distance d: 1/d, 1/log2(d + 1), or not"),
  last: integer(10, { min: 1 }, 'newest items of the session that count'),
  age: choice('inverse', FALLS, 'how an item of the session counts, the k-th newest: 1/k, 1/log2(k + 1), or all alike'),
  normalization: number(
    0.5,
    { min: 0 },
    "α: exponent of an item's sum of weights, which its rules are divided by: at 1 every item of the session has the same say",
  ),
  popularity: number(
    0,
    { min: 0 },
    'β: exponent of the events of an item, which rules into it are divided by: above 0 popular items are held back',
  ),
  backward: number(0, { min: 0 }, 'what a rule gains where the other item stood before, as a share of what it gains where it stood after'),
  rules: integer(1000, { min: 1 }, 'rules kept of each item, the heaviest'),
  ...transitionOptions,
};

/** How much of popularity stands beside an item's rules: less than any rule, so that it orders items of no rule alone. */
const REST = 1e-7;

export class SequentialRulesModel extends TransitionModel<SequentialRulesOptions> {
  #depths: Float64Array | undefined;

  protected depths(): Float64Array {
    this.#depths ??= falling(this.settings.age, this.settings.last);
    return this.#depths;
  }
}

const foundOn = (data: string, grid: string): string =>
  `what likewise evaluate early.csv --model sequential-rules:… --split leave-last:2 --metric ndcg@10 measures, on ${data} without everyone's last row; tried ${grid}`;

export const sequentialRulesEntry: CatalogEntry<SequentialRulesOptions, SequentialRulesModel, 'sequential-rules'> = defineEstimator({
  name: 'sequential-rules',
  factory: 'sequentialRules',
  family: 'sequence',
  summary: 'What came soon after the last items of others: next items in seconds, each with its reasons.',
  feedback: 'implicit',
  weights: 'counted',
  needs: ['timestamps'],
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'explain'],
  ordered: true,
  options,
  formula:
    'score(s,i) = Σ_k g_k w_{s_k,i}, s_k = k-th newest item of s, w_ji = c_ji / (Σ_i′ c_ji′)^α / n_i^β, c_ji = Σ f(d) over places where i stands d ≤ window after j',
  source: 'Ludewig, Jannach: Evaluation of Session-based Recommendation Algorithms, UMUAI 2018, doi:10.1007/s11257-018-9209-6',
  presets: {
    'ml-1m': {
      settings: { distance: 'logarithmic', normalization: 0.8, popularity: 0.2 },
      found: foundOn('ml-1m', 'normalization 0.5, 0.8, 1; popularity 0, 0.2, 0.3; distance inverse, logarithmic; window and last 10, 20'),
    },
    'amazon-beauty': {
      settings: { window: 20, last: 20, distance: 'logarithmic', popularity: 0.1 },
      found: foundOn(
        'Amazon Beauty',
        'normalization 0.3, 0.5, 0.6, 1; popularity 0, 0.1, 0.2; backward 0, 0.2; distance; window and last 10, 20',
      ),
    },
    'amazon-sports': {
      settings: { distance: 'logarithmic', age: 'logarithmic', normalization: 0.4, backward: 0.5 },
      found: foundOn(
        'Amazon Sports',
        'normalization 0.4, 0.5, 1; popularity 0, 0.3; backward 0, 0.5; distance; age; window and last 10, 20',
      ),
    },
  },
  async fit(settings, train, context) {
    const { onEpoch, signal } = context;
    const { histories, begins, counts, state } = trainingSessions('sequentialRules', train, settings, settings.last, context);
    const forward = falling(settings.distance, settings.window);
    const backward = settings.backward === 0 ? undefined : forward.map((weight) => weight * settings.backward);
    const pairs = followers(histories, begins, train.items.size, { forward, backward });
    await onEpoch?.({ epoch: 1, epochs: 1 });
    signal?.throwIfAborted();
    return { ...state, weights: ruleWeights(pairs, counts, settings), rests: new Float32Array(train.items.size).fill(REST) };
  },
  shapes: transitionShapes,
  restored: (state) => restoredTransitions('sequential-rules', state),
  model: SequentialRulesModel,
});

/** c_ji / (Σ_i′ c_ji′)^α / n_i^β, the heaviest of each row. */
function ruleWeights(pairs: SparseRows, counts: Float64Array, settings: SequentialRulesOptions): SparseRows {
  const held = counts.map((count) => (count > 0 ? power(count, -settings.popularity) : 0));
  return sparseFromRows(pairs.rows, pairs.columns, pairs.values.length, (row, add) => {
    const [begin, end] = [pairs.pointers[row], pairs.pointers[row + 1]];
    const counted = pairs.values.subarray(begin, end);
    const total = counted.reduce((sum, value) => sum + value, 0);
    const scale = total > 0 ? power(total, -settings.normalization) : 0;
    const weights = Float32Array.from(counted, (value, e) => value * scale * held[pairs.indexes[begin + e]]);
    const kept = weights.length > settings.rules ? topIndexes(weights, settings.rules).sort((a, b) => a - b) : weights.keys();
    for (const e of kept) add(pairs.indexes[begin + e], weights[e]);
  });
}

/** base^exponent for base > 0, the same bits on every host. */
const power = (base: number, exponent: number): number => (exponent === 0 ? 1 : portableExp(exponent * portableLog(base)));

/**
 * Every event above 0 counts 1. Memory: the data and at most items × rules weights.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `unexpected-ratings`, `negative-weight`, `missing-timestamps`.
 * @example const model = await sequentialRules({ window: 5 }).fit(train); model.recommend({ ratings: [{ item: 'tea' }, { item: 'jam' }] });
 */
export const sequentialRules: Factory<SequentialRulesOptions, SequentialRulesModel> = sequentialRulesEntry.create;
