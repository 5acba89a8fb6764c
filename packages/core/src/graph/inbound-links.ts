/** Links by target, in it by source: what PageRank's kernel reads where nodes are few. */
import type { DirectedGraph } from './directed-graph.ts';

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
