/** Steps of power iteration on the kernels, in the order of links that suits the number of nodes, the same for any number of threads. */
import { float64, type Kernels, type RunOptions, type SessionArrays, type StopSignal } from '../kernels/kernels.ts';
import type { RankStep } from '../kernels/signatures/page-rank.ts';
import type { DirectedGraph } from './directed-graph.ts';
import { type InboundLinks, inboundLinks, type LinkTiles, linkTiles } from './link-orders.ts';

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

/** The shares of so many nodes fit a cache: each node gathers its own. Of more, links are read in order and sums are scattered. */
const MOST_GATHERED = 1 << 15;
const GATHER_BLOCK = 1024;

/** `jumps`: whether `teleport` will hold a share for each node. Ranks, shares and teleport begin at 0. */
export function openRankSteps(kernels: Kernels, graph: DirectedGraph, jumps: boolean): Promise<RankSteps> {
  return graph.nodes.size <= MOST_GATHERED ? openGathering(kernels, graph, jumps) : openScattering(kernels, graph, jumps);
}

/** Kept as long as their graph: ranks of a graph from many places sort its links once. */
const gathered = new WeakMap<DirectedGraph, InboundLinks>();
const scattered = new WeakMap<DirectedGraph, LinkTiles>();

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
