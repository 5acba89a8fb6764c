/**
 * PageRank: the share of time that a surfer spends on each node, following a random link with probability d, else (or at a
 * node without links) jumping to a node drawn from t:
 *   r(v) = d Σ_{u → v} w(u,v) r(u) / w(u) + (d Σ_{u without links} r(u) + 1 − d) t(v),   Σ r = 1,
 * found by power iteration from r = t until Σ|r_new − r| < tolerance. The error that is left is at most d / (1 − d) times that.
 *
 * Source: Page, Brin, Motwani, Winograd: The PageRank Citation Ranking, Stanford 1999; Brin, Page 1998,
 * doi:10.1016/S0169-7552(98)00110-X. Dead ends as in Langville, Meyer: Deeper Inside PageRank, 2004, doi:10.1080/15427951.2004.10129091.
 * Differs from NetworkX in the tolerance: there it is multiplied by the number of nodes.
 */
import type { Id } from '../data/id-map.ts';
import { type ErrorCode, LikewiseError } from '../errors.ts';
import type { StopSignal } from '../kernels/kernels.ts';
import { loadKernels } from '../kernels/load-kernels.ts';
import { referenceKernels } from '../kernels/reference/reference.ts';
import { integer, number, type OptionSpecs, resolveOptions } from '../options.ts';
import type { DirectedGraph } from './directed-graph.ts';
import { openRankSteps } from './page-rank-steps.ts';

export interface PageRankSettings {
  /** Probability of following a link instead of jumping; ≥ 0 and < 1. @default 0.85 */
  readonly damping: number;
  /** Ends when ranks change by less than this in sum; > 0. @default 1e-10 */
  readonly tolerance: number;
  /** Most steps of power iteration; left out: as many as damping and tolerance need; integer ≥ 1. */
  readonly maxIterations?: number | undefined;
}

export const pageRankOptions: OptionSpecs<PageRankSettings> = {
  damping: number(0.85, { min: 0, below: 1 }, 'probability of following a link instead of jumping'),
  tolerance: number(1e-10, { above: 0 }, 'ends when ranks change by less than this in sum'),
  maxIterations: integer(undefined, { min: 1 }, 'most steps of power iteration; left out: as many as damping and tolerance need'),
};

export interface PageRankOptions extends Partial<PageRankSettings> {
  /** Where jumps go: weight ≥ 0 of each node, others get none (personalised PageRank). Left out: everywhere alike. */
  readonly teleport?: Iterable<readonly [node: Id, weight: number]> | undefined;
  /** The number changes no bit of the result. @default all processors */
  readonly threads?: number | undefined;
  readonly signal?: StopSignal | undefined;
  readonly onIteration?: ((progress: { readonly iteration: number; readonly residual: number }) => void) | undefined;
}

export interface NodeScore {
  readonly node: Id;
  readonly score: number;
}

export interface PageRanks {
  readonly settings: PageRankSettings;
  /** Rank of each node, sum 1; [nodes], by position in `graph.nodes`. */
  readonly scores: Float64Array;
  readonly iterations: number;
  /** Σ|change| of the last step. */
  readonly residual: number;
  /** Whether `residual` is below the tolerance; `false` where `maxIterations` came first, or rounding alone moves ranks by more. */
  readonly converged: boolean;
  /** Nodes without outgoing links (dangling nodes). */
  readonly deadEnds: number;
  /** Rank of one node; `undefined` where it is not in the graph. */
  scoreOf(node: Id): number | undefined;
  /** The n best nodes, ties by position. @default 10 */
  top(n?: number): NodeScore[];
}

/**
 * Memory beside the graph: 8 bytes a link (24 with weights) and 48 a node; half of what links take stays with the graph, so that the
 * next ranks of it need not sort them again.
 * @throws LikewiseError `unknown-option`, `invalid-option`; `unknown-node`, `invalid-weight` for `teleport`; `too-large` past 4 GiB.
 * @example const { iterations } = await pageRank(graphFromLinks([['a', 'b'], ['b', 'a']]));
 */
export async function pageRank(graph: DirectedGraph, options: PageRankOptions = {}): Promise<PageRanks> {
  const { teleport: jumps, threads, signal, onIteration, ...rest } = options;
  const settings = resolveOptions('pageRank', pageRankOptions, rest);
  const { damping, tolerance, maxIterations = stepsNeeded(damping, tolerance) } = settings;
  const { nodes, links } = graph;
  const size = nodes.size;
  const start = jumps === undefined ? undefined : distribution(graph, jumps);
  refuseTooLarge(graph);
  // Plain TypeScript gives the same bits, and is done before a fast kernel would be compiled.
  const kernels = links.indexes.length < FEW_LINKS ? referenceKernels : await loadKernels({ threads });
  const steps = await openRankSteps(kernels, graph, start !== undefined);
  try {
    const { ranks, shares, inverseOut, teleport } = steps.arrays;
    if (start !== undefined) teleport.set(start);
    const uniform = start === undefined ? 1 / size : 0;
    let stuck = 0;
    let deadEnds = 0;
    for (let node = 0; node < size; node++) {
      const rank = start === undefined ? uniform : start[node];
      ranks[node] = rank;
      shares[node] = rank * inverseOut[node];
      if (inverseOut[node] > 0) continue;
      stuck += rank;
      deadEnds++;
    }
    let iterations = 0;
    let residual = Number.POSITIVE_INFINITY;
    while (residual >= tolerance && iterations < maxIterations) {
      signal?.throwIfAborted();
      const done = await steps.step({ uniform, damping, spread: damping * stuck + 1 - damping, signal });
      residual = done.change;
      stuck = done.stuck;
      iterations++;
      onIteration?.({ iteration: iterations, residual });
    }
    const scores = ranks.slice();
    return {
      settings,
      scores,
      iterations,
      residual,
      converged: residual < tolerance,
      deadEnds,
      scoreOf: (node) => scores[nodes.indexOf(node) ?? size],
      top: (n = 10) => best(scores, n).map((index) => ({ node: nodes.ids[index], score: scores[index] })),
    };
  } finally {
    steps.close();
  }
}

/** Each step leaves at most d of the change of the one before, which is at most 2; and some for rounding. */
const stepsNeeded = (damping: number, tolerance: number): number =>
  Math.max(1, Math.ceil(Math.log(tolerance / 2) / Math.log(Math.max(damping, 0.01)))) + 10;

const FEW_LINKS = 1 << 14;

/** The teleport vector, sum 1; [nodes]. */
function distribution({ nodes }: DirectedGraph, jumps: Iterable<readonly [Id, number]>): Float64Array {
  const refuse = (code: ErrorCode, sentence: string, data = {}): never => {
    throw new LikewiseError(code, `pageRank: ${sentence}.`, data);
  };
  const shares = new Float64Array(nodes.size);
  let total = 0;
  for (const [node, weight] of jumps) {
    const index = nodes.indexOf(node);
    if (index === undefined)
      return refuse('unknown-node', `teleport names node ${node}, which is not in the graph; name nodes that have links`, { node });
    if (!(weight >= 0 && Number.isFinite(weight)))
      refuse('invalid-weight', `the teleport weight of node ${node} must be a finite number ≥ 0; got ${weight}`, { node, weight });
    shares[index] += weight;
    total += weight;
  }
  if (!(total > 0 && Number.isFinite(total)))
    refuse('invalid-weight', 'at least one node of teleport must have a weight above 0; leave teleport out to jump anywhere');
  return shares.map((share) => share / total);
}

function refuseTooLarge({ nodes, links: { indexes }, weights }: DirectedGraph): void {
  const bytes = indexes.length * (weights === undefined ? 4 : 12) + nodes.size * 48;
  if (bytes <= 2 ** 32 - 2 ** 20) return;
  const need = `${nodes.size} nodes and ${indexes.length} links need ${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const end = 'one WebAssembly memory ends at 4 GiB; leave rare nodes out, or rank on Apache Spark';
  throw new LikewiseError('too-large', `pageRank: ${need}, but ${end}.`, { bytes });
}

/** Positions of the n largest, largest first, ties by position. */
function best(scores: Float64Array, n: number): number[] {
  const count = Math.min(scores.length, Math.max(0, Math.floor(n)));
  if (count === 0) return [];
  // Numbers sort far faster than positions by a function of them: first the score that suffices, then those who have it.
  const least = scores.slice().sort()[scores.length - count];
  const found: number[] = [];
  for (let index = 0; index < scores.length; index++) if (scores[index] >= least) found.push(index);
  return found.sort((a, b) => scores[b] - scores[a] || a - b).slice(0, count);
}
