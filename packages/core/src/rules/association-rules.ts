/**
 * Association rules: whoever has A also has C, for every split of a frequent set into A and C, both not empty, whose confidence
 * P(C | A) is high enough. Confidence only falls as C grows, so where one C fails, the larger ones are not looked at.
 * Source: Agrawal, Imieliński, Swami: Mining Association Rules between Sets of Items, SIGMOD 1993, doi:10.1145/170035.170072;
 * cross-support ratio: Xiong, Tan, Kumar: Mining Strong Affinity Association Patterns, ICDM 2003, doi:10.1109/ICDM.2003.1250944.
 * A rule of tiny support is chance whatever its lift: support comes first.
 * Measures: Brin, Motwani, Ullman, Tsur, SIGMOD 1997, doi:10.1145/253260.253325 (lift, there interest; conviction); Piatetsky-Shapiro:
 * Discovery, Analysis, and Presentation of Strong Rules, 1991 (leverage); Tan, Kumar, Srivastava, KDD 2002,
 * doi:10.1145/775047.775053 (IS, which is the cosine).
 */
import type { Id } from '../data/id-map.ts';
import { number, type OptionSpecs, resolveOptions } from '../options.ts';
import type { FrequentItemsets } from './itemsets.ts';

export interface AssociationRulesOptions {
  /** Least P(C | A): share of the baskets with the if-part that hold the then-part; ≥ 0 and ≤ 1. @default 0.5 */
  readonly minConfidence: number;
  /** Least lift; 1 is chance; ≥ 0. @default 0 */
  readonly minLift: number;
  /** Least ratio of the rarest to the most common item of a rule; ≥ 0 and ≤ 1. @default 0 */
  readonly minCrossSupport: number;
}

export const associationRulesOptions: OptionSpecs<AssociationRulesOptions> = {
  minConfidence: number(0.5, { min: 0, max: 1 }, 'least P(C | A): share of the baskets with the if-part that hold the then-part'),
  minLift: number(0, { min: 0 }, 'least lift; 1 is chance'),
  minCrossSupport: number(0, { min: 0, max: 1 }, 'least ratio of the rarest to the most common item of a rule'),
};

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
function crossSupport(itemCounts: readonly number[]): number {
  return Math.min(...itemCounts) / Math.max(...itemCounts);
}

export interface AssociationRule extends RuleMeasures {
  /** The if-part, A. */
  readonly antecedent: readonly Id[];
  /** The then-part, C. */
  readonly consequent: readonly Id[];
  /** Baskets that hold all items of the rule. */
  readonly count: number;
  /** Share of the baskets that hold A, P(A). */
  readonly antecedentSupport: number;
  /** Share of the baskets that hold C, P(C). */
  readonly consequentSupport: number;
  /** Smallest ÷ largest support of its items. */
  readonly crossSupport: number;
}

export interface RuleAnswer {
  readonly item: Id;
  /** Confidence of the best rule that leads to it. */
  readonly score: number;
  /** That rule. */
  readonly because: AssociationRule;
}

/**
 * Iterating gives rule after rule without keeping them; `[...rules]` has all.
 * @throws LikewiseError `unknown-option`, `invalid-option`
 * @example const rules = associationRules(frequentItemsets(baskets, { minSupport: 0.01 }), { minConfidence: 0.3 });
 */
export function associationRules(itemsets: FrequentItemsets, options: Partial<AssociationRulesOptions> = {}): AssociationRules {
  return new AssociationRules(itemsets, resolveOptions('associationRules', associationRulesOptions, options));
}

/** The positions of a rule in the tree of sets. */
interface Split {
  readonly whole: number;
  readonly antecedent: number;
  readonly consequent: number;
}

export class AssociationRules implements Iterable<AssociationRule> {
  readonly itemsets: FrequentItemsets;
  readonly settings: Readonly<AssociationRulesOptions>;
  /** Rules by the position of their if-part; made at the first question. */
  #byAntecedent: Map<number, Split[]> | undefined;

  constructor(itemsets: FrequentItemsets, settings: Readonly<AssociationRulesOptions>) {
    this.itemsets = itemsets;
    this.settings = settings;
  }

  *[Symbol.iterator](): Generator<AssociationRule, void, undefined> {
    for (const split of this.#splits()) {
      const rule = this.#rule(split);
      if (this.#passes(rule)) yield rule;
    }
  }

  /**
   * Items that rules lead to from a basket, best rule first (confidence, then lift, support, order of the items); items of the
   * basket are left out. `undefined` where no item of the basket is known, [] where no rule applies.
   */
  recommend(basket: Iterable<Id>, { n = 10 }: { readonly n?: number } = {}): RuleAnswer[] | undefined {
    const { items } = this.itemsets.baskets;
    const given = new Set(basket);
    if (![...given].some((item) => items.indexOf(item) !== undefined)) return undefined;
    this.#byAntecedent ??= this.#grouped();
    const ranks = [...given].map((item) => this.itemsets.rankOf(item)).filter((rank) => rank !== undefined);
    const best = new Map<Id, RuleAnswer>();
    for (const antecedent of this.#within(ranks.sort((a, b) => b - a))) {
      for (const split of this.#byAntecedent.get(antecedent) ?? []) {
        const because = this.#rule(split);
        if (!this.#passes(because)) continue;
        for (const item of because.consequent) {
          if (given.has(item)) continue;
          const before = best.get(item);
          if (before === undefined || better(because, before.because)) best.set(item, { item, score: because.confidence, because });
        }
      }
    }
    const place = ({ item }: RuleAnswer): number => items.indexOf(item) as number;
    return [...best.values()]
      .sort((a, b) => (better(a.because, b.because) ? -1 : better(b.because, a.because) ? 1 : place(a) - place(b)))
      .slice(0, Math.max(0, n));
  }

  #passes(rule: AssociationRule): boolean {
    return rule.lift >= this.settings.minLift && rule.crossSupport >= this.settings.minCrossSupport;
  }

  /** Frequent sets within falling ranks. */
  *#within(ranks: readonly number[]): Generator<number, void, undefined> {
    const { sets } = this.itemsets;
    const open: [set: number, from: number][] = [[0, 0]];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [set, from] = next;
      for (let at = from; at < ranks.length; at++) {
        const larger = sets.child(set, ranks[at]);
        if (larger === 0) continue;
        yield larger;
        open.push([larger, at + 1]);
      }
    }
  }

  #grouped(): Map<number, Split[]> {
    const groups = new Map<number, Split[]>();
    for (const split of this.#splits()) {
      const group = groups.get(split.antecedent);
      if (group === undefined) groups.set(split.antecedent, [split]);
      else group.push(split);
    }
    return groups;
  }

  *#splits(): Generator<Split, void, undefined> {
    const { sets } = this.itemsets;
    const { minConfidence } = this.settings;
    for (let whole = 1; whole < sets.size; whole++) {
      const ranks = sets.ranksOf(whole);
      if (ranks.length < 2) continue;
      const count = sets.counts[whole];
      const open: number[][] = [[]];
      for (let taken = open.pop(); taken !== undefined; taken = open.pop()) {
        // Consequents grow by items behind their last, so each is met once.
        for (let at = taken.length === 0 ? 0 : taken[taken.length - 1] + 1; at < ranks.length; at++) {
          if (taken.length + 1 === ranks.length) break;
          const places = [...taken, at];
          const antecedent = sets.find(ranks.filter((_, place) => !places.includes(place))) as number;
          if (count / sets.counts[antecedent] < minConfidence) continue;
          yield { whole, antecedent, consequent: sets.find(places.map((place) => ranks[place])) as number };
          open.push(places);
        }
      }
    }
  }

  #rule({ whole, antecedent, consequent }: Split): AssociationRule {
    const { itemsets } = this;
    const { sets, baskets } = itemsets;
    const total = baskets.rows.rows;
    const count = sets.counts[whole];
    return {
      antecedent: itemsets.idsOf(sets.ranksOf(antecedent)),
      consequent: itemsets.idsOf(sets.ranksOf(consequent)),
      count,
      ...ruleMeasures({ both: count, antecedent: sets.counts[antecedent], consequent: sets.counts[consequent], baskets: total }),
      antecedentSupport: sets.counts[antecedent] / total,
      consequentSupport: sets.counts[consequent] / total,
      crossSupport: crossSupport(sets.ranksOf(whole).map((rank) => sets.counts[sets.child(0, rank)])),
    };
  }
}

function better(a: AssociationRule, b: AssociationRule): boolean {
  return (a.confidence - b.confidence || a.lift - b.lift || a.support - b.support) > 0;
}
