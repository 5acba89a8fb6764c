/**
 * Markov chain of first order from sequences: P(j | i) = (n(i,j) + ε) ÷ (n(i) + ε V), with n(i,j) how often j followed i, n(i) how
 * often anything did, V the number of states. ε = 0: shares as counted; 1: add-one (Laplace); between: add-ε (Lidstone), the
 * posterior mean under a Dirichlet(ε) prior.
 *
 * Sources: Jurafsky, Martin: Speech and Language Processing, 2nd edition 2009, ch. 4 (n-grams and smoothing); Norris: Markov Chains,
 * 1997, doi:10.1017/CBO9780511810633 (stationary and limiting distributions).
 * Differs: only counts are stored, so smoothing costs no memory; a state that nothing ever followed has no distribution without
 * smoothing, and says so instead of giving 0 ÷ 0.
 */
import type { Id, IdMap } from '../data/id-map.ts';
import { LikewiseError } from '../errors.ts';
import { entryOf, type SparsePattern } from '../matrix/sparse.ts';
import { integer, requireOption } from '../options.ts';
import { chainStructure } from './chain-structure.ts';
import type { DirectedGraph } from './directed-graph.ts';
import { MOST_ELIMINATED, stationaryByElimination } from './stationary.ts';

export interface ChainOptions {
  /** Added to every count of a transition: 0 none, 1 add-one; ≥ 0. @default 0 */
  readonly smoothing: number;
}

/** A share for each state; states left out have 0. */
export type StateDistribution = ReadonlyMap<Id, number>;

export interface SteadyState {
  /** The distribution that a step leaves as it is, where there is exactly one; else `undefined`. */
  readonly stationary: StateDistribution | undefined;
  /** Where every start ends in the long run, where that does not depend on the start; else `undefined`. */
  readonly limiting: StateDistribution | undefined;
  /** Every state leads to every other. */
  readonly irreducible: boolean;
  /** Greatest common divisor of the lengths of all round trips in the closed class; 1: aperiodic. `undefined` with several closed classes. */
  readonly period: number | undefined;
  /** Groups of states that cannot be left once entered; one of a single state is absorbing. */
  readonly closedClasses: readonly (readonly Id[])[];
  /** What holds and what follows, in a sentence. */
  readonly told: string;
}

/** Made by `chainFromSequences` or `chainFromProbabilities`; immutable. */
export class MarkovChain {
  readonly settings: Readonly<ChainOptions>;
  readonly states: IdMap;
  /** Which states followed which; row = before, column = after. */
  readonly transitions: SparsePattern;
  /** How often; [transitions]. */
  readonly counts: Float64Array;
  /** How often anything followed a state; [states]. */
  readonly totals: Float64Array;
  /** How many sequences began with a state; [states]. */
  readonly starts: Float64Array;

  /** @param graph how often each state followed another */
  constructor(settings: Readonly<ChainOptions>, { nodes, links, weights, outgoing }: DirectedGraph, starts: Float64Array) {
    this.settings = settings;
    this.states = nodes;
    this.transitions = links;
    this.counts = weights ?? new Float64Array(links.indexes.length).fill(1);
    this.totals = outgoing;
    this.starts = starts;
  }

  /** P(after | before); `undefined` for an unknown state, and where nothing ever followed `before` and there is no smoothing. */
  probability(before: Id, after: Id): number | undefined {
    const row = this.states.indexOf(before);
    const column = this.states.indexOf(after);
    if (row === undefined || column === undefined) return undefined;
    const entry = entryOf(this.transitions, row, column);
    return this.#share(row, entry === undefined ? 0 : this.counts[entry]);
  }

  /** P of a sequence beginning with a state: smoothed share of the sequences that begin with it; `undefined` where unknown. */
  startProbability(state: Id): number | undefined {
    const index = this.states.indexOf(state);
    const { smoothing } = this.settings;
    const total = this.starts.reduce((sum, count) => sum + count, 0) + smoothing * this.states.size;
    return index === undefined || total === 0 ? undefined : (this.starts[index] + smoothing) / total;
  }

  /**
   * Natural logarithm of p(x₁) Π p(x_t | x_{t−1}): −Infinity where a step never happened; `undefined` where a state is unknown or
   * a probability is (see `probability`), and for no states at all. `start: false` leaves p(x₁) out.
   */
  logProbability(sequence: Iterable<Id>, { start = true }: { readonly start?: boolean } = {}): number | undefined {
    const path = [...sequence];
    if (path.length === 0 || path.some((state) => this.states.indexOf(state) === undefined)) return undefined;
    const first = start ? this.startProbability(path[0]) : 1;
    if (first === undefined) return undefined;
    let sum = Math.log(first);
    for (let t = 1; t < path.length; t++) {
      const step = this.probability(path[t - 1], path[t]);
      if (step === undefined) return undefined;
      sum += Math.log(step);
    }
    return sum;
  }

  /** What follows a state, most probable first, ties by state; counted transitions only. `undefined` as for `probability`. */
  next(state: Id, n = 10): { readonly state: Id; readonly probability: number }[] | undefined {
    const row = this.states.indexOf(state);
    if (row === undefined || this.#share(row, 0) === undefined) return undefined;
    const { pointers, indexes } = this.transitions;
    return Array.from({ length: pointers[row + 1] - pointers[row] }, (_, k) => pointers[row] + k)
      .sort((a, b) => this.counts[b] - this.counts[a] || a - b)
      .slice(0, Math.max(0, n))
      .map((e) => ({ state: this.states.ids[indexes[e]], probability: this.#share(row, this.counts[e]) as number }));
  }

  /**
   * Distribution after some steps, π A^steps: a step is the law of total probability, (πA)_j = Σ_i π_i P(j | i).
   * @param start share of each state, sum 1, or one state.
   * @throws LikewiseError `unknown-state`, `invalid-option`, `invalid-probability`; `no-successors` where a state that can be reached in
   *   time has nothing that follows it and there is no smoothing.
   */
  after(steps: number, start: Id | StateDistribution): StateDistribution {
    requireOption('MarkovChain.after', 'steps', integer(undefined, { min: 0 }, 'steps'), steps);
    let shares = this.#vector(start);
    for (let step = 0; step < steps; step++) shares = this.#step(shares);
    return this.#named(shares);
  }

  /**
   * The long run, with its conditions. One closed class gives one stationary distribution; that it is also the limit needs an
   * aperiodic class.
   * @throws LikewiseError `no-successors` as for `after`; `no-convergence`
   */
  steadyState(): SteadyState {
    const smoothed = this.settings.smoothing > 0;
    const deadEnd = this.totals.indexOf(0);
    if (!smoothed && deadEnd >= 0) throw this.#noSuccessors(deadEnd);
    const structure = smoothed
      ? { closed: [Array.from({ length: this.states.size }, (_, state) => state)], classes: 1, periods: [1] }
      : chainStructure(this.transitions);
    const closedClasses = structure.closed.map((members) => members.map((state) => this.states.ids[state]));
    const irreducible = structure.classes === 1;
    if (structure.closed.length > 1) {
      const told = `${structure.closed.length} groups of states cannot be left once entered, so the long run depends on the start: no single stationary or limiting distribution`;
      return { stationary: undefined, limiting: undefined, irreducible, period: undefined, closedClasses, told };
    }
    const period = structure.periods[0];
    const stationary = this.#named(this.#stationary(structure.closed[0]));
    const reach = irreducible
      ? 'every state leads to every other (irreducible)'
      : 'one group of states is never left again, the others are passed through';
    const told =
      period === 1
        ? `${reach}, and round trips share no common length (aperiodic): every start ends in the stationary distribution`
        : `${reach}, but round trips take multiples of ${period} steps (periodic): a stationary distribution, no limiting one`;
    return { stationary, limiting: period === 1 ? stationary : undefined, irreducible, period, closedClasses, told };
  }

  /** By elimination, exactly; of very many states by half steps, (π + πA) ÷ 2, which have the same fixed point and no period. */
  #stationary(members: readonly number[]): Float64Array {
    const eliminated = members.length <= MOST_ELIMINATED ? stationaryByElimination(this.#flow(members), members.length) : undefined;
    if (eliminated !== undefined) {
      const all = new Float64Array(this.states.size);
      for (const [k, state] of members.entries()) all[state] = eliminated[k];
      return all;
    }
    let shares: Float64Array = new Float64Array(this.states.size);
    for (const state of members) shares[state] = 1 / members.length;
    const most = Math.min(MOST_STEPS, Math.ceil(MOST_ADDITIONS / (this.counts.length + members.length)));
    for (let step = 0; step < most; step++) {
      const moved = this.#step(shares);
      let change = 0;
      for (let state = 0; state < moved.length; state++) {
        change += Math.abs(moved[state] - shares[state]);
        moved[state] = (moved[state] + shares[state]) / 2;
      }
      shares = moved;
      if (change < 1e-14 * Math.max(1, Math.sqrt(moved.length))) return shares;
    }
    const slow = `the distribution still changes after ${most} steps: the chain mixes too slowly; ask after(steps, start) instead`;
    throw new LikewiseError('no-convergence', `MarkovChain.steadyState: ${slow}.`);
  }

  /** P between the members; [members × members]. */
  #flow(members: readonly number[]): Float64Array {
    const { pointers, indexes } = this.transitions;
    const place = new Int32Array(this.states.size).fill(-1);
    for (const [k, state] of members.entries()) place[state] = k;
    const size = members.length;
    const flow = new Float64Array(size * size);
    for (const [k, state] of members.entries()) {
      flow.fill(this.#share(state, 0) as number, k * size, (k + 1) * size);
      for (let e = pointers[state]; e < pointers[state + 1]; e++)
        if (place[indexes[e]] >= 0) flow[k * size + place[indexes[e]]] = this.#share(state, this.counts[e]) as number;
    }
    return flow;
  }

  #step(shares: Float64Array): Float64Array {
    const { pointers, indexes } = this.transitions;
    const { smoothing } = this.settings;
    const size = this.states.size;
    const moved = new Float64Array(size);
    let everywhere = 0;
    for (let row = 0; row < size; row++) {
      if (shares[row] === 0) continue;
      const total = this.totals[row] + smoothing * size;
      if (total === 0) throw this.#noSuccessors(row);
      const unit = shares[row] / total;
      everywhere += smoothing * unit;
      for (let e = pointers[row]; e < pointers[row + 1]; e++) moved[indexes[e]] += this.counts[e] * unit;
    }
    return everywhere === 0 ? moved : moved.map((share) => share + everywhere);
  }

  #share(row: number, count: number): number | undefined {
    const total = this.totals[row] + this.settings.smoothing * this.states.size;
    return total === 0 ? undefined : (count + this.settings.smoothing) / total;
  }

  #vector(start: Id | StateDistribution): Float64Array {
    const shares = new Float64Array(this.states.size);
    const entries = typeof start === 'object' ? [...start] : ([[start, 1]] as const);
    for (const [state, share] of entries) {
      const index = this.states.indexOf(state);
      if (index === undefined)
        throw new LikewiseError('unknown-state', `MarkovChain: the chain has no state ${state}; start from one it has seen.`, { state });
      shares[index] = share;
    }
    const sum = shares.reduce((total, share) => total + share, 0);
    if (!shares.every((share) => share >= 0) || !(Math.abs(sum - 1) <= 1e-9)) {
      const must = `the shares of a start must be ≥ 0 and sum to 1; they sum to ${sum}`;
      throw new LikewiseError('invalid-probability', `MarkovChain: ${must}.`, { sum });
    }
    return shares;
  }

  #named(shares: Float64Array): StateDistribution {
    return new Map(this.states.ids.map((state, index) => [state, shares[index]]));
  }

  #noSuccessors(state: number): LikewiseError {
    const name = this.states.ids[state];
    const nothing = `nothing ever followed ${name}, so its next state is 0 ÷ 0; give smoothing above 0, or a sequence that goes on from it`;
    return new LikewiseError('no-successors', `MarkovChain: ${nothing}.`, { state: name });
  }
}

const MOST_STEPS = 1_000_000;
/** Of all steps together: some seconds. */
const MOST_ADDITIONS = 1e10;
