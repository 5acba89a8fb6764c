/** Arguments of the kernels of PageRank. */

/** What both kernels take after the links. */
export type RankStep = [
  weights: Float64Array,
  weighted: number,
  nodes: number,
  blockNodes: number,
  shares: Float64Array,
  ...settlement: Settlement,
];

/** What becomes of the shares that arrive at the nodes of a block. */
export type Settlement = [
  nextShares: Float64Array,
  ranks: Float64Array,
  inverseOut: Float64Array,
  teleport: Float64Array,
  uniform: number,
  damping: number,
  spread: number,
  sums: Float64Array,
];

export interface PageRankKernels {
  /**
   * One step of PageRank; rows of the run are blocks of `blockNodes` ≤ 65,536 nodes, cut with grain 1. rank_v = damping · Σ_e w_e
   * shares[source_e] + spread · teleport_v over the links e into node v (w_e = 1 unless weighted = 1; teleport_v = uniform where that
   * is above 0). Then nextShares_v = rank_v · inverseOut_v, inverseOut_v = 1 ÷ outgoing weight, 0 for a node without links. Links
   * stand by block of the target, in it by source; tiles [blocks × ⌈nodes ÷ 65,536⌉ + 1] tell where the links from the next 65,536
   * sources start; a link is (target − first node of its block) · 65,536 + source mod 65,536. Writes Σ|change| and Σ rank of the
   * nodes without links of each block into sums [blocks × 2].
   */
  pageRankStep: [tiles: Uint32Array, links: Uint32Array, ...rankStep: RankStep];
  /**
   * The same for links in sparse rows by target: pointers [nodes + 1], sources [links]. What arrives at a node is added up in
   * four sums, of every fourth link each, and the last links one by one.
   */
  pageRankGather: [pointers: Uint32Array, sources: Uint32Array, ...rankStep: RankStep];
}
