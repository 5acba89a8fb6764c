/** What a policy believes of each arm, ready to be drawn: mean, central interval, density on a grid. */
import { LikewiseError } from '../errors.ts';
import { betaDensity, betaQuantile, studentDensity, studentQuantile } from '../math/beta-distribution.ts';
import { integer, number, type OptionSpecs, resolveOptions } from '../options.ts';
import type { BanditState } from './policy.ts';
import { type BetaState, type GaussianThompsonOptions, type NormalState, normalPosterior } from './thompson.ts';

export interface PosteriorCurve {
  readonly arm: number;
  readonly mean: number;
  /** Both ends of the central interval. */
  readonly interval: readonly [low: number, high: number];
  /** Mean reward, ascending, the same for all arms; [points]. */
  readonly x: Float64Array;
  /** Density at each x; infinite where a beta with a prior below 1 is; [points]. */
  readonly density: Float64Array;
}

export interface PosteriorCurvesOptions {
  /** Points of the grid; integer ≥ 2. @default 200 */
  readonly points: number;
  /** Probability inside the interval; > 0 and < 1. @default 0.95 */
  readonly confidence: number;
}
const options: OptionSpecs<PosteriorCurvesOptions> = {
  points: integer(200, { min: 2 }, 'points of the grid'),
  confidence: number(0.95, { above: 0, below: 1 }, 'probability inside the interval'),
};

/**
 * Of Thompson sampling, beta or Gaussian. Rates are drawn from 0 to 1, means over all intervals of 99.9 %.
 * @param policy the one whose state it is
 * @throws LikewiseError `no-posterior` for a policy that holds none
 */
export function posteriorCurves(
  policy: { readonly settings: object },
  state: BanditState,
  given: Partial<PosteriorCurvesOptions> = {},
): PosteriorCurve[] {
  const { points, confidence } = resolveOptions('posteriorCurves', options, given);
  const left = (1 - confidence) / 2;
  if (state.policy === 'thompson') {
    const { ups, downs } = state as BetaState;
    const x = grid(0, 1, points);
    return ups.map((a, arm) => ({
      arm,
      mean: a / (a + downs[arm]),
      interval: [betaQuantile(left, a, downs[arm]), 1 - betaQuantile(left, downs[arm], a)] as const,
      x,
      density: x.map((rate) => betaDensity(rate, a, downs[arm])),
    }));
  }
  if (state.policy === 'gaussian-thompson') {
    // The mean, its variance integrated out, is Student's t with 2·shape degrees.
    const arms = Array.from({ length: state.arms }, (_, arm) => {
      const { mean, strength, shape, rate } = normalPosterior(policy.settings as GaussianThompsonOptions, state as NormalState, arm);
      const [degrees, scale] = [2 * shape, Math.sqrt(rate / (shape * strength))];
      const halfWidth = (share: number): number => studentQuantile(share, degrees) * scale;
      const density = (value: number): number => studentDensity((value - mean) / scale, degrees) / scale;
      return { mean, half: -halfWidth(left), shown: halfWidth(0.9995), density };
    });
    const x = grid(
      Math.min(...arms.map(({ mean, shown }) => mean - shown)),
      Math.max(...arms.map(({ mean, shown }) => mean + shown)),
      points,
    );
    return arms.map(({ mean, half, density }, arm) => ({ arm, mean, interval: [mean - half, mean + half], x, density: x.map(density) }));
  }
  const none = `${state.policy} holds no posterior; thompson and gaussian-thompson do`;
  throw new LikewiseError('no-posterior', `posteriorCurves: ${none}.`, { policy: state.policy });
}

const grid = (low: number, high: number, points: number): Float64Array =>
  Float64Array.from({ length: points }, (_, p) => low + ((high - low) * p) / (points - 1));
