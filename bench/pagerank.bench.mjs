// PageRank, damping 0.85, until ranks change by less than 1e-10 in sum: Wiki-Vote against NetworkX, a generated graph of 10 million
// links against power iteration with SciPy's sparse product. What is made once for a graph is outside the clock for all: the graph,
// SciPy's matrix, our order of the links; so are runs before, in which the rival imports SciPy and ours compiles. With all of that inside:
// pagerank-first-call.
import { graphFromColumns, IdMap, pageRank } from '../packages/core/dist/index.js';
import { prepareGraph, webGraph } from './web-graph.mjs';

export const cases = [
  {
    case: 'Wiki-Vote, 103,689 links, 1 thread',
    settings: { graph: 'wiki-vote', rival: 'networkx', threads: 1, warmUps: 10 },
    rival: 'pagerank.py',
  },
  {
    case: 'generated, 10 million links, 1 thread',
    settings: { graph: '10m', rival: 'scipy', threads: 1, warmUps: 1 },
    rival: 'pagerank.py',
  },
  { case: 'generated, 10 million links, 2 threads', settings: { graph: '10m', threads: 2, warmUps: 1 } },
];

export function prepare() {
  for (const graph of ['wiki-vote', '10m']) prepareGraph(graph);
}

export async function measure({ graph: name, threads, warmUps = 0, first = false }, clock) {
  const { from, to } = webGraph(name);
  // Nodes are those that have links, as in the rivals.
  const seen = new Uint32Array(1 + Math.max(...[from, to].map((ends) => ends.reduce((most, end) => Math.max(most, end), 0))));
  for (const ends of [from, to]) for (let k = 0; k < ends.length; k++) seen[ends[k]] = 1;
  const ids = [];
  for (let id = 0; id < seen.length; id++) if (seen[id]) seen[id] = ids.push(id) - 1;
  const columns = { nodes: new IdMap(ids), from: from.map((id) => seen[id]), to: to.map((id) => seen[id]) };
  const built = performance.now();
  const made = first ? undefined : graphFromColumns(columns);
  const buildSeconds = first ? undefined : (performance.now() - built) / 1000;
  for (let run = 0; run < warmUps; run++) await pageRank(made, { threads });
  const { value, ...took } = await clock(async () => {
    const graph = made ?? graphFromColumns(columns);
    return { graph, ranks: await pageRank(graph, { threads }) };
  });
  const { graph, ranks } = value;
  return { ...took, nodes: ids.length, links: graph.links.indexes.length, iterations: ranks.iterations, top: ranks.top(3), buildSeconds };
}
