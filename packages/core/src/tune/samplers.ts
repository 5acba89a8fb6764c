/**
 * Where to look next, in the unit cube: at random, or where good trials are dense and bad ones rare (tree-structured Parzen estimators).
 *
 * Source: Bergstra, Bardenet, Bengio, Kégl: Algorithms for Hyper-Parameter Optimization, NIPS 2011, §4.
 * Differs: every coordinate on its own, as there; Gaussian kernels of the width of Scott's rule, cut off at the ends, beside one that is even
 * over the whole range; the best quarter counts as good; values that have no order are places like others.
 */
import type { Random } from '../math/random.ts';

export type SamplerName = 'tpe' | 'random';

/** A place in the cube and what it came to; smaller is better. */
export interface Tried {
  readonly place: readonly number[];
  readonly loss: number;
}

/** Trials at random before there is something to go by. */
const STARTUP = 10;
const GOOD = 0.25;
const CANDIDATES = 24;

export function nextPlace(sampler: SamplerName, tried: readonly Tried[], dimensions: number, random: Random): number[] {
  const anywhere = (): number[] => Array.from({ length: dimensions }, () => random.uniform());
  if (sampler === 'random' || tried.length < STARTUP) return anywhere();
  const ranked = [...tried].sort((a, b) => a.loss - b.loss);
  const good = Math.max(2, Math.ceil(GOOD * ranked.length));
  return Array.from({ length: dimensions }, (_, d) => {
    const [best, rest] = [ranked.slice(0, good), ranked.slice(good)].map((part) => part.map(({ place }) => place[d]));
    let [chosen, most] = [0, Number.NEGATIVE_INFINITY];
    for (let c = 0; c < CANDIDATES; c++) {
      const x = drawn(best, random);
      const gain = Math.log(density(best, x)) - Math.log(density(rest, x));
      if (gain > most) [chosen, most] = [x, gain];
    }
    return chosen;
  });
}

const widthOf = ({ length }: readonly number[]): number => Math.max(0.03, 0.3 * length ** -0.2);

/** From one of the kernels, or from anywhere as if that were one more. */
function drawn(centres: readonly number[], random: Random): number {
  const which = random.integer(centres.length + 1);
  if (which === centres.length) return random.uniform();
  const x = centres[which] + widthOf(centres) * random.normal();
  return Math.min(1 - 1e-9, Math.max(0, x));
}

/** Kernels are not scaled up for what the ends cut off: it is much the same in both parts. */
function density(centres: readonly number[], x: number): number {
  const width = widthOf(centres);
  let sum = 1;
  for (const centre of centres) sum += Math.exp(-0.5 * ((x - centre) / width) ** 2) / (width * Math.sqrt(2 * Math.PI));
  return sum / (centres.length + 1);
}
