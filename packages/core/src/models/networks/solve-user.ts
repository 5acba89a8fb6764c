/** Someone new to a network: steps down the slope of the training objective by their own numbers, with all else held. */

export interface Objective {
  /** Value at x; writes the slope. */
  at(x: Float64Array, slope: Float64Array): number;
}

const STEPS = 60;
const HALVINGS = 40;

/** Steps that always go down: doubled after one that does, halved until one does. */
export function descended(start: Float64Array, { at }: Objective): Float64Array {
  let x = start;
  let slope = new Float64Array(x.length);
  let value = at(x, slope);
  let length = 1;
  for (let step = 0; step < STEPS; step++) {
    const squared = slope.reduce((sum, s) => sum + s * s, 0);
    if (!(squared > 1e-16)) break;
    const nextSlope = new Float64Array(x.length);
    let found = false;
    for (let halving = 0; halving < HALVINGS && !found; halving++) {
      const next = x.map((from, f) => from - length * slope[f]);
      const nextValue = at(next, nextSlope);
      found = nextValue <= value - 1e-4 * length * squared;
      if (found) [x, value] = [next, nextValue];
      else length /= 2;
    }
    if (!found) break;
    slope = nextSlope;
    length *= 2;
  }
  return x;
}
