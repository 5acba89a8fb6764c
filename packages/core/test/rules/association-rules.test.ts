/** Rules: against every split counted by hand, the measures at their edges, and recommending from them. */
import { expect, test } from 'vitest';
import { associationRules, ruleMeasures } from '../../src/rules/association-rules.ts';
import { basketsFromRows } from '../../src/rules/baskets.ts';
import { frequentItemsets } from '../../src/rules/itemsets.ts';
import { randomBaskets } from './baskets.ts';

test.each([0, 0.3, 0.6, 1])('minConfidence %d: every split of every frequent set that is confident enough, once', (minConfidence) => {
  for (let seed = 0; seed < 8; seed++) {
    const itemsets = frequentItemsets(randomBaskets(seed), { minSupport: 0.03 });
    const expected: string[] = [];
    for (const { items, count } of itemsets) {
      for (let mask = 1; mask < 2 ** items.length - 1; mask++) {
        const side = (bit: number) => items.filter((_, at) => ((mask >> at) & 1) === bit);
        if (count / (itemsets.count(side(1)) as number) >= minConfidence) expected.push(`${side(1)} → ${side(0)} ${count}`);
      }
    }
    const rules = [...associationRules(itemsets, { minConfidence })];
    expect(rules.map((rule) => `${rule.antecedent} → ${rule.consequent} ${rule.count}`).sort()).toEqual(expected.sort());
    for (const rule of rules) {
      expect(rule.cosine).toBeCloseTo(Math.sqrt(rule.lift * rule.support), 12);
      expect(rule.lift).toBeCloseTo(rule.confidence / rule.consequentSupport, 12);
      expect(rule.leverage).toBeCloseTo(rule.support - rule.antecedentSupport * rule.consequentSupport, 12);
      const supports = [...rule.antecedent, ...rule.consequent].map((item) => itemsets.count([item]) as number);
      expect(rule.crossSupport).toBe(Math.min(...supports) / Math.max(...supports));
    }
  }
});

test('measures at their edges: never failing, independent, against each other', () => {
  const always = ruleMeasures({ both: 2, antecedent: 2, consequent: 4, baskets: 6 });
  expect(always).toMatchObject({ confidence: 1, lift: 1.5, conviction: Number.POSITIVE_INFINITY });
  expect(ruleMeasures({ both: 1, antecedent: 2, consequent: 2, baskets: 4 })).toMatchObject({
    lift: 1,
    leverage: 0,
    conviction: 1,
    cosine: 0.5,
  });
  expect(ruleMeasures({ both: 1, antecedent: 3, consequent: 3, baskets: 4 }).leverage).toBeLessThan(0);
});

test('minLift and minCrossSupport drop rules of chance, and between the rare and the common', () => {
  const itemsets = frequentItemsets(randomBaskets(3), { minSupport: 0.02 });
  const all = [...associationRules(itemsets, { minConfidence: 0 })];
  const kept = [...associationRules(itemsets, { minConfidence: 0, minLift: 1.1, minCrossSupport: 0.3 })];
  expect(kept).toEqual(all.filter(({ lift, crossSupport }) => lift >= 1.1 && crossSupport >= 0.3));
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.length).toBeLessThan(all.length);
});

const breakfast = basketsFromRows([
  ['bread', 'butter', 'jam'],
  ['bread', 'butter', 'jam'],
  ['bread', 'butter'],
  ['tea', 'lemon'],
  ['tea'],
  ['bread', 'tea'],
]);
const rules = associationRules(frequentItemsets(breakfast, { minSupport: 0.3 }), { minConfidence: 0.5 });

test('recommend: what the rules of the basket lead to, the best rule of each item, none of the basket', () => {
  const answers = rules.recommend(['butter']);
  expect(answers?.map(({ item, score }) => [item, score])).toEqual([
    ['bread', 1],
    ['jam', 2 / 3],
  ]);
  // bread and butter → jam is as confident as butter → jam; lift settles nothing either, the first stands.
  expect(rules.recommend(['bread', 'butter'])?.map(({ item }) => item)).toEqual(['jam']);
  expect(rules.recommend(['jam', 'ghost'], { n: 1 })).toMatchObject([
    { item: 'bread', score: 1, because: { antecedent: ['jam'], confidence: 1 } },
  ]);
  expect(rules.recommend(['tea'])).toEqual([]);
  expect(rules.recommend(['lemon'])).toEqual([]);
  expect(rules.recommend(['ghost'])).toBeUndefined();
  expect(rules.recommend([])).toBeUndefined();
});

test('recommend looks at the rules that iterating gives', () => {
  for (let seed = 0; seed < 6; seed++) {
    const found = associationRules(frequentItemsets(randomBaskets(seed), { minSupport: 0.02 }), { minConfidence: 0.4, minLift: 1 });
    const basket = ['i0', 'i2', 'i3'];
    const best = new Map<string, number>();
    for (const { antecedent, consequent, confidence } of found) {
      if (!antecedent.every((item) => basket.includes(item as string))) continue;
      for (const item of consequent as string[]) if (!basket.includes(item)) best.set(item, Math.max(best.get(item) ?? 0, confidence));
    }
    const answers = found.recommend(basket, { n: 100 }) ?? [];
    expect(new Map(answers.map(({ item, score }) => [item, score]))).toEqual(best);
    expect(answers.map(({ score }) => score)).toEqual(answers.map(({ score }) => score).sort((a, b) => b - a));
  }
});

test.each([
  [{ minConfidence: 2 }, 'associationRules: minConfidence must be a finite number ≥ 0 and ≤ 1; got 2.'],
  [{ confidence: 0.5 }, 'associationRules: unknown option "confidence"'],
])('%o is refused', (options: object, message) => {
  expect(() => associationRules(rules.itemsets, options)).toThrow(message);
});
