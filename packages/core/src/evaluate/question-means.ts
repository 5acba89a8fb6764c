/** A user's value is the mean over their questions, so that nobody counts twice. */
import type { Judge, RankedList } from '../metrics/metric.ts';

export class QuestionMeans {
  /** Of each metric, NaN where no question of the user has a value; [judged]. */
  readonly values: readonly Float64Array[];
  readonly #judges: readonly Judge[];
  readonly #sums: Float64Array;
  readonly #counts: Uint32Array;

  constructor(judges: readonly Judge[], judged: number) {
    this.#judges = judges;
    this.values = judges.map(() => new Float64Array(judged));
    this.#sums = new Float64Array(judges.length);
    this.#counts = new Uint32Array(judges.length);
  }

  /** The answer to one question of the user whose turn it is. */
  add(list: RankedList): void {
    for (const [m, judge] of this.#judges.entries()) {
      const value = judge(list);
      if (Number.isNaN(value)) continue;
      this.#sums[m] += value;
      this.#counts[m]++;
    }
  }

  /** All questions of the user at this place are answered. */
  end(place: number): void {
    for (const [m, values] of this.values.entries()) values[place] = this.#sums[m] / this.#counts[m];
    this.#sums.fill(0);
    this.#counts.fill(0);
  }
}
