/** The orders of links that PageRank's kernels read. */
import type { DirectedGraph } from './directed-graph.ts';

/** Where nodes are few: by target, in it by source. */
export interface InboundLinks {
  /** Links into node v stand at pointers[v] … pointers[v + 1] − 1; [nodes + 1]. */
  readonly pointers: Uint32Array;
  /** Source of each link; [links]. */
  readonly sources: Uint32Array;
  /** Weight of each link; [links], or one unused place where all weigh 1. */
  readonly weights: Float64Array;
}

export function inboundLinks({ nodes: { size }, links: { pointers: outbound, indexes }, weights }: DirectedGraph): InboundLinks {
  const pointers = new Uint32Array(size + 1);
  for (let e = 0; e < indexes.length; e++) pointers[indexes[e] + 1]++;
  for (let node = 0; node < size; node++) pointers[node + 1] += pointers[node];
  const next = pointers.slice();
  const sources = new Uint32Array(indexes.length);
  const ordered = new Float64Array(weights === undefined ? 1 : indexes.length);
  for (let source = 0; source < size; source++) {
    for (let e = outbound[source]; e < outbound[source + 1]; e++) {
      const place = next[indexes[e]]++;
      sources[place] = source;
      if (weights !== undefined) ordered[place] = weights[e];
    }
  }
  return { pointers, sources, weights: ordered };
}

/** Where nodes are many: by block of the target, in it by source. */
export interface LinkTiles {
  /** Blocks of targets; the last may be shorter. */
  readonly blocks: number;
  /** Nodes of a block: their sums of 8 bytes fit the cache of one core. */
  readonly blockNodes: number;
  /** Where the links from each 65,536 sources into each block start; [blocks × ⌈nodes ÷ 65,536⌉ + 1]. */
  readonly tiles: Uint32Array;
  /** (target − first node of its block) · 65,536 + source mod 65,536; [links]. */
  readonly links: Uint32Array;
  /** Weight of each link; [links], or one unused place where all weigh 1. */
  readonly weights: Float64Array;
}

const SOURCE_BITS = 16;
const MOST_NODES = 32768;
const FEWEST_NODES = 4096;
/** Work for as many threads, where nodes are not many. */
const WANTED_BLOCKS = 16;

export function linkTiles({ nodes: { size }, links: { pointers, indexes }, weights }: DirectedGraph): LinkTiles {
  const bits = Math.ceil(Math.log2(Math.min(MOST_NODES, Math.max(FEWEST_NODES, size / WANTED_BLOCKS))));
  const blockNodes = 2 ** bits;
  const blocks = Math.ceil(size / blockNodes);
  const groups = Math.ceil(size / 2 ** SOURCE_BITS);
  const tiles = new Uint32Array(blocks * groups + 1);
  for (let group = 0; group < groups; group++) {
    const end = pointers[Math.min(size, (group + 1) << SOURCE_BITS)];
    for (let e = pointers[group << SOURCE_BITS]; e < end; e++) tiles[(indexes[e] >>> bits) * groups + group + 1]++;
  }
  for (let tile = 1; tile < tiles.length; tile++) tiles[tile] += tiles[tile - 1];
  const next = tiles.slice();
  const links = new Uint32Array(indexes.length);
  const ordered = new Float64Array(weights === undefined ? 1 : indexes.length);
  const withinBlock = blockNodes - 1;
  for (let source = 0; source < size; source++) {
    const group = source >>> SOURCE_BITS;
    const low = source & 0xffff;
    for (let e = pointers[source]; e < pointers[source + 1]; e++) {
      const target = indexes[e];
      const place = next[(target >>> bits) * groups + group]++;
      links[place] = ((target & withinBlock) << 16) | low;
      if (weights !== undefined) ordered[place] = weights[e];
    }
  }
  return { blocks, blockNodes, tiles, links, weights: ordered };
}
