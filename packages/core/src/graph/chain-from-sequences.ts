/** Markov chains from what happened, by counting, or from probabilities that are known. */
import { type Id, IdNumbering } from '../data/id-map.ts';
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
  const numbering = new IdNumbering();
  const starts: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  for (const sequence of sequences) {
    let before: number | undefined;
    for (const state of sequence) {
      const at = numbering.indexOf(state);
      if (before === undefined) starts.push(at);
      else {
        from.push(before);
        to.push(at);
      }
      before = at;
    }
  }
  if (from.length === 0) {
    const nothing = 'no sequence has two states, so nothing follows anything; give longer sequences';
    throw new LikewiseError('no-transitions', `chainFromSequences: ${nothing}.`);
  }
  const nodes = numbering.map;
  const graph = graphFromColumns({ nodes, from: Uint32Array.from(from), to: Uint32Array.from(to) }, { repeated: 'sum' });
  const begun = new Float64Array(nodes.size);
  for (const state of starts) begun[state]++;
  return new MarkovChain(settings, graph, begun);
}

/**
 * A chain from its probabilities: rows [from, to, probability], each state's summing to 1.
 * @throws LikewiseError `invalid-probability`, `empty-data`
 */
export function chainFromProbabilities(rows: Iterable<readonly [from: Id, to: Id, probability: number]>): MarkovChain {
  const numbering = new IdNumbering();
  const [from, to, shares]: number[][] = [[], [], []];
  for (const [source, target, share] of rows) {
    if (!(share >= 0 && share <= 1)) {
      const must = `the probability of ${source} → ${target} must be from 0 to 1; got ${share}`;
      throw new LikewiseError('invalid-probability', `chainFromProbabilities: ${must}.`, { source, target, share });
    }
    const ends = [numbering.indexOf(source), numbering.indexOf(target)];
    if (share === 0) continue;
    from.push(ends[0]);
    to.push(ends[1]);
    shares.push(share);
  }
  const nodes = numbering.map;
  const columns = { nodes, from: Uint32Array.from(from), to: Uint32Array.from(to), weights: Float64Array.from(shares) };
  const graph = graphFromColumns(columns, { repeated: 'sum' });
  for (const [index, sum] of graph.outgoing.entries()) {
    if (Math.abs(sum - 1) <= 1e-9) continue;
    const state = nodes.ids[index];
    const must = `the probabilities of leaving ${state} must sum to 1; they sum to ${sum}`;
    throw new LikewiseError('invalid-probability', `chainFromProbabilities: ${must}.`, { state, sum });
  }
  return new MarkovChain({ smoothing: 0 }, graph, new Float64Array(nodes.size));
}
