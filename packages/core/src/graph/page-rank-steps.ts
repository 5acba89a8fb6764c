/** Steps of power iteration on the kernels, in the order of links that suits the number of nodes, the same for any number of threads. */
import { float64, type Kernels, type RunOptions, type SessionArrays, type StopSignal } from '../kernels/kernels.ts';
import type { RankStep } from '../kernels/signatures/page-rank.ts';
import { countedPointers } from '../matrix/sparse.ts';
import type { DirectedGraph } from './directed-graph.ts';

interface RankArrays {
  /** Rank of each node; [nodes]. */
  readonly ranks: Float64Array;
  /** 1 ÷ outgoing weight, 0 without links; [nodes]. */
  readonly inverseOut: Float64Array;
  /** rank · inverseOut, to be set before the first step; [nodes]. */
  readonly shares: Float64Array;
  /** Where jumps go; [nodes], or one unused place where `uniform` says it. */
  readonly teleport: Float64Array;
}

export interface RankSteps {
  readonly arrays: RankArrays;
  step(how: StepSettings): Promise<StepSums>;
  close(): void;
}

interface StepSettings {
  /** Share of each node in jumps where all are alike; 0: as in `teleport`. */
  readonly uniform: number;
  readonly damping: number;
  /** What all jumps carry. */
  readonly spread: number;
  readonly signal?: StopSignal | undefined;
}

interface StepSums {
  /** Σ|change| of ranks. */
  readonly change: number;
  /** Rank of the nodes without links. */
  readonly stuck: number;
}

/** The shares of so many nodes fit a cache: each node gathers its own. With more nodes, links are read in order and sums scattered. */
const MOST_GATHERED = 1 << 15;
const GATHER_BLOCK = 1024;

/** `jumps`: whether `teleport` will hold a share for each node. Ranks, shares and teleport begin at 0. */
export function openRankSteps(kernels: Kernels, graph: DirectedGraph, jumps: boolean): Promise<RankSteps> {
  return graph.nodes.size <= MOST_GATHERED ? openGathering(kernels, graph, jumps) : openScattering(kernels, graph, jumps);
}

/** Kept as long as their graph: ranks of a graph from many places sort its links once. */
const gathered = new WeakMap<DirectedGraph, ReturnType<typeof inboundLinks>>();
const scattered = new WeakMap<DirectedGraph, ReturnType<typeof linkTiles>>();

export async function openGathering(kernels: Kernels, graph: DirectedGraph, jumps: boolean): Promise<RankSteps> {
  const links = gathered.get(graph) ?? inboundLinks(graph);
  gathered.set(graph, links);
  const blocks = Math.ceil(graph.nodes.size / GATHER_BLOCK);
  const session = await kernels.open({ ...links, ...nodeArrays(graph, blocks, jumps) });
  const { pointers, sources } = session.arrays;
  return stepsOf(graph, session, GATHER_BLOCK, (rest, options) => session.run('pageRankGather', [pointers, sources, ...rest], options));
}

export async function openScattering(kernels: Kernels, graph: DirectedGraph, jumps: boolean): Promise<RankSteps> {
  const found = scattered.get(graph) ?? linkTiles(graph);
  scattered.set(graph, found);
  const { blocks, blockNodes, ...sorted } = found;
  const session = await kernels.open({ ...sorted, ...nodeArrays(graph, blocks, jumps) });
  const { tiles, links } = session.arrays;
  return stepsOf(graph, session, blockNodes, (rest, options) => session.run('pageRankStep', [tiles, links, ...rest], options));
}

function nodeArrays({ nodes: { size } }: DirectedGraph, blocks: number, jumps: boolean) {
  return {
    shares: float64(size),
    nextShares: float64(size),
    ranks: float64(size),
    inverseOut: float64(size),
    teleport: float64(jumps ? size : 1),
    sums: float64(2 * blocks),
  };
}

type StepArrays = SessionArrays<ReturnType<typeof nodeArrays>> & { readonly weights: Float64Array };

function stepsOf(
  { nodes: { size }, outgoing, weights }: DirectedGraph,
  { arrays: a, close }: { readonly arrays: StepArrays; close(): void },
  blockNodes: number,
  run: (rest: RankStep, options: RunOptions) => Promise<void>,
): RankSteps {
  const blocks = a.sums.length / 2;
  for (let node = 0; node < size; node++) a.inverseOut[node] = outgoing[node] === 0 ? 0 : 1 / outgoing[node];
  let { shares, nextShares } = a;
  const links = [a.weights, weights === undefined ? 0 : 1, size, blockNodes] as const;
  const nodes = [a.ranks, a.inverseOut, a.teleport] as const;
  return {
    arrays: a,
    async step({ uniform, damping, spread, signal }) {
      const rest: RankStep = [...links, shares, nextShares, ...nodes, uniform, damping, spread, a.sums];
      await run(rest, { rows: blocks, grain: 1, signal });
      [shares, nextShares] = [nextShares, shares];
      let [change, stuck] = [0, 0];
      for (let block = 0; block < blocks; block++) {
        change += a.sums[2 * block];
        stuck += a.sums[2 * block + 1];
      }
      return { change, stuck };
    },
    close,
  };
}

/**
 * The order of links where nodes are few: by target, in it by source. Links into node v stand at pointers[v] … pointers[v + 1] − 1.
 * Weight of each link: [links], or one unused place where all weigh 1.
 */
function inboundLinks({ nodes: { size }, links: { pointers: outbound, indexes }, weights }: DirectedGraph) {
  const pointers = countedPointers(indexes, size);
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

const SOURCE_BITS = 16;
const MOST_NODES = 32768;
const FEWEST_NODES = 4096;
/** Work for as many threads, where nodes are not many. */
const WANTED_BLOCKS = 16;

/**
 * The order of links where nodes are many: by block of the target, in it by source. Blocks hold `blockNodes` targets, whose sums of
 * 8 bytes fit the cache of one core; the last may be shorter. The links from each 65,536 sources into each block start at `tiles`,
 * [blocks × ⌈nodes ÷ 65,536⌉ + 1]; each is (target − first node of its block) · 65,536 + source mod 65,536. Weights as above.
 */
function linkTiles({ nodes: { size }, links: { pointers, indexes }, weights }: DirectedGraph) {
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
