/**
 * How a policy would fare on arms whose rewards we know: many independent runs, their regret as a curve over the pulls.
 *
 * Regret here is the pseudo-regret Σ_t (best mean − mean of the arm pulled): what chance in the rewards adds to it is left
 * out, so fewer runs tell more. Each run has its own streams of one seed for rewards and for the policy, so that two
 * policies of the same seed meet runs that are alike.
 */
import { LikewiseError } from '../errors.ts';
import { type Random, seededRandom } from '../math/random.ts';
import { integer, number, type OptionSpecs, requireOption, resolveOptions } from '../options.ts';
import { type BanditPolicy, type BanditState, drawn, type Outcome } from './policy.ts';

/** The arms. */
export interface BanditWorld {
  readonly arms: number;
  /** Length of the contexts, where there are any. */
  readonly features?: number | undefined;
  /** What holds at one pull: the mean reward of each arm, and what the policy is told. */
  round(random: Random): { readonly means: ArrayLike<number>; readonly context?: ArrayLike<number> | undefined };
  /** A reward of this mean. */
  reward(mean: number, random: Random): number;
}

/** Arms that pay 1 with these probabilities, else 0. @throws LikewiseError `invalid-option` */
export function bernoulliArms(probabilities: readonly number[]): BanditWorld {
  const world = armsOf('bernoulliArms', probabilities, (mean, random) => (random.uniform() < mean ? 1 : 0));
  const arm = probabilities.findIndex((value) => !(value >= 0 && value <= 1));
  if (arm < 0) return world;
  const value = probabilities[arm];
  throw new LikewiseError('invalid-option', `bernoulliArms: arm ${arm} must be a probability from 0 to 1; got ${value}.`, { arm, value });
}

/** Arms that pay normal rewards with these means. @param deviation standard deviation of all, > 0 */
export function gaussianArms(means: readonly number[], deviation = 1): BanditWorld {
  requireOption('gaussianArms', 'deviation', number(1, { above: 0 }, 'standard deviation'), deviation);
  return armsOf('gaussianArms', means, (mean, random) => mean + deviation * random.normal());
}

function armsOf(owner: string, means: readonly number[], reward: BanditWorld['reward']): BanditWorld {
  if (means.length === 0 || !means.every(Number.isFinite)) {
    const must = `${owner}: needs one finite number an arm, at least one`;
    throw new LikewiseError('invalid-option', `${must}; got [${means.join(', ')}].`, { means });
  }
  const round = { means };
  return { arms: means.length, round: () => round, reward };
}

export interface SimulationSettings {
  /** Pulls of a run; integer ≥ 1. @default 2000 */
  readonly pulls: number;
  /** Independent runs; integer ≥ 1. @default 1000 */
  readonly runs: number;
  /** Start of the random numbers; integer ≥ 0. @default 0 */
  readonly seed: number;
  /** Pulls chosen from one state before it learns of their rewards; integer ≥ 1. @default 1 */
  readonly batch: number;
  /** Pulls that pass before a reward is known; integer ≥ 0. @default 0 */
  readonly delay: number;
  /** Points of the curve; integer ≥ 2. @default 100 */
  readonly points: number;
}
const specs: OptionSpecs<SimulationSettings> = {
  pulls: integer(2000, { min: 1 }, 'pulls of a run'),
  runs: integer(1000, { min: 1 }, 'independent runs'),
  seed: integer(0, { min: 0 }, 'start of the random numbers'),
  batch: integer(1, { min: 1 }, 'pulls chosen from one state before it learns of their rewards'),
  delay: integer(0, { min: 0 }, 'pulls that pass before a reward is known'),
  points: integer(100, { min: 2 }, 'points of the curve'),
};

export interface SimulatedRun {
  readonly run: number;
  /** After the last pull; rewards still under way are not in it. */
  readonly state: BanditState;
  /** Pulls of each arm; [arms]. */
  readonly pulls: Uint32Array;
  readonly regret: number;
  readonly reward: number;
  /** Regret, and pulls of a best arm, until each point of the curve; [points]. */
  readonly curve: Float64Array;
  readonly best: Float64Array;
}

export interface SimulationHooks {
  readonly signal?: { throwIfAborted(): void } | undefined;
  readonly onRun?: ((run: SimulatedRun) => void | Promise<void>) | undefined;
  /** The runs in order of their number, where something else plays them by `simulateRun`, on several threads, say. */
  readonly played?: Iterable<SimulatedRun> | AsyncIterable<SimulatedRun> | undefined;
}

export interface MeanAndDeviation {
  readonly mean: number;
  /** Standard deviation over runs. */
  readonly deviation: number;
}

export interface Simulation {
  readonly policy: string;
  readonly settings: object;
  readonly simulation: SimulationSettings;
  /** Mean over runs of the regret of all pulls. */
  readonly meanRegret: number;
  /** 95 % interval of that mean; of a single run, which tells nothing of the spread, the mean itself twice. */
  readonly regretInterval: readonly [low: number, high: number];
  readonly regretDeviation: number;
  /** Reward of one pull. */
  readonly reward: MeanAndDeviation;
  /** Share of the pulls that each arm got; [arms]. */
  readonly shares: readonly MeanAndDeviation[];
  readonly curve: {
    /** After so many pulls; [points]. */
    readonly pulls: readonly number[];
    /** Mean regret until then, and the 95 % interval of the mean (see `regretInterval`). */
    readonly regret: readonly number[];
    readonly low: readonly number[];
    readonly high: readonly number[];
    /** Share of the pulls until then that went to the best arm. */
    readonly bestShare: readonly number[];
  };
}

/**
 * @throws LikewiseError `invalid-option`, `unknown-option`, and what the policy refuses
 * @example (await simulateBandit(bernoulliArms([0.2, 0.5, 0.75]), thompson(), { pulls: 2000 })).meanRegret
 */
export async function simulateBandit<S extends BanditState>(
  world: BanditWorld,
  policy: BanditPolicy<S>,
  given: Partial<SimulationSettings> = {},
  { signal, onRun, played = allRuns(world, policy, given) }: SimulationHooks = {},
): Promise<Simulation> {
  const settings = resolveOptions('simulateBandit', specs, given);
  const { pulls, runs } = settings;
  const marks = marksOf(settings);
  const points = marks.length;
  const regrets = new Moments(points);
  const best = new Float64Array(points);
  const shares = new Moments(world.arms);
  const rewards = new Moments(1);
  signal?.throwIfAborted();
  for await (const run of played) {
    regrets.add(run.curve);
    for (let p = 0; p < points; p++) best[p] += run.best[p] / marks[p] / runs;
    shares.add(Float64Array.from(run.pulls, (count) => count / pulls));
    rewards.add([run.reward / pulls]);
    await onRun?.(run);
    signal?.throwIfAborted();
  }
  const regret = marks.map((_, p) => regrets.at(p));
  const end = ({ mean, deviation }: MeanAndDeviation, sign: number) => mean + (sign * 1.959963984540054 * deviation) / Math.sqrt(runs);
  const whole = regret[points - 1];
  return {
    policy: policy.name,
    settings: policy.settings,
    simulation: settings,
    meanRegret: whole.mean,
    regretInterval: [end(whole, -1), end(whole, 1)],
    regretDeviation: whole.deviation,
    reward: rewards.at(0),
    shares: Array.from({ length: world.arms }, (_, arm) => shares.at(arm)),
    curve: {
      pulls: marks,
      regret: regret.map(({ mean }) => mean),
      low: regret.map((at) => end(at, -1)),
      high: regret.map((at) => end(at, 1)),
      bestShare: [...best],
    },
  };
}

function* allRuns<S extends BanditState>(world: BanditWorld, policy: BanditPolicy<S>, given: Partial<SimulationSettings>) {
  const { runs } = resolveOptions('simulateBandit', specs, given);
  for (let run = 0; run < runs; run++) yield simulateRun(world, policy, given, run);
}

/** Pulls after which the curve has a point; [points]. */
function marksOf({ pulls, points }: SimulationSettings): number[] {
  const count = Math.min(points, pulls);
  return Array.from({ length: count }, (_, p) => Math.round(((p + 1) * pulls) / count));
}

/**
 * One run of a simulation, the same wherever and after whatever it is played.
 * @throws LikewiseError `invalid-option`, `unknown-option`, and what the policy refuses
 */
export function simulateRun<S extends BanditState>(
  world: BanditWorld,
  policy: BanditPolicy<S>,
  given: Partial<SimulationSettings>,
  run: number,
): SimulatedRun {
  const settings = resolveOptions('simulateBandit', specs, given);
  const { pulls, batch, delay, seed } = settings;
  const marks = marksOf(settings);
  const [rewardRandom, choiceRandom] = [seededRandom(seed, 2 * run), seededRandom(seed, 2 * run + 1)];
  // The state moves on when rewards arrive, `delay` pulls late, and only between batches.
  let state = policy.start(world.arms, world.features);
  const counts = new Uint32Array(world.arms);
  const curve = new Float64Array(marks.length);
  const best = new Float64Array(marks.length);
  // Outcomes not yet learned of are the last delay + batch at most: pull t waits at t mod that.
  const waiting: Outcome[] = [];
  const places = delay + batch;
  let [known, mark, regret, reward, hits] = [0, 0, 0, 0, 0];
  for (let t = 0; t < pulls; t++) {
    if (t % batch === 0) while (known < t - delay) state = policy.update(state, waiting[known++ % places]);
    const { means, context } = world.round(rewardRandom);
    const odds = policy.needsPropensity === true ? policy.propensities(state, choiceRandom, context) : undefined;
    const arm = odds === undefined ? policy.choose(state, choiceRandom, context) : drawn(odds, choiceRandom);
    const paid = world.reward(means[arm], rewardRandom);
    waiting[t % places] = { arm, reward: paid, propensity: odds?.[arm], context };
    let top = means[0];
    for (let k = 1; k < means.length; k++) if (means[k] > top) top = means[k];
    regret += top - means[arm];
    if (means[arm] === top) hits++;
    reward += paid;
    counts[arm]++;
    if (t + 1 === marks[mark]) {
      curve[mark] = regret;
      best[mark++] = hits;
    }
  }
  while (known < pulls - delay) state = policy.update(state, waiting[known++ % places]);
  return { run, state, pulls: counts, regret, curve, best, reward };
}

/** Mean and standard deviation of each column, by Welford's updates. */
class Moments {
  readonly #means: Float64Array;
  readonly #squares: Float64Array;
  #count = 0;

  constructor(columns: number) {
    this.#means = new Float64Array(columns);
    this.#squares = new Float64Array(columns);
  }
  add(row: ArrayLike<number>): void {
    this.#count++;
    for (let c = 0; c < this.#means.length; c++) {
      const before = row[c] - this.#means[c];
      this.#means[c] += before / this.#count;
      this.#squares[c] += before * (row[c] - this.#means[c]);
    }
  }
  at(column: number): MeanAndDeviation {
    const deviation = this.#count < 2 ? 0 : Math.sqrt(this.#squares[column] / (this.#count - 1));
    return { mean: this.#means[column], deviation };
  }
}
