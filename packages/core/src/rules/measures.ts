/**
 * Measures of a rule A → C from four counts. Pure functions of whole numbers.
 * Sources: Brin, Motwani, Ullman, Tsur, SIGMOD 1997, doi:10.1145/253260.253325 (lift, there interest; conviction); Piatetsky-Shapiro:
 * Discovery, Analysis, and Presentation of Strong Rules, 1991 (leverage); Tan, Kumar, Srivastava, KDD 2002,
 * doi:10.1145/775047.775053 (IS, which is the cosine).
 */

export interface RuleCounts {
  /** Baskets that hold A and C. */
  readonly both: number;
  /** Baskets that hold A: ≥ both, > 0. */
  readonly antecedent: number;
  /** Baskets that hold C: ≥ both, > 0. */
  readonly consequent: number;
  /** All baskets. */
  readonly baskets: number;
}

export interface RuleMeasures {
  /** Share of the baskets that hold both, P(A, C). */
  readonly support: number;
  /** P(C | A), 0 to 1. */
  readonly confidence: number;
  /** P(A, C) ÷ P(A) P(C): 1 where A and C are independent. */
  readonly lift: number;
  /** P(A, C) − P(A) P(C): baskets beyond chance, as a share; 0 where independent. */
  readonly leverage: number;
  /** (1 − P(C)) ÷ (1 − confidence): how much more often the rule would fail by chance; `Infinity` where it never fails. */
  readonly conviction: number;
  /** P(A, C) ÷ √(P(A) P(C)) = √(lift · support), also called IS; 0 to 1. */
  readonly cosine: number;
}

/** @example ruleMeasures({ both: 2, antecedent: 2, consequent: 4, baskets: 6 }).lift // 1.5 */
export function ruleMeasures({ both, antecedent, consequent, baskets }: RuleCounts): RuleMeasures {
  return {
    support: both / baskets,
    confidence: both / antecedent,
    lift: (both * baskets) / (antecedent * consequent),
    leverage: both / baskets - (antecedent / baskets) * (consequent / baskets),
    conviction: both === antecedent ? Number.POSITIVE_INFINITY : (1 - consequent / baskets) / (1 - both / antecedent),
    cosine: both / Math.sqrt(antecedent * consequent),
  };
}

/** Smallest ÷ largest count of the items of a rule: near 0 where something very rare meets something very common. */
export function crossSupport(itemCounts: readonly number[]): number {
  return Math.min(...itemCounts) / Math.max(...itemCounts);
}
