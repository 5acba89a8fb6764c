/**
 * What another policy would have earned, from the logs of the one that ran, before anybody meets it. With w = π(a | context) / p,
 * p the logged propensity, q a model of the rewards and DM_i = Σ_a π(a | context_i) q(context_i, a):
 *
 *   replay  mean reward of rows accepted with probability w / max w
 *   IPS     mean of w r                    SNIPS  Σ w r / Σ w
 *   DM      mean of DM_i                   DR     mean of DM_i + w (r − q)
 *   SNDR    mean of DM_i + Σ w (r − q) / Σ w
 *
 * All but DM are unbiased or nearly so where the propensities are right; DM is as good as its model. Standard errors come from
 * the influence of each row on the estimate (Owen: Monte Carlo theory, methods and examples, 2013, §9.2; DM counts what a row
 * adds to its model), or intervals from drawing rows again.
 *
 * Sources: Li, Chu, Langford, Wang, WSDM 2011, doi:10.1145/1935826.1935878 (replay); Horvitz, Thompson, JASA 1952,
 * doi:10.1080/01621459.1952.10483446 (IPS); Swaminathan, Joachims: The Self-Normalized Estimator for Counterfactual Learning, NIPS
 * 2015 (SNIPS); Dudík, Langford, Li, ICML 2011, arXiv:1103.4601 (DR); Thomas, Brunskill, ICML 2016, arXiv:1604.00923 (weighted DR).
 * Differs: replay of a policy that draws its actions accepts rows by rejection; of a fixed choice it is the paper's.
 */
import { LikewiseError } from '../errors.ts';
import { normalDeviation } from '../math/normal-distribution.ts';
import { seededRandom } from '../math/random.ts';
import { choice, integer, number, type OptionSpecs, resolveOptions } from '../options.ts';
import { bootstrapIntervals, type EstimateToBound, type EstimatorName, estimatorValues, type WeighedRows } from './estimators.ts';
import {
  type ActionProbabilities,
  cellOf,
  cellSums,
  contextSums,
  fitRewardModel,
  type LoggedPulls,
  requireLogs,
  requireTarget,
} from './logged-pulls.ts';

export interface OffPolicyOptions {
  /** Rows of the overall mean that the reward model gives each action in addition; ≥ 0. @default 100 */
  readonly shrinkage: number;
  /** How sure the intervals are; > 0 and < 1. @default 0.95 */
  readonly confidence: number;
  /** Normal: ± z standard errors; bootstrap: BCa percentiles over rows drawn again. @default 'normal' */
  readonly interval: 'normal' | 'bootstrap';
  /** How often the rows are drawn again; integer ≥ 10. @default 1000 */
  readonly resamples: number;
  /** Start of the random numbers of replay and bootstrap; integer ≥ 0. @default 0 */
  readonly seed: number;
}
const options: OptionSpecs<OffPolicyOptions> = {
  shrinkage: number(100, { min: 0 }, 'rows of the overall mean that the reward model gives each action in addition'),
  confidence: number(0.95, { above: 0, below: 1 }, 'how sure the intervals are'),
  interval: choice('normal', ['normal', 'bootstrap'], 'normal: ± z standard errors; bootstrap: BCa percentiles over rows drawn again'),
  resamples: integer(1000, { min: 10 }, 'how often the rows are drawn again'),
  seed: integer(0, { min: 0 }, 'start of the random numbers of replay and bootstrap'),
};

export interface PolicyEstimate {
  readonly name: EstimatorName;
  /** Reward of one row under the target policy. */
  readonly value: number;
  readonly standardError: number;
  readonly interval: readonly [low: number, high: number];
}

export interface LogWarning {
  readonly code: 'no-overlap' | 'unsupported-actions' | 'small-effective-size' | 'heavy-row' | 'wrong-propensities' | 'few-rewards';
  readonly message: string;
}

export interface OffPolicyReport {
  readonly rows: number;
  readonly actions: number;
  readonly contexts: number;
  /** Mean reward of the policy that ran. */
  readonly loggedReward: number;
  /** In the order above; without those of which the logs say nothing. */
  readonly estimates: readonly PolicyEstimate[];
  /** Effective sample size, (Σw)²/Σw²: as many rows of the target policy itself would tell as much. */
  readonly effectiveSize: number;
  /** 1 on average, where the propensities are right. */
  readonly meanWeight: number;
  readonly largestWeight: number;
  /** Rows that replay accepted. */
  readonly replayed: number;
  readonly warnings: readonly LogWarning[];
}

/**
 * What the target policy would have earned for each row of the logs, by all estimators; memory: some 100 bytes a row.
 * @param target what the policy to judge does; [contexts × actions]
 * @param rewardModel q; by default fitted to the logs; [contexts × actions]
 * @throws LikewiseError `empty-data`, `invalid-value` naming row and field, `invalid-option`
 */
export function evaluatePolicy(
  logs: LoggedPulls,
  target: ActionProbabilities,
  given: Partial<OffPolicyOptions> = {},
  rewardModel?: Float64Array,
): OffPolicyReport {
  const settings = resolveOptions('evaluatePolicy', options, given);
  requireLogs('evaluatePolicy', logs);
  requireTarget('evaluatePolicy', logs, target);
  if (rewardModel !== undefined && !(rewardModel.length === target.length && rewardModel.every(Number.isFinite))) {
    const must = `the reward model must hold ${target.length} finite numbers, one for each context and action`;
    const got = `${rewardModel.length}${rewardModel.length === target.length ? ', not all finite' : ''}`;
    throw new LikewiseError('invalid-value', `evaluatePolicy: ${must}; got ${got}.`, { field: 'rewardModel' });
  }
  const rows = rowsOf(logs, target, rewardModel ?? fitRewardModel(logs, settings.shrinkage));
  const { weights, sum, squares, largest } = rows;
  const count = weights.length;
  const random = seededRandom(settings.seed, 'replay');
  const accepted = Uint8Array.from(weights, (weight) => (random.uniform() * largest < weight ? 1 : 0));
  const weighed = { weights, accepted, rewardModel };
  const influences = influencesOf(logs, target, rows, weighed, settings.shrinkage);
  const bootstrapped = settings.interval === 'bootstrap' ? bootstrapIntervals(logs, target, weighed, influences, settings) : undefined;
  const z = normalDeviation(settings.confidence);
  const estimates = influences.map(({ name, value, influence }): PolicyEstimate => {
    const standardError = Math.sqrt(influence.reduce((total, x) => total + x * x, 0)) / count;
    return { name, value, standardError, interval: bootstrapped?.get(name) ?? [value - z * standardError, value + z * standardError] };
  });
  return {
    rows: count,
    actions: logs.actionCount,
    contexts: logs.contextCount ?? 1,
    loggedReward: totalOf(logs.rewards) / count,
    estimates,
    effectiveSize: squares === 0 ? 0 : sum ** 2 / squares,
    meanWeight: sum / count,
    largestWeight: largest,
    replayed: totalOf(accepted),
    warnings: logWarnings(logs, target, rows),
  };
}

type Rows = ReturnType<typeof rowsOf>;

/** Of each row w, DM_i (the same for all rows of a context) and q of the action taken, [rows] each; and what the weights come to. */
function rowsOf(logs: LoggedPulls, target: Float64Array, q: Float64Array) {
  const count = logs.actions.length;
  const expected = q.map((reward, cell) => target[cell] * reward);
  const ofContext = contextSums(expected, logs);
  const rows = { weights: new Float64Array(count), direct: new Float64Array(count), model: new Float64Array(count) };
  let [sum, squares, largest] = [0, 0, 0];
  for (let row = 0; row < count; row++) {
    const cell = cellOf(logs, row);
    const weight = target[cell] / logs.propensities[row];
    rows.weights[row] = weight;
    rows.direct[row] = ofContext[logs.contexts?.[row] ?? 0];
    rows.model[row] = q[cell];
    sum += weight;
    squares += weight ** 2;
    if (weight > largest) largest = weight;
  }
  return { ...rows, sum, squares, largest };
}

const totalOf = (values: ArrayLike<number>): number => {
  let total = 0;
  for (let k = 0; k < values.length; k++) total += values[k];
  return total;
};

/** Each estimate with the influence of each row: estimate − truth ≈ mean of the influences; [rows]. */
function influencesOf(logs: LoggedPulls, target: Float64Array, rows: Rows, weighed: WeighedRows, smoothing: number): EstimateToBound[] {
  const { rewards } = logs;
  const { weights, direct } = rows;
  const { accepted, rewardModel } = weighed;
  const count = weights.length;
  const values = estimatorValues(logs, target, weighed, new Uint32Array(count).fill(1), smoothing);
  const shrinkage = rewardModel === undefined ? smoothing : undefined;
  const meanWeight = rows.sum / count;
  const share = totalOf(accepted) / count;
  const excess = values.sndr - values.dm;
  const residuals = residualsOf(logs, rows, shrinkage);
  const learned = shrinkage === undefined ? undefined : modelInfluence(logs, target, residuals, shrinkage);
  const each = (influence: (row: number) => number): Float64Array => Float64Array.from({ length: count }, (_, row) => influence(row));
  const influences: Readonly<Record<EstimatorName, () => Float64Array>> = {
    replay: () => each((row) => (accepted[row] * (rewards[row] - values.replay)) / share),
    ips: () => each((row) => weights[row] * rewards[row] - values.ips),
    snips: () => each((row) => (weights[row] * (rewards[row] - values.snips)) / meanWeight),
    dm: () => each((row) => direct[row] - values.dm + (learned?.[row] ?? 0)),
    dr: () => each((row) => direct[row] + weights[row] * residuals[row] - values.dr),
    sndr: () => each((row) => direct[row] - values.dm + (weights[row] * (residuals[row] - excess)) / meanWeight),
  };
  return (Object.keys(influences) as EstimatorName[])
    .filter((name) => !Number.isNaN(values[name]))
    .map((name) => ({ name, value: values[name], influence: influences[name]() }));
}

/**
 * Rewards less their model; [rows]. A model fitted to the row itself comes too close to it: what is left is scaled to what it would
 * be without the row in the fit (the jackknife's correction, exact for means).
 */
function residualsOf(logs: LoggedPulls, { model }: Rows, shrinkage: number | undefined): Float64Array {
  const { shows } = cellSums(logs);
  return model.map((modelled, row) => {
    const behind = shrinkage === undefined ? 0 : shows[cellOf(logs, row)] + shrinkage;
    return (logs.rewards[row] - modelled) * (behind > 1 ? behind / (behind - 1) : 1);
  });
}

/** What a row adds to the direct method through the model fitted to it. */
function modelInfluence(logs: LoggedPulls, target: Float64Array, residuals: Float64Array, shrinkage: number): Float64Array {
  const { shows, rewards: sums } = cellSums(logs);
  const count = residuals.length;
  const mean = totalOf(sums) / count;
  const ofContext = contextSums(shows, logs);
  // Derivative of the estimate by q of a cell, over rows + shrinkage; and by the overall mean.
  const slopes = shows.map((shown, cell) =>
    shown + shrinkage === 0 ? 0 : (ofContext[Math.floor(cell / logs.actionCount)] * target[cell]) / (shown + shrinkage),
  );
  const ofMean = slopes.reduce((total, slope) => total + slope * shrinkage, 0) / count;
  return residuals.map((residual, row) => slopes[cellOf(logs, row)] * residual + ofMean * (logs.rewards[row] - mean));
}

/** Below so many effective rows, or rows with a reward, normal intervals are too narrow. */
const fewRows = 100;
const fewRewards = 20;

/** When the logs cannot answer what the policy would earn, or only roughly. */
function logWarnings(logs: LoggedPulls, target: ActionProbabilities, { weights, sum, squares, largest }: Rows): LogWarning[] {
  const { actionCount, rewards } = logs;
  const count = weights.length;
  if (sum === 0) {
    const nothing = 'the target policy never does what the logs show: only the reward model (DM) says anything, and it saw nothing of it';
    return [{ code: 'no-overlap', message: nothing }];
  }
  const { shows } = cellSums(logs);
  const ofContext = contextSums(shows, logs);
  let unseen = 0;
  for (let cell = 0; cell < shows.length; cell++)
    if (shows[cell] === 0) unseen += (target[cell] * ofContext[Math.floor(cell / actionCount)]) / count;
  const effective = sum ** 2 / squares;
  const mean = sum / count;
  const error = Math.sqrt(Math.max(0, squares / count - mean ** 2) / count);
  const rewarded = weights.reduce((rows, weight, row) => rows + (weight > 0 && rewards[row] !== 0 ? 1 : 0), 0);
  const warnings: Readonly<Record<Exclude<LogWarning['code'], 'no-overlap'>, string | false>> = {
    'unsupported-actions':
      unseen > 0.01 &&
      `${(unseen * 100).toFixed(1)} % of what the target policy does never occurs in the logs: the logs cannot answer for that part`,
    'small-effective-size':
      (effective < fewRows || effective < count / 100) &&
      `${count} rows tell as much as ${effective.toFixed(0)} of the target policy itself: the intervals are rough; log more, or judge a policy closer to the one that ran`,
    'heavy-row': largest > 0.05 * sum && `one row carries ${((100 * largest) / sum).toFixed(0)} % of all weight`,
    'wrong-propensities':
      unseen <= 0.01 &&
      Math.abs(mean - 1) > Math.max(4 * error, 1e-6) &&
      `the mean weight is ${mean.toFixed(3)} ± ${error.toFixed(3)} and should be 1: the propensities do not fit the logs, or actions are missing from them`,
    'few-rewards':
      rewarded < fewRewards &&
      `only ${rewarded} ${rewarded === 1 ? 'row' : 'rows'} of the target policy's actions brought a reward: the intervals are too narrow`,
  };
  return (Object.keys(warnings) as (keyof typeof warnings)[]).flatMap((code) => {
    const message = warnings[code];
    return message === false ? [] : [{ code, message }];
  });
}
