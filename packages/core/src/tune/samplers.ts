/**
 * Where to look next, in the unit cube: at random, or where good trials are dense and bad ones rare (tree-structured Parzen estimators).
 *
 * Source: Bergstra, Bardenet, Bengio, Kégl: Algorithms for Hyper-Parameter Optimization, NIPS 2011, §4; all coordinates together: Falkner,
 * Klein, Hutter: BOHB, ICML 2018, arXiv:1807.01774, §3.2.
 * Differs: Gaussian kernels of the width of Scott's rule, cut off at the ends and scaled up for it, beside one that is even over the whole cube;
 * the best quarter counts as good; values that have no order are places like others.
 */
import { normalTail } from '../math/normal-distribution.ts';
import type { Random } from '../math/random.ts';

export type SamplerName = 'tpe' | 'random';
type Place = readonly number[];

/** Trials at random before there is something to go by. */
const STARTUP = 10;
const GOOD = 0.25;
const CANDIDATES = 64;

/** @param ranked places that were tried, best first */
export function nextPlace(sampler: SamplerName, ranked: readonly Place[], dimensions: number, random: Random): number[] {
  const anywhere = (): number[] => Array.from({ length: dimensions }, () => random.uniform());
  if (sampler === 'random' || ranked.length < STARTUP) return anywhere();
  const good = Math.max(2, Math.ceil(GOOD * ranked.length));
  const [best, rest] = [new Kernels(ranked.slice(0, good)), new Kernels(ranked.slice(good))];
  let [chosen, most] = [anywhere(), Number.NEGATIVE_INFINITY];
  for (let c = 0; c < CANDIDATES; c++) {
    const place = best.draw(random) ?? anywhere();
    const gain = Math.log(best.density(place)) - Math.log(rest.density(place));
    if (gain > most) [chosen, most] = [place, gain];
  }
  return chosen;
}

/** A Gaussian around each centre, and one kernel more that is even over the cube. */
class Kernels {
  readonly #centres: readonly Place[];
  readonly #width: number;
  /** What the density at each centre is; [centres] */
  readonly #heights: readonly number[];

  constructor(centres: readonly Place[]) {
    this.#centres = centres;
    this.#width = Math.max(0.03, 0.3 * centres.length ** (-1 / (4 + centres[0].length)));
    this.#heights = centres.map((centre) => centre.reduce((height, mean) => height * heightOf(mean, this.#width), 1));
  }

  /** From one of the Gaussians; `undefined` where it is the turn of the even one. */
  draw(random: Random): number[] | undefined {
    const which = random.integer(this.#centres.length + 1);
    return this.#centres[which]?.map((centre) => {
      // About half or more of a kernel lies inside, wherever its centre is.
      for (;;) {
        const x = centre + this.#width * random.normal();
        if (x >= 0 && x < 1) return x;
      }
    });
  }

  density(place: Place): number {
    let sum = 1;
    for (const [k, centre] of this.#centres.entries()) {
      let squares = 0;
      for (const [d, mean] of centre.entries()) squares += ((place[d] - mean) / this.#width) ** 2;
      sum += this.#heights[k] * Math.exp(-0.5 * squares);
    }
    return sum / (this.#centres.length + 1);
  }
}

/** Density at its mean of a normal distribution that is cut off at 0 and 1. */
function heightOf(mean: number, deviation: number): number {
  const inside = normalTail(-mean / deviation) - normalTail((1 - mean) / deviation);
  return 1 / (deviation * Math.sqrt(2 * Math.PI) * inside);
}
