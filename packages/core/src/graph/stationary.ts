/**
 * The distribution that a step of a chain leaves as it is, exactly: by elimination without a subtraction, so that no digit is lost however
 * slowly the chain mixes.
 * Source: Grassmann, Taksar, Heyman: Regenerative Analysis and Steady State Distributions for Markov Chains, Operations Research 33, 1985,
 * doi:10.1287/opre.33.5.1107.
 */

/** Elimination takes n³ ÷ 3 multiplications: half a second. */
export const MOST_ELIMINATED = 1000;

/**
 * Share of each state, sum 1; [size]. `flow` [size × size], row = before, is used up: how often, or how probably, one state follows another;
 * what stands on its diagonal does not matter. Every state leads to every other. Undefined where a number leaves the range of doubles.
 */
export function stationaryByElimination(flow: Float64Array, size: number): Float64Array | undefined {
  for (let last = size - 1; last > 0; last--) {
    let leaving = 0;
    for (let j = 0; j < last; j++) leaving += flow[last * size + j];
    for (let i = 0; i < last; i++) {
      const into = flow[i * size + last] / leaving;
      flow[i * size + last] = into;
      if (into === 0) continue;
      for (let j = 0; j < last; j++) flow[i * size + j] += into * flow[last * size + j];
    }
  }
  const shares = new Float64Array(size);
  shares[0] = 1;
  let sum = 1;
  for (let state = 1; state < size; state++) {
    let share = 0;
    for (let i = 0; i < state; i++) share += shares[i] * flow[i * size + state];
    shares[state] = share;
    sum += share;
  }
  return sum > 0 && sum < Number.POSITIVE_INFINITY ? shares.map((share) => share / sum) : undefined;
}
