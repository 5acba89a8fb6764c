/** Skip-gram with negative sampling, one pair after the other by stochastic gradient descent. */
import { macrotask, now } from '../../../kernels/host.ts';
import type { StopSignal } from '../../../kernels/kernels.ts';
import { portableExp, portableLog } from '../../../math/portable.ts';
import { type Random, seededRandom } from '../../../math/random.ts';
import { countedUp, shuffle, type WeightedChoice, weightedChoice } from '../../../math/sampling.ts';
import type { EpochReport } from '../../contract/estimator.ts';
import type { Item2VecOptions } from './options.ts';

/** Sessions one after the other. */
export interface Sessions {
  /** Numbers of items among those with an event, oldest first; [events]. */
  readonly items: Uint32Array;
  /** 1 where an event begins a session; [events]. */
  readonly begins: Uint8Array;
  /** Events of each item, at least 1; [items]. */
  readonly counts: Float64Array;
}

export interface ItemVectors {
  /** Of items as what is known; [items × factors]. */
  readonly inputs: Float32Array;
  /** Of items as what comes; [items × factors]. */
  readonly outputs: Float32Array;
}

/** The rate ends at this part of where it began. */
const LAST_RATE = 1e-4;

/** How likely each item is drawn as a negative; [items]. */
export function noiseOf(counts: Float64Array, { noise }: Pick<Item2VecOptions, 'noise'>): Float64Array {
  const weights = counts.map((count) => (count > 0 ? portableExp(noise * portableLog(count)) : 0));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

export async function trainItem2Vec(
  sessions: Sessions,
  settings: Item2VecOptions,
  {
    signal,
    onEpoch,
  }: {
    readonly signal: StopSignal | undefined;
    readonly onEpoch: ((report: EpochReport, vectors: ItemVectors) => void | Promise<void>) | undefined;
  },
): Promise<ItemVectors> {
  const { counts } = sessions;
  const { factors, epochs, learningRate, seed } = settings;
  const inputs = new Float32Array(counts.length * factors);
  const start = seededRandom(seed, 'item2vec start');
  for (let k = 0; k < inputs.length; k++) inputs[k] = (start.uniform() - 0.5) / factors;
  const pull = new Pull({ inputs, outputs: new Float32Array(inputs.length) }, settings, weightedChoice(noiseOf(counts, settings)));
  const order = sessionPlaces(sessions.begins);
  let sliceEnd = now() + 10;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const random = seededRandom(seed, `item2vec epoch ${epoch}`);
    const places = shuffle(random, countedUp(order.length - 1));
    for (const [done, place] of places.entries()) {
      if ((done & 63) === 0 && now() > sliceEnd) {
        await macrotask();
        signal?.throwIfAborted();
        sliceEnd = now() + 10;
      }
      const spent = (epoch - 1 + done / places.length) / epochs;
      const rate = learningRate * Math.max(LAST_RATE, 1 - spent);
      eachPair(thinned(sessions, order[place], order[place + 1], settings, random), settings, random, (item, other) =>
        pull.step(item, other, rate, random),
      );
    }
    await onEpoch?.({ epoch, epochs, objective: pull.meanLoss() }, { inputs, outputs: pull.vectors.outputs });
    signal?.throwIfAborted();
  }
  return { inputs, outputs: pull.vectors.outputs };
}

/** Where each session begins, and where the last one ends. */
function sessionPlaces(begins: Uint8Array): Uint32Array {
  return Uint32Array.of(...Array.from(begins.keys()).filter((e) => begins[e] === 1), begins.length);
}

/** The items of a session without those that are left out this time. */
function thinned({ items, counts }: Sessions, begin: number, end: number, { subsampling }: Item2VecOptions, random: Random): Uint32Array {
  const session = items.subarray(begin, end);
  if (subsampling === 0) return session;
  return session.filter((item) => random.uniform() < Math.sqrt((subsampling * items.length) / counts[item]));
}

/** Pairs within a window that is drawn for each place anew, so that near ones come more often. */
function eachPair(
  session: Uint32Array,
  { window, side }: Item2VecOptions,
  random: Random,
  take: (item: number, other: number) => void,
): void {
  for (let place = 0; place < session.length; place++) {
    const reach = 1 + random.integer(window);
    const last = Math.min(session.length - 1, place + reach);
    for (let other = side === 'both' ? Math.max(0, place - reach) : place + 1; other <= last; other++)
      if (other !== place && session[other] !== session[place]) take(session[place], session[other]);
  }
}

class Pull {
  readonly vectors: ItemVectors;
  readonly #factors: number;
  readonly #negatives: number;
  readonly #noise: WeightedChoice;
  readonly #slope: Float64Array;
  #loss = 0;
  #pairs = 0;

  constructor(vectors: ItemVectors, { factors, negatives }: Item2VecOptions, noise: WeightedChoice) {
    this.vectors = vectors;
    this.#factors = factors;
    this.#negatives = negatives;
    this.#noise = noise;
    this.#slope = new Float64Array(factors);
  }

  /** One step down −log σ(v·w_other) − Σ log σ(−v·w_drawn). */
  step(item: number, other: number, rate: number, random: Random): void {
    const { inputs, outputs } = this.vectors;
    const factors = this.#factors;
    const from = item * factors;
    const slope = this.#slope.fill(0);
    for (let k = 0; k <= this.#negatives; k++) {
      const target = k === 0 ? other : this.#noise.draw(random);
      const to = target * factors;
      let product = 0;
      for (let f = 0; f < factors; f++) product += inputs[from + f] * outputs[to + f];
      const chance = 1 / (1 + portableExp(-product));
      this.#loss -= portableLog(Math.max(k === 0 ? chance : 1 - chance, 1e-12));
      const step = rate * ((k === 0 ? 1 : 0) - chance);
      for (let f = 0; f < factors; f++) {
        slope[f] += step * outputs[to + f];
        outputs[to + f] += step * inputs[from + f];
      }
    }
    for (let f = 0; f < factors; f++) inputs[from + f] += slope[f];
    this.#pairs++;
  }

  /** Of the pairs since it was asked last. */
  meanLoss(): number {
    const mean = this.#loss / Math.max(1, this.#pairs);
    this.#loss = this.#pairs = 0;
    return mean;
  }
}
