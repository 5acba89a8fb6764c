/**
 * Ordered probit: a rating is the class that a latent value z ~ N(f, 1) falls in, f the machine's prediction, cutpoints between the
 * classes. Each draw takes the cutpoints given f, z summed out, then z given both; c ~ N(0, 10²) before any rating.
 *
 * Source: Albert, Chib: Bayesian Analysis of Binary and Polychotomous Response Data, JASA 1993, doi:10.1080/01621459.1993.10476321;
 * summing z out: Albert, Chib: Sequential Ordinal Modeling with Applications to Survival Data, Biometrics 2001,
 * doi:10.1111/j.0006-341X.2001.00829.x.
 * Differs: no cutpoint is fixed, the machine's intercept is instead; a step of Metropolis and Hastings proposes from the parabola
 * at the present cutpoints (Qi, Minka: Hessian-based Markov Chain Monte-Carlo Algorithms, 2002), which costs two looks at the data
 * and no search for the mode.
 */
import { LikewiseError } from '../../../errors.ts';
import { portableNormalShare } from '../../../math/mills-ratio.ts';
import { portableLog } from '../../../math/portable.ts';
import type { Random } from '../../../math/random.ts';
import { choleskyFactor, choleskyLogDeterminant, choleskySolve, solveLowerTransposed } from '../../../matrix/cholesky.ts';

const MOST_CLASSES = 64;
const PRIOR_PRECISION = 0.01;

/** Ratings as classes, in the order of their values. */
export interface OrderedTarget {
  /** Rating of each class, ascending; [classes]. */
  readonly levels: Float64Array;
  /** Class of each interaction; [interactions]. */
  readonly codes: Uint32Array;
}

/** @throws LikewiseError `invalid-option` for fewer than 2 or more than 64 different ratings */
export function orderedTarget(values: Float32Array): OrderedTarget {
  const levels = Float64Array.from(new Set(values)).sort();
  if (levels.length < 2 || levels.length > MOST_CLASSES) {
    throw new LikewiseError(
      'invalid-option',
      `factorizationMachine: target ordered-probit needs 2 to ${MOST_CLASSES} different ratings; got ${levels.length}. Take target regression.`,
      { option: 'target', levels: levels.length },
    );
  }
  const codeOf = new Map(Array.from(levels, (level, code) => [level, code]));
  return { levels, codes: Uint32Array.from(values, (value) => codeOf.get(value) as number) };
}

/** Cutpoints under which N(0, 1) has the shares of the classes. */
export function startCutpoints({ levels, codes }: OrderedTarget): Float64Array {
  const counts = new Float64Array(levels.length);
  for (const code of codes) counts[code]++;
  let below = 0;
  return Float64Array.from({ length: levels.length - 1 }, (_, cut) => {
    below += counts[cut];
    let [low, high] = [-8, 8];
    for (let step = 0; step < 40; step++) {
      const middle = (low + high) / 2;
      if (portableNormalShare(middle) * codes.length < below) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  });
}

/** Sums over the interactions at some cutpoints, as kernel `orderedCurve` lays them out: [3 · cutpoints + 1]. */
type Curve = Float64Array;

/** Where the parabola of the posterior at a point has its top, and how it narrows. */
interface Parabola {
  readonly log: number;
  readonly top: Float64Array;
  readonly lower: Float64Array;
}

/**
 * The next cutpoints. `curveAt` looks at the data at given cutpoints.
 * @returns the old ones where the proposal is refused
 */
export async function drawCutpoints(
  present: Float64Array,
  random: Random,
  curveAt: (cutpoints: Float64Array) => Promise<Curve>,
): Promise<{ readonly cutpoints: Float64Array; readonly logLikelihood: number }> {
  const size = present.length;
  const curve = await curveAt(present);
  const logLikelihood = curve[0];
  const here = parabola(present, curve);
  const normals = Float64Array.from({ length: size }, () => random.normal());
  const step = solveLowerTransposed(here.lower, normals, size);
  const proposed = here.top.map((top, cut) => top + step[cut]);
  const threshold = portableLog(1 - random.uniform());
  if (proposed.some((cut, k) => k > 0 && !(cut > proposed[k - 1]))) return { cutpoints: present, logLikelihood };
  const other = await curveAt(proposed);
  if (!other.every(Number.isFinite)) return { cutpoints: present, logLikelihood };
  const there = parabola(proposed, other);
  const ratio = there.log - here.log + logDensity(there, present) - logDensity(here, proposed);
  return threshold < ratio ? { cutpoints: proposed, logLikelihood: other[0] } : { cutpoints: present, logLikelihood };
}

function parabola(cutpoints: Float64Array, curve: Curve): Parabola {
  const size = cutpoints.length;
  const matrix = new Float64Array(size * size);
  const slopes = new Float64Array(size);
  let log = curve[0];
  for (let cut = 0; cut < size; cut++) {
    log -= 0.5 * PRIOR_PRECISION * cutpoints[cut] ** 2;
    slopes[cut] = curve[1 + cut] - PRIOR_PRECISION * cutpoints[cut];
    matrix[cut * size + cut] = PRIOR_PRECISION - curve[1 + size + cut];
    if (cut > 0) matrix[cut * size + cut - 1] = matrix[(cut - 1) * size + cut] = -curve[1 + 2 * size + cut];
  }
  const lower = choleskyFactor(matrix, size);
  const climb = choleskySolve(lower, slopes, size);
  return { log, top: cutpoints.map((value, cut) => value + climb[cut]), lower };
}

/** ln of the parabola's normal density, but for the constant that all share. */
function logDensity({ top, lower }: Parabola, at: Float64Array): number {
  const size = top.length;
  let square = 0;
  for (let column = 0; column < size; column++) {
    let sum = 0;
    for (let row = column; row < size; row++) sum += lower[row * size + column] * (at[row] - top[row]);
    square += sum * sum;
  }
  return 0.5 * (choleskyLogDeterminant(lower, size) - square);
}
