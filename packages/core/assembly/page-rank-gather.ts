/**
 * One step of power iteration where all shares fit the cache: each node adds up what arrives, so nothing is written but results. See
 * `pageRankGather` in src/kernels/signatures.ts.
 */

export function pageRankGather(
  pointers: usize, sources: usize, weights: usize, weighted: i32, nodes: i32, blockNodes: i32, shares: usize, nextShares: usize,
  ranks: usize, inverseOut: usize, teleport: usize, uniform: f64, damping: f64, spread: f64, sums: usize,
  begin: i32, end: i32, chunk: i32, scratch: usize,
): i32 {
  for (let block = begin; block < end; block++) {
    let change: f64 = 0;
    let stuck: f64 = 0;
    const last = min((block + 1) * blockNodes, nodes);
    for (let node = block * blockNodes; node < last; node++) {
      let at = sources + ((<usize>load<u32>(pointers + ((<usize>node) << 2))) << 2);
      const stop = sources + ((<usize>load<u32>(pointers + ((<usize>node) << 2), 4)) << 2);
      // Four sums, because additions to one wait for each other.
      let arriving: f64 = 0, p: f64 = 0, q: f64 = 0, r: f64 = 0;
      if (weighted == 0) {
        for (; at + 16 <= stop; at += 16) {
          arriving += load<f64>(shares + ((<usize>load<u32>(at)) << 3));
          p += load<f64>(shares + ((<usize>load<u32>(at, 4)) << 3));
          q += load<f64>(shares + ((<usize>load<u32>(at, 8)) << 3));
          r += load<f64>(shares + ((<usize>load<u32>(at, 12)) << 3));
        }
        arriving = (arriving + p) + (q + r);
        for (; at < stop; at += 4) arriving += load<f64>(shares + ((<usize>load<u32>(at)) << 3));
      } else {
        for (; at + 16 <= stop; at += 16) {
          arriving += weight(weights, at - sources) * load<f64>(shares + ((<usize>load<u32>(at)) << 3));
          p += weight(weights, at - sources + 4) * load<f64>(shares + ((<usize>load<u32>(at, 4)) << 3));
          q += weight(weights, at - sources + 8) * load<f64>(shares + ((<usize>load<u32>(at, 8)) << 3));
          r += weight(weights, at - sources + 12) * load<f64>(shares + ((<usize>load<u32>(at, 12)) << 3));
        }
        arriving = (arriving + p) + (q + r);
        for (; at < stop; at += 4) arriving += weight(weights, at - sources) * load<f64>(shares + ((<usize>load<u32>(at)) << 3));
      }
      const place = (<usize>node) << 3;
      const jump = uniform > 0 ? uniform : load<f64>(teleport + place);
      const rank = damping * arriving + spread * jump;
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

/** Weight of the link at a place in bytes among links of 4 bytes. */
// @ts-ignore: decorator
@inline
function weight(weights: usize, place: usize): f64 {
  return load<f64>(weights + (place << 1));
}
