/** One step of power iteration, readable; the same additions in the same order as the fast kernel. Arguments: `signatures.ts`. */
import type { KernelArguments } from './signatures.ts';

export function pageRankStep(args: KernelArguments['pageRankStep'], begin: number, end: number): number {
  const [tiles, links, weights, weighted, nodes, blockNodes, shares, nextShares, ranks, inverseOut, ...rest] = args;
  const [teleport, uniform, damping, spread, sums] = rest;
  const sourceGroups = Math.ceil(nodes / 65536);
  for (let block = begin; block < end; block++) {
    const first = block * blockNodes;
    const arriving = new Float64Array(Math.min(blockNodes, nodes - first));
    for (let group = 0; group < sourceGroups; group++) {
      const tile = block * sourceGroups + group;
      for (let e = tiles[tile]; e < tiles[tile + 1]; e++) {
        const share = shares[group * 65536 + (links[e] & 0xffff)];
        arriving[links[e] >>> 16] += weighted === 0 ? share : weights[e] * share;
      }
    }
    let change = 0;
    let stuck = 0;
    for (let k = 0; k < arriving.length; k++) {
      const node = first + k;
      const rank = damping * arriving[k] + spread * (uniform > 0 ? uniform : teleport[node]);
      change += Math.abs(rank - ranks[node]);
      if (inverseOut[node] === 0) stuck += rank;
      ranks[node] = rank;
      nextShares[node] = rank * inverseOut[node];
    }
    sums[2 * block] = change;
    sums[2 * block + 1] = stuck;
  }
  return 0;
}
