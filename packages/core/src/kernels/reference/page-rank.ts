/** One step of power iteration, readable; the same additions in the same order as the fast kernels. */
import type { Settlement } from '../signatures/page-rank.ts';
import { eachRow, type Twin } from './rows.ts';

export const pageRankStep: Twin<'pageRankStep'> = eachRow(
  ([tiles, links, weights, weighted, nodes, blockNodes, shares, ...rest], block) => {
    const sourceGroups = Math.ceil(nodes / 65536);
    const first = block * blockNodes;
    const arriving = new Float64Array(Math.min(blockNodes, nodes - first));
    for (let group = 0; group < sourceGroups; group++) {
      const tile = block * sourceGroups + group;
      for (let e = tiles[tile]; e < tiles[tile + 1]; e++) {
        const share = shares[group * 65536 + (links[e] & 0xffff)];
        arriving[links[e] >>> 16] += weighted === 0 ? share : weights[e] * share;
      }
    }
    settle(arriving, first, block, rest);
  },
);

export const pageRankGather: Twin<'pageRankGather'> = eachRow(
  ([pointers, sources, weights, weighted, nodes, blockNodes, shares, ...rest], block) => {
    const shareOf = (link: number): number => (weighted === 0 ? 1 : weights[link]) * shares[sources[link]];
    const first = block * blockNodes;
    const arriving = new Float64Array(Math.min(blockNodes, nodes - first));
    for (let k = 0; k < arriving.length; k++) {
      const stop = pointers[first + k + 1];
      let at = pointers[first + k];
      const four = [0, 0, 0, 0];
      for (; at + 4 <= stop; at += 4) for (let lane = 0; lane < 4; lane++) four[lane] += shareOf(at + lane);
      arriving[k] = four[0] + four[1] + (four[2] + four[3]);
      for (; at < stop; at++) arriving[k] += shareOf(at);
    }
    settle(arriving, first, block, rest);
  },
);

/** Ranks of a block from what arrives at its nodes. */
function settle(arriving: Float64Array, first: number, block: number, settlement: Settlement): void {
  const [nextShares, ranks, inverseOut, teleport, uniform, damping, spread, sums] = settlement;
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
