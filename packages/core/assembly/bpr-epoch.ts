/**
 * One pass of Bayesian personalized ranking over blocks of pairs.
 *
 * Users are dealt into `groups` groups of `groupSize` numbers, items into groups · `packs` packs of `packSize` numbers; an epoch
 * deals the packs to `groups` item groups. A place is a user group on an item group; places of one diagonal share no user and no
 * item, so threads may take them in any order without changing a bit. The negative of a pair comes from the item group of its
 * positive; what each user of the place has among these items is kept as bits, so that asking costs one load.
 */
import { get, getNext, rowAt, set } from './arrays';
import { mix } from './random';
import { TOUCHED_ROWS, touchRows } from './touch-rows';
import { dot, multiplyAdd, multiplySubtract, sumLanes } from './vector';

/** Draws of one negative before it is given up. */
const TRIES: i32 = 32;

// The place at hand: what `draw` needs of it. Each thread has its own.
let deal: usize = 0, packCounts: usize = 0, blocks: usize = 0, pairItems: usize = 0;
let packs: u32 = 0, allPacks: u32 = 0, packSize: u32 = 0, popular: bool = false;
let placeSeed: i32 = 0, draws: i32 = 0;

/**
 * A negative for a pair whose item is in pack number `own` of the place, or −1 where none was found that the user's `bits` do
 * not hold. An item of the own pack is taken as often as if the draw were from all packs, so that over the deals of many
 * epochs every item is as likely.
 */
function draw(bits: usize, own: u32): i32 {
  for (let left = TRIES; left > 0; left--) {
    let random = <u64>mix(placeSeed, draws++) * <u64>allPacks;
    let slot = own;
    if (random >>> 32 !== 0) {
      random = (random & 0xffffffff) * <u64>(packs - 1);
      slot = own + 1 + <u32>(random >>> 32);
      if (slot >= packs) slot -= packs;
    }
    const pack = get<u32>(deal, slot);
    const firstPair = get<u32>(blocks, pack);
    const choices = popular ? getNext<u32>(blocks, pack) - firstPair : packSize;
    if (choices === 0) continue;
    let index = <u32>(((random & 0xffffffff) * <u64>choices) >>> 32);
    if (popular) index = get<u32>(pairItems, firstPair + index) - pack * packSize;
    else if (index >= get<u32>(packCounts, pack)) continue;
    const bit = slot * packSize + index;
    if ((get<u32>(bits, bit >>> 5) >>> (bit & 31)) & 1) continue;
    return pack * packSize + index;
  }
  return -1;
}

export function bprEpoch(
  dealt: usize, groups: i32, packsOfGroup: i32, sizeOfPack: i32, groupSize: i32, countsOfPacks: usize, blockPointers: usize,
  pairUsers: usize, itemsOfPairs: usize, userFactors: usize, itemFactors: usize, itemBiases: usize, rates: usize,
  candidates: i32, popularNegatives: i32, factors: i32, seed: i32, sums: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const bytes = (<usize>factors) << 2;
  const rate = load<f32>(rates), biasRate = load<f32>(rates, 4), biasKeep = load<f32>(rates, 20);
  const userKeep = f32x4.splat(load<f32>(rates, 8));
  const positiveKeep = f32x4.splat(load<f32>(rates, 12)), negativeKeep = f32x4.splat(load<f32>(rates, 16));
  packs = packsOfGroup;
  allPacks = groups * packsOfGroup;
  packSize = sizeOfPack;
  packCounts = countsOfPacks;
  pairItems = itemsOfPairs;
  popular = popularNegatives !== 0;
  const rowBytes = <usize>((packs * packSize + 31) >>> 5) << 2;
  for (let place = begin; place < end; place++) {
    const group = place % groups;
    const firstUser = <u32>(group * groupSize);
    deal = dealt + ((<usize>((group + place / groups) % groups) * <usize>packs) << 2);
    blocks = blockPointers + ((<usize>group * <usize>allPacks) << 2);
    placeSeed = mix(seed, place);
    draws = 0;
    memory.fill(scratch, 0, <usize>groupSize * rowBytes);
    for (let slot: u32 = 0; slot < packs; slot++) {
      const pack = get<u32>(deal, slot);
      const last = getNext<u32>(blocks, pack);
      for (let pair = get<u32>(blocks, pack); pair < last; pair++) {
        const bit = slot * packSize + get<u32>(pairItems, pair) - pack * packSize;
        const row = scratch + <usize>(get<u32>(pairUsers, pair) - firstUser) * rowBytes;
        const at = row + ((<usize>(bit >>> 5)) << 2);
        store<u32>(at, load<u32>(at) | (1 << (bit & 31)));
      }
    }
    let wrong: f64 = 0, right: f64 = 0, samples: f64 = 0;
    for (let slot: u32 = 0; slot < packs; slot++) {
      const pack = get<u32>(deal, slot);
      const firstPair = get<u32>(blocks, pack);
      const count = getNext<u32>(blocks, pack) - firstPair;
      if (count === 0) continue;
      let entry = mix(placeSeed, ~slot) % count;
      let touched: i32 = 0;
      for (let todo = count; todo > 0; todo--) {
        if (touched === 0) {
          touched = <i32>min(min(<u32>TOUCHED_ROWS, todo), count - entry);
          touchRows(userFactors, pairUsers + ((<usize>(firstPair + entry)) << 2), touched, bytes);
        }
        touched--;
        const at = (<usize>(firstPair + entry)) << 2;
        if (++entry === count) entry = 0;
        const user = load<u32>(pairUsers + at);
        const positive = <usize>load<u32>(pairItems + at);
        const bits = scratch + <usize>(user - firstUser) * rowBytes;
        const u = rowAt(userFactors, user, bytes);
        let negative = draw(bits, slot);
        if (negative < 0) continue;
        if (candidates > 1) {
          let best = dot(u, rowAt(itemFactors, negative, bytes), bytes) + get<f32>(itemBiases, negative);
          for (let more = candidates - 1; more > 0; more--) {
            const other = draw(bits, slot);
            if (other < 0) continue;
            const score = dot(u, rowAt(itemFactors, other, bytes), bytes) + get<f32>(itemBiases, other);
            if (score > best) {
              best = score;
              negative = other;
            }
          }
        }
        const i = itemFactors + positive * bytes, j = rowAt(itemFactors, negative, bytes);
        let even = f32x4.splat(0), odd = even;
        let offset: usize = 0;
        for (; offset + 32 <= bytes; offset += 32) {
          even = multiplyAdd(v128.load(u + offset), f32x4.sub(v128.load(i + offset), v128.load(j + offset)), even);
          odd = multiplyAdd(v128.load(u + offset, 16), f32x4.sub(v128.load(i + offset, 16), v128.load(j + offset, 16)), odd);
        }
        if (offset < bytes) even = multiplyAdd(v128.load(u + offset), f32x4.sub(v128.load(i + offset), v128.load(j + offset)), even);
        const positiveBias = itemBiases + (positive << 2), negativeBias = itemBiases + ((<usize>negative) << 2);
        const margin = sumLanes(f32x4.add(even, odd)) + load<f32>(positiveBias) - load<f32>(negativeBias);
        const slope: f32 = 1 / (1 + Mathf.exp(margin));
        samples += 1;
        if (margin > 0) right += 1;
        // Not a comparison: what is no number must be seen in the sum.
        wrong += <f64>(abs(margin) - margin) * 0.5;
        store<f32>(positiveBias, load<f32>(positiveBias) * biasKeep + biasRate * slope);
        store<f32>(negativeBias, load<f32>(negativeBias) * biasKeep - biasRate * slope);
        const step = f32x4.splat(rate * slope);
        for (offset = 0; offset < bytes; offset += 16) {
          const own = v128.load(u + offset), liked = v128.load(i + offset), other = v128.load(j + offset);
          v128.store(u + offset, multiplyAdd(step, f32x4.sub(liked, other), f32x4.mul(own, userKeep)));
          v128.store(i + offset, multiplyAdd(step, own, f32x4.mul(liked, positiveKeep)));
          v128.store(j + offset, multiplySubtract(step, own, f32x4.mul(other, negativeKeep)));
        }
      }
    }
    set<f64>(sums, 3 * place, wrong);
    set<f64>(sums, 3 * place + 1, right);
    set<f64>(sums, 3 * place + 2, samples);
  }
  return 0;
}
