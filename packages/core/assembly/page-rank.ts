/**
 * One step of power iteration, block of nodes by block of nodes. See `PageRankKernels` in src/kernels/signatures. What arrives at the
 * nodes of a block is added up in their `nextShares`.
 */
import { add, get, getNext, set } from './arrays';

/**
 * The links into a block stand in the order of their source, so shares are read in order and only the sums of one block, which fit the
 * cache, are hit at random.
 */
export function pageRankStep(
  tiles: usize, links: usize, weights: usize, weighted: i32, nodes: i32, blockNodes: i32, shares: usize, nextShares: usize,
  ranks: usize, inverseOut: usize, teleport: usize, uniform: f64, damping: f64, spread: f64, sums: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const sourceGroups = (nodes + 0xffff) >> 16;
  for (let block = begin; block < end; block++) {
    const first = block * blockNodes;
    const last = min(first + blockNodes, nodes);
    const arriving = nextShares + ((<usize>first) << 3);
    memory.fill(arriving, 0, (<usize>(last - first)) << 3);
    let at = links + ((<usize>get<u32>(tiles, block * sourceGroups)) << 2);
    for (let group = 0; group < sourceGroups; group++) {
      const stop = links + ((<usize>getNext<u32>(tiles, block * sourceGroups + group)) << 2);
      const from = shares + ((<usize>group) << 19);
      if (weighted == 0) {
        for (; at + 16 <= stop; at += 16) {
          const a = load<u32>(at), b = load<u32>(at, 4), c = load<u32>(at, 8), d = load<u32>(at, 12);
          const p = get<f64>(from, a & 0xffff), q = get<f64>(from, b & 0xffff);
          const r = get<f64>(from, c & 0xffff), s = get<f64>(from, d & 0xffff);
          add<f64>(arriving, a >>> 16, p);
          add<f64>(arriving, b >>> 16, q);
          add<f64>(arriving, c >>> 16, r);
          add<f64>(arriving, d >>> 16, s);
        }
        for (; at < stop; at += 4) add<f64>(arriving, load<u32>(at) >>> 16, get<f64>(from, load<u32>(at) & 0xffff));
      }
      // Weights of 8 bytes stand as the links of 4.
      for (; at < stop; at += 4) {
        const link = load<u32>(at);
        add<f64>(arriving, link >>> 16, load<f64>(weights + ((at - links) << 1)) * get<f64>(from, link & 0xffff));
      }
    }
    settle(block, first, last, nextShares, ranks, inverseOut, teleport, uniform, damping, spread, sums);
  }
  return 0;
}

/** Where all shares fit the cache: each node adds up what arrives, so nothing is written but results. */
export function pageRankGather(
  pointers: usize, sources: usize, weights: usize, weighted: i32, nodes: i32, blockNodes: i32, shares: usize, nextShares: usize,
  ranks: usize, inverseOut: usize, teleport: usize, uniform: f64, damping: f64, spread: f64, sums: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  for (let block = begin; block < end; block++) {
    const last = min((block + 1) * blockNodes, nodes);
    for (let node = block * blockNodes; node < last; node++) {
      const arriving = weighted == 0
        ? gather(false, pointers, sources, weights, shares, node)
        : gather(true, pointers, sources, weights, shares, node);
      set<f64>(nextShares, node, arriving);
    }
    settle(block, block * blockNodes, last, nextShares, ranks, inverseOut, teleport, uniform, damping, spread, sums);
  }
  return 0;
}

/** Four sums, because additions to one wait for each other; `weighted` is a constant at every call. */
// @ts-ignore: decorator
@inline function gather(weighted: bool, pointers: usize, sources: usize, weights: usize, shares: usize, node: i32): f64 {
  let at = sources + ((<usize>get<u32>(pointers, node)) << 2);
  const stop = sources + ((<usize>getNext<u32>(pointers, node)) << 2);
  let arriving: f64 = 0, p: f64 = 0, q: f64 = 0, r: f64 = 0;
  for (; at + 16 <= stop; at += 16) {
    arriving += shareOf(weighted, load<u32>(at), at - sources, weights, shares);
    p += shareOf(weighted, load<u32>(at, 4), at - sources + 4, weights, shares);
    q += shareOf(weighted, load<u32>(at, 8), at - sources + 8, weights, shares);
    r += shareOf(weighted, load<u32>(at, 12), at - sources + 12, weights, shares);
  }
  arriving = (arriving + p) + (q + r);
  for (; at < stop; at += 4) arriving += shareOf(weighted, load<u32>(at), at - sources, weights, shares);
  return arriving;
}

/** `place`: of the link, in bytes among links of 4 bytes. */
// @ts-ignore: decorator
@inline function shareOf(weighted: bool, source: u32, place: usize, weights: usize, shares: usize): f64 {
  const share = get<f64>(shares, source);
  return weighted ? load<f64>(weights + (place << 1)) * share : share;
}

/** Ranks and shares of nodes first … last − 1 from what arrives at them. */
// @ts-ignore: decorator
@inline function settle(
  block: i32, first: i32, last: i32, nextShares: usize, ranks: usize, inverseOut: usize, teleport: usize,
  uniform: f64, damping: f64, spread: f64, sums: usize,
): void {
  let change: f64 = 0, stuck: f64 = 0;
  for (let node = first; node < last; node++) {
    const rank = damping * get<f64>(nextShares, node) + spread * (uniform > 0 ? uniform : get<f64>(teleport, node));
    const share = get<f64>(inverseOut, node);
    change += abs<f64>(rank - get<f64>(ranks, node));
    if (share == 0) stuck += rank;
    set<f64>(ranks, node, rank);
    set<f64>(nextShares, node, rank * share);
  }
  set<f64>(sums, 2 * block, change);
  set<f64>(sums, 2 * block + 1, stuck);
}
