/** What trains of each history: all its steps, a long one in windows that begin elsewhere in each epoch. */
import { seededRandom } from '../../../math/random.ts';
import type { ItemSequence, Span } from './examples.ts';

export class Windows {
  readonly #histories: readonly ItemSequence[];
  readonly #maxLength: number;
  readonly #seed: number;
  /** Of each window: its history, and its number there. */
  readonly #owners: Uint32Array;
  readonly #numbers: Uint32Array;

  /** Histories of two items and more. */
  constructor(histories: readonly ItemSequence[], maxLength: number, seed: number) {
    this.#histories = histories;
    this.#maxLength = maxLength;
    this.#seed = seed;
    const counts = histories.map(({ length }) => Math.ceil((length - 1) / maxLength));
    this.#owners = Uint32Array.from(counts.flatMap((count, history) => Array<number>(count).fill(history)));
    this.#numbers = Uint32Array.from(counts.flatMap((count) => Array.from({ length: count }, (_, k) => k)));
  }

  get length(): number {
    return this.#owners.length;
  }

  /** Most steps of so many windows. */
  mostSteps(windows: number): number {
    const lengths = Uint32Array.from(this.#owners, (owner) => Math.min(this.#maxLength, this.#histories[owner].length - 1)).sort();
    return lengths.subarray(-windows).reduce((sum, length) => sum + length, 0);
  }

  /**
   * All windows of a history but the first and the last are of maxLength steps. Those two share what remains, which is between one length
   * and two; how is drawn for each epoch.
   */
  at(window: number, epoch: number): Span {
    const owner = this.#owners[window];
    const history = this.#histories[owner];
    const steps = history.length - 1;
    const remainder = steps % this.#maxLength;
    if (steps <= this.#maxLength || remainder === 0) return this.#cut(history, this.#numbers[window], this.#maxLength);
    const random = seededRandom(this.#seed, `windows of history ${owner} in epoch ${epoch}`);
    return this.#cut(history, this.#numbers[window], remainder + random.integer(this.#maxLength - remainder + 1));
  }

  #cut(history: ItemSequence, number: number, firstLength: number): Span {
    const end = Math.min(firstLength + number * this.#maxLength, history.length - 1);
    const first = number === 0 ? 0 : firstLength + (number - 1) * this.#maxLength;
    return { history, first, length: end - first };
  }
}
