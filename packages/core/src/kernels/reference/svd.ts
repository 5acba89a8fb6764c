/** Stochastic gradient descent over a blocked grid of ratings, in plain TypeScript. */
import type { Grid } from '../signatures/epochs.ts';
import { eachRow, mix, type Twin } from './rows.ts';

/** Calls `visit` for every run of the block at a place, in the order of the pass; keeps the block's sum. */
function walk(
  [diagonals, groups, blockRuns, runUsers, runPointers]: readonly [...Grid, ...unknown[]],
  seed: number,
  squaredErrors: Float64Array,
  place: number,
  visit: (user: number, entries: readonly number[]) => number,
): void {
  const block = diagonals[Math.floor(place / groups)] * groups + (place % groups);
  const firstRun = blockRuns[block];
  const runs = blockRuns[block + 1] - firstRun;
  let total = 0;
  for (let step = 0; step < runs; step++) {
    const run = firstRun + (((mix(seed, block) % runs) + step) % runs);
    const first = runPointers[run];
    const count = runPointers[run + 1] - first;
    const start = mix(seed, ~run) % count;
    total += visit(
      runUsers[run],
      Array.from({ length: count }, (_, k) => first + ((start + k) % count)),
    );
  }
  squaredErrors[block] = total;
}

export const svdEpoch: Twin<'svdEpoch'> = eachRow((args, place) => {
  const [, , , , , items, ratings, p, q, userBiases, itemBiases, rates, low, high, bounded, inTurn, factors, seed, squaredErrors] = args;
  const [mean, userBiasRate, itemBiasRate, userRate, itemRate, userBiasKeep, itemBiasKeep, userKeep, itemKeep] = rates;
  walk(args, seed, squaredErrors, place, (user, entries) => {
    let total = 0;
    for (const entry of entries) {
      const item = items[entry];
      let predicted = mean + userBiases[user] + itemBiases[item];
      for (let f = 0; f < factors; f++) predicted += p[user * factors + f] * q[item * factors + f];
      let slope = 1;
      if (bounded !== 0) {
        const share = 1 / (1 + Math.exp(-predicted));
        predicted = low + (high - low) * share;
        slope = (high - low) * share * (1 - share);
      }
      const error = ratings[entry] - predicted;
      total += error * error;
      const step = error * slope;
      userBiases[user] = userBiases[user] * userBiasKeep + userBiasRate * step;
      itemBiases[item] = itemBiases[item] * itemBiasKeep + itemBiasRate * step;
      for (let f = 0; f < factors; f++) {
        const [x, y] = [p[user * factors + f], q[item * factors + f]];
        p[user * factors + f] = x * userKeep + userRate * step * y;
        q[item * factors + f] = y * itemKeep + itemRate * step * (inTurn === 0 ? x : p[user * factors + f]);
      }
    }
    return total;
  });
});

export const svdPPEpoch: Twin<'svdPPEpoch'> = eachRow((args, place) => {
  const [, , , , , items, ratings, p, q, userBiases, itemBiases, rates, factors, seed, squaredErrors, y, z, userScales] = args;
  const [mean, userBiasRate, itemBiasRate, userRate, itemRate, userBiasKeep, itemBiasKeep, userKeep, itemKeep] = rates;
  const [implicitRate, implicitDecay] = rates.subarray(9);
  const gathered = new Float64Array(factors);
  walk(args, seed, squaredErrors, place, (user, entries) => {
    let total = 0;
    gathered.fill(0);
    for (const entry of entries) {
      const item = items[entry];
      let predicted = mean + userBiases[user] + itemBiases[item];
      for (let f = 0; f < factors; f++) predicted += (p[user * factors + f] + z[user * factors + f]) * q[item * factors + f];
      const error = ratings[entry] - predicted;
      total += error * error;
      userBiases[user] = userBiases[user] * userBiasKeep + userBiasRate * error;
      itemBiases[item] = itemBiases[item] * itemBiasKeep + itemBiasRate * error;
      for (let f = 0; f < factors; f++) {
        const [own, other] = [p[user * factors + f], q[item * factors + f]];
        p[user * factors + f] = own * userKeep + userRate * error * other;
        q[item * factors + f] = other * itemKeep + itemRate * error * (own + z[user * factors + f]);
        gathered[f] += error * other;
      }
    }
    const scale = userScales[user];
    for (const entry of [...entries].sort((a, b) => a - b)) {
      for (let f = 0; f < factors; f++) {
        const at = items[entry] * factors + f;
        const move = implicitRate * scale * gathered[f] - implicitDecay * entries.length * y[at];
        y[at] += move;
        z[user * factors + f] += scale * move;
      }
    }
    return total;
  });
});
