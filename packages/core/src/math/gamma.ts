/**
 * Gamma random numbers and what is made of them: χ², beta, Dirichlet. Arithmetic is portable (see portable.ts).
 * Source: Marsaglia, Tsang: A Simple Method for Generating Gamma Variables, ACM TOMS 2000, doi:10.1145/358407.358414.
 */
import { LikewiseError } from '../errors.ts';
import { portableExp, portableLog } from './portable.ts';
import type { Random } from './random.ts';

/** Gamma with density ∝ x^(shape−1)·e^(−x/scale): mean shape·scale, variance shape·scale²; both > 0. */
export function gamma(random: Random, shape: number, scale = 1): number {
  requirePositive('gamma', 'shape', shape);
  requirePositive('gamma', 'scale', scale);
  return (shape >= 1 ? gammaFromOne(random, shape) : portableExp(logGamma(random, shape))) * scale;
}

/** χ² with mean `degrees` > 0 and variance 2·degrees. */
export function chiSquared(random: Random, degrees: number): number {
  requirePositive('chiSquared', 'degrees', degrees);
  return gamma(random, degrees / 2, 2);
}

/** Beta with density ∝ x^(a−1)·(1−x)^(b−1) in [0, 1]: mean a/(a+b); a, b > 0. */
export function beta(random: Random, a: number, b: number): number {
  requirePositive('beta', 'a', a);
  requirePositive('beta', 'b', b);
  return dirichlet(random, [a, b])[0];
}

/** Shares ≥ 0 that add up to 1: mean concentration[k] / Σ concentration; every concentration > 0; [concentration.length]. */
export function dirichlet(random: Random, concentration: ArrayLike<number>): Float64Array {
  const shares = Float64Array.from(concentration);
  // Logarithms: for concentrations near 0 every gamma would underflow, and their ratio with them.
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < shares.length; k++) {
    requirePositive('dirichlet', 'concentration', shares[k]);
    shares[k] = logGamma(random, shares[k]);
    if (shares[k] > largest) largest = shares[k];
  }
  let sum = 0;
  for (let k = 0; k < shares.length; k++) {
    shares[k] = portableExp(shares[k] - largest);
    sum += shares[k];
  }
  for (let k = 0; k < shares.length; k++) shares[k] /= sum;
  return shares;
}

/** Logarithm of a gamma number of scale 1. A shape below 1 is reached from shape + 1: x·u^(1/shape). */
function logGamma(random: Random, shape: number): number {
  if (shape >= 1) return portableLog(gammaFromOne(random, shape));
  const x = gammaFromOne(random, shape + 1);
  return portableLog(x) + portableLog(positiveUniform(random)) / shape;
}

/** Shape ≥ 1, scale 1: x = d·v, v = (1 + c·z)³, accepted with probability min(1, exp(z²/2 + d − d·v + d·ln v)). */
function gammaFromOne(random: Random, shape: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = random.normal();
    const root = 1 + c * z;
    if (root <= 0) continue;
    const v = root * root * root;
    const square = z * z;
    const u = positiveUniform(random);
    // The first test settles most draws without a logarithm.
    if (u < 1 - 0.0331 * square * square) return d * v;
    if (portableLog(u) < 0.5 * square + d * (1 - v + portableLog(v))) return d * v;
  }
}

function positiveUniform(random: Random): number {
  let u = random.uniform();
  while (u === 0) u = random.uniform();
  return u;
}

function requirePositive(owner: string, name: string, value: number): void {
  if (value > 0 && value < Number.POSITIVE_INFINITY) return;
  throw new LikewiseError('invalid-option', `${owner}: ${name} must be a finite number > 0; got ${value}.`, { option: name, value });
}
