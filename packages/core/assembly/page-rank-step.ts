/**
 * One step of power iteration, block of nodes by block of nodes. The links into a block stand in the order of their source, so
 * shares are read in order and only the sums of one block, which fit the cache, are hit at random. See `pageRankStep` in
 * src/kernels/signatures.ts.
 */

export function pageRankStep(
  tiles: usize, links: usize, weights: usize, weighted: i32, nodes: i32, blockNodes: i32, shares: usize, nextShares: usize,
  ranks: usize, inverseOut: usize, teleport: usize, uniform: f64, damping: f64, spread: f64, sums: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  const sourceGroups = (nodes + 0xffff) >> 16;
  for (let block = begin; block < end; block++) {
    const first = block * blockNodes;
    const count = min(blockNodes, nodes - first);
    memory.fill(scratch, 0, (<usize>count) << 3);
    let at = links + ((<usize>load<u32>(tiles + ((<usize>(block * sourceGroups)) << 2))) << 2);
    for (let group = 0; group < sourceGroups; group++) {
      const last = links + ((<usize>load<u32>(tiles + ((<usize>(block * sourceGroups + group)) << 2), 4)) << 2);
      const from = shares + ((<usize>group) << 19);
      if (weighted == 0) {
        for (; at + 16 <= last; at += 16) {
          const a = load<u32>(at), b = load<u32>(at, 4), c = load<u32>(at, 8), d = load<u32>(at, 12);
          const p = load<f64>(from + ((<usize>(a & 0xffff)) << 3)), q = load<f64>(from + ((<usize>(b & 0xffff)) << 3));
          const r = load<f64>(from + ((<usize>(c & 0xffff)) << 3)), s = load<f64>(from + ((<usize>(d & 0xffff)) << 3));
          add(scratch, a, p);
          add(scratch, b, q);
          add(scratch, c, r);
          add(scratch, d, s);
        }
        for (; at < last; at += 4) {
          const link = load<u32>(at);
          add(scratch, link, load<f64>(from + ((<usize>(link & 0xffff)) << 3)));
        }
      } else {
        for (; at < last; at += 4) {
          const link = load<u32>(at);
          add(scratch, link, load<f64>(weights + ((at - links) << 1)) * load<f64>(from + ((<usize>(link & 0xffff)) << 3)));
        }
      }
    }
    let change: f64 = 0;
    let stuck: f64 = 0;
    for (let k = 0; k < count; k++) {
      const place = (<usize>(first + k)) << 3;
      const jump = uniform > 0 ? uniform : load<f64>(teleport + place);
      const rank = damping * load<f64>(scratch + ((<usize>k) << 3)) + spread * jump;
      const share = load<f64>(inverseOut + place);
      change += abs<f64>(rank - load<f64>(ranks + place));
      if (share == 0) stuck += rank;
      store<f64>(ranks + place, rank);
      store<f64>(nextShares + place, rank * share);
    }
    store<f64>(sums + ((<usize>block) << 4), change);
    store<f64>(sums + ((<usize>block) << 4), stuck, 8);
  }
  return 0;
}

/** sums[high half of link] += share */
// @ts-ignore: decorator
@inline
function add(sums: usize, link: u32, share: f64): void {
  const place = sums + ((<usize>(link >>> 16)) << 3);
  store<f64>(place, load<f64>(place) + share);
}
