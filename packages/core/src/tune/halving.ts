/**
 * Who trains next and for how long: everyone shortly, the best third of those for longer, without waiting for the others (ASHA).
 *
 * Source: Li, Jamieson, Rostamizadeh, Gonina, Ben-tzur, Hardt, Recht, Talwalkar: A System for Massively Parallel Hyperparameter Tuning,
 * MLSys 2020, arXiv:1810.05934, Algorithm 2, with η = 3 and one trial at a time. Differs: trials begin anew when they are promoted, and the
 * first trial, the defaults, always trains whole.
 */
export interface Run {
  readonly number: number;
  /** From 0, the shortest. */
  readonly rung: number;
}

const REDUCTION = 3;

/** Epochs of each rung: a ninth, a third, all. */
export function rungsOf(epochs: number): number[] {
  return [...new Set([REDUCTION ** 2, REDUCTION, 1].map((part) => Math.ceil(epochs / part)))];
}

interface Result {
  readonly number: number;
  readonly loss: number;
}

export class Halving {
  readonly #trials: number;
  readonly #results: Result[][];
  readonly #promoted: Set<number>[];
  #sampled = 0;

  /** @param trials settings in all */
  constructor(trials: number, rungs: number) {
    this.#trials = trials;
    this.#results = Array.from({ length: rungs }, () => []);
    this.#promoted = Array.from({ length: rungs }, () => new Set());
  }

  /** `undefined` when all is done. */
  next(): Run | undefined {
    const top = this.#results.length - 1;
    if (this.#sampled === 0) return { number: this.#sampled++, rung: top };
    for (let rung = top - 1; rung >= 0; rung--) {
      const ranked = [...this.#results[rung]].sort((a, b) => a.loss - b.loss || a.number - b.number);
      // When nothing new is tried any more, somebody goes up all the same: of few trials a third is none.
      const least = this.#sampled < this.#trials ? 0 : 1;
      const best = ranked.slice(0, Math.max(least, Math.floor(ranked.length / REDUCTION))).filter(({ loss }) => Number.isFinite(loss));
      const chosen = best.find(({ number }) => !this.#promoted[rung].has(number));
      if (chosen === undefined) continue;
      this.#promoted[rung].add(chosen.number);
      return { number: chosen.number, rung: rung + 1 };
    }
    return this.#sampled < this.#trials ? { number: this.#sampled++, rung: 0 } : undefined;
  }

  add({ number, rung }: Run, loss: number): void {
    this.#results[rung].push({ number, loss });
  }

  /** Numbers of those who trained, best first: whoever got further stands before the others, failed ones last. */
  ranked(): readonly number[] {
    const furthest = new Map(this.#results.flatMap((results, rung) => results.map(({ number, loss }) => [number, { rung, loss }])));
    const isFailed = (loss: number): number => (Number.isFinite(loss) ? 0 : 1);
    return [...furthest]
      .sort(
        ([a, x], [b, y]) => isFailed(x.loss) - isFailed(y.loss) || y.rung - x.rung || (x.loss < y.loss ? -1 : x.loss > y.loss ? 1 : a - b),
      )
      .map(([number]) => number);
  }

  /** Trainings there may be, about. */
  most(): number {
    return this.#results.reduce((sum, _, rung) => sum + Math.floor(this.#trials / REDUCTION ** rung), 0);
  }
}
