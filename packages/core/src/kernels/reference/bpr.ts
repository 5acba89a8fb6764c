/** Bayesian personalized ranking over a grid of pairs, in plain TypeScript. */
import { dot, eachRow, mix, rowAt, type Twin } from './rows.ts';

/** Draws of one negative before it is given up. */
const TRIES = 32;

export const bprEpoch: Twin<'bprEpoch'> = eachRow((args, place) => {
  const [deal, groups, packs, packSize, , packCounts, blockPointers, pairUsers, pairItems, p, q, biases, rates, ...rest] = args;
  const [candidates, popular, factors, seed, sums] = rest;
  const [rate, biasRate, userKeep, positiveKeep, negativeKeep, biasKeep] = rates;
  const allPacks = groups * packs;
  const score = (user: number, item: number): number => biases[item] + dot(rowAt(p, user, factors), rowAt(q, item, factors));
  const group = place % groups;
  const itemGroup = (group + Math.floor(place / groups)) % groups;
  const packsHere = deal.subarray(itemGroup * packs, (itemGroup + 1) * packs);
  const blockOf = (pack: number): Uint32Array => blockPointers.subarray(group * allPacks + pack);
  const has = new Set<string>();
  for (const pack of packsHere) {
    const [first, last] = blockOf(pack);
    for (let pair = first; pair < last; pair++) has.add(`${pairUsers[pair]} ${pairItems[pair]}`);
  }
  const placeSeed = mix(seed, place) | 0;
  let draws = 0;

  const draw = (user: number, own: number): number | undefined => {
    for (let tried = 0; tried < TRIES; tried++) {
      let [whole, rest] = split(mix(placeSeed, draws++), allPacks);
      let slot = own;
      if (whole > 0) {
        [whole, rest] = split(rest, packs - 1);
        slot = (own + 1 + whole) % packs;
      }
      const pack = packsHere[slot];
      const [first, last] = blockOf(pack);
      const choices = popular === 1 ? last - first : packSize;
      if (choices === 0) continue;
      const [chosen] = split(rest, choices);
      if (popular === 0 && chosen >= packCounts[pack]) continue;
      const item = popular === 1 ? pairItems[first + chosen] : pack * packSize + chosen;
      if (!has.has(`${user} ${item}`)) return item;
    }
    return undefined;
  };

  let [wrong, right, samples] = [0, 0, 0];
  packsHere.forEach((pack, slot) => {
    const [first, last] = blockOf(pack);
    const count = last - first;
    for (let step = 0; step < count; step++) {
      const pair = first + (((mix(placeSeed, ~slot) % count) + step) % count);
      const user = pairUsers[pair];
      const positive = pairItems[pair];
      let negative = draw(user, slot);
      if (negative === undefined) continue;
      for (let more = 1; more < candidates; more++) {
        const other = draw(user, slot);
        if (other !== undefined && score(user, other) > score(user, negative)) negative = other;
      }
      const margin = score(user, positive) - score(user, negative);
      const slope = 1 / (1 + Math.exp(margin));
      samples++;
      if (margin > 0) right++;
      wrong += (Math.abs(margin) - margin) / 2;
      biases[positive] = biases[positive] * biasKeep + biasRate * slope;
      biases[negative] = biases[negative] * biasKeep - biasRate * slope;
      for (let f = 0; f < factors; f++) {
        const [at, liked, other] = [user * factors + f, positive * factors + f, negative * factors + f];
        const [u, i, j] = [p[at], q[liked], q[other]];
        p[at] = u * userKeep + rate * slope * (i - j);
        q[liked] = i * positiveKeep + rate * slope * u;
        q[other] = j * negativeKeep - rate * slope * u;
      }
    }
  });
  sums.set([wrong, right, samples], place * 3);
});

/** 32 random bits as a number in 0…choices−1, and what is left of them as 32 bits to use again. */
function split(bits: number, choices: number): [whole: number, rest: number] {
  return [Math.floor((bits * choices) / 4294967296), Math.imul(bits, choices) >>> 0];
}
