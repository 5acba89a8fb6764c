/** Markov chains from what happened, by counting, or from probabilities that are known. */
import { type Id, IdMap } from '../data/id-map.ts';
import { LikewiseError } from '../errors.ts';
import { number, type OptionSpecs, resolveOptions } from '../options.ts';
import { graphFromColumns } from './directed-graph.ts';
import { type ChainOptions, MarkovChain } from './markov-chain.ts';

const options: OptionSpecs<ChainOptions> = {
  smoothing: number(0, { min: 0 }, 'added to every count of a transition: 0 none, 1 add-one'),
};

/**
 * A chain from what followed what; states are numbered by first appearance. A sequence of one state counts as a start only.
 * @throws LikewiseError `unknown-option`, `invalid-option`; `no-transitions` where no sequence has one.
 * @example chainFromSequences(['the quick brown fox'.split(' ')], { smoothing: 1 }).probability('the', 'quick')
 */
export function chainFromSequences(sequences: Iterable<Iterable<Id>>, given: Partial<ChainOptions> = {}): MarkovChain {
  const settings = resolveOptions('chainFromSequences', options, given);
  const index = new Map<Id, number>();
  const starts = new Map<number, number>();
  const from: number[] = [];
  const to: number[] = [];
  for (const sequence of sequences) {
    let before = -1;
    for (const state of sequence) {
      if (!index.has(state)) index.set(state, index.size);
      const at = index.get(state) as number;
      if (before < 0) starts.set(at, (starts.get(at) ?? 0) + 1);
      else {
        from.push(before);
        to.push(at);
      }
      before = at;
    }
  }
  if (from.length === 0) {
    throw new LikewiseError(
      'no-transitions',
      'chainFromSequences: no sequence has two states, so nothing follows anything; give longer sequences.',
    );
  }
  const states = new IdMap([...index.keys()]);
  const graph = graphFromColumns({ nodes: states, from: Uint32Array.from(from), to: Uint32Array.from(to) }, { repeated: 'sum' });
  const counts = graph.weights ?? new Float64Array(graph.links.indexes.length).fill(1);
  const begun = Float64Array.from({ length: states.size }, (_, state) => starts.get(state) ?? 0);
  return new MarkovChain(settings, states, graph.links, counts, graph.outgoing, begun);
}

/**
 * A chain from its probabilities: rows [from, to, probability], each state's summing to 1.
 * @throws LikewiseError `invalid-probability`, `empty-data`
 */
export function chainFromProbabilities(rows: Iterable<readonly [from: Id, to: Id, probability: number]>): MarkovChain {
  const index = new Map<Id, number>();
  const [from, to, shares]: number[][] = [[], [], []];
  for (const [source, target, share] of rows) {
    if (!(share >= 0 && share <= 1)) {
      throw new LikewiseError(
        'invalid-probability',
        `chainFromProbabilities: the probability of ${source} → ${target} must be from 0 to 1; got ${share}.`,
        { source, target, share },
      );
    }
    for (const state of [source, target]) if (!index.has(state)) index.set(state, index.size);
    if (share === 0) continue;
    from.push(index.get(source) as number);
    to.push(index.get(target) as number);
    shares.push(share);
  }
  const states = new IdMap([...index.keys()]);
  const graph = graphFromColumns(
    { nodes: states, from: Uint32Array.from(from), to: Uint32Array.from(to), weights: Float64Array.from(shares) },
    { repeated: 'sum' },
  );
  graph.outgoing.forEach((sum, state) => {
    if (Math.abs(sum - 1) <= 1e-9) return;
    throw new LikewiseError(
      'invalid-probability',
      `chainFromProbabilities: the probabilities of leaving ${states.ids[state]} must sum to 1; they sum to ${sum}.`,
      { state: states.ids[state], sum },
    );
  });
  const counts = graph.weights ?? new Float64Array(graph.links.indexes.length).fill(1);
  return new MarkovChain({ smoothing: 0 }, states, graph.links, counts, graph.outgoing, new Float64Array(states.size));
}
