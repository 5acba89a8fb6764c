/** What mlxtend finds (golden/rules.py), and the exact values of the groceries. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import golden from '../../../../golden/rules.json' with { type: 'json' };
import { type AssociationRule, associationRules } from '../../src/rules/association-rules.ts';
import { basketsFromRows } from '../../src/rules/baskets.ts';
import { frequentItemsets } from '../../src/rules/itemsets.ts';

test('generated baskets: the same itemsets and rules, all measures to 1e-12', () => {
  const { baskets, minSupport, minConfidence, itemsets, rules } = golden.small;
  const found = frequentItemsets(basketsFromRows(baskets, { items: new Set(baskets.flat().sort()) }), { minSupport });
  const key = (items: readonly unknown[]) => [...items].sort().join(' ');
  expect(new Map([...found].map(({ items, count }) => [key(items), count]))).toEqual(
    new Map((itemsets as [string[], number][]).map(([items, count]) => [key(items), count])),
  );
  const byName = new Map(
    [...associationRules(found, { minConfidence })].map((rule) => [`${key(rule.antecedent)} → ${key(rule.consequent)}`, rule]),
  );
  expect(byName.size).toBe(rules.length);
  for (const [antecedent, consequent, ...measures] of rules as [string[], string[], ...(number | 'Infinity')[]][]) {
    const rule = byName.get(`${key(antecedent)} → ${key(consequent)}`) as AssociationRule;
    const ours = [rule.support, rule.confidence, rule.lift, rule.leverage, rule.conviction];
    for (const [k, value] of measures.entries()) {
      if (value === 'Infinity') expect(ours[k]).toBe(Number.POSITIVE_INFINITY);
      else expect(ours[k]).toBeCloseTo(value, 12);
    }
  }
});

const folder = process.env['LIKEWISE_DATA_DIR'];
describe.skipIf(!folder)('groceries (skipped unless LIKEWISE_DATA_DIR is set)', () => {
  const read = () =>
    basketsFromRows(
      readFileSync(join(folder as string, 'groceries', 'groceries.csv'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(',').map((item) => item.trim())),
    );

  test.each(golden.groceries.map((one) => [one.minSupport, one] as const))('support %d', (minSupport, expected) => {
    const baskets = read();
    expect([baskets.rows.rows, baskets.items.size]).toEqual([9835, 169]);
    const itemsets = frequentItemsets(baskets, { minSupport });
    const sizes: Record<string, number> = {};
    for (const { items } of itemsets) sizes[items.length] = (sizes[items.length] ?? 0) + 1;
    expect(itemsets.size).toBe(expected.itemsets);
    expect(sizes).toEqual(expected.sizes);
    const rules = [...associationRules(itemsets, { minConfidence: 0.2 })];
    expect(rules.length).toBe(expected.exact);
    // mlxtend divides rounded supports and so loses rules of exactly the wanted confidence: what is left is its answer.
    const rounded = rules.filter(({ support, antecedentSupport }) => support / antecedentSupport >= 0.2);
    expect(rounded.length).toBe(expected.rules);
    expect(rules.filter((rule) => !rounded.includes(rule)).every(({ confidence }) => confidence === 0.2)).toBe(true);
    expect(rounded.reduce((sum, { lift }) => sum + lift, 0)).toBeCloseTo(expected.liftSum, 6);
    expect(rounded.reduce((sum, { confidence }) => sum + confidence, 0)).toBeCloseTo(expected.confidenceSum, 8);
  });

  test('the values of the course notebooks', () => {
    const itemsets = frequentItemsets(read(), { minSupport: 0.005, maxLength: 2 });
    const often = (length: number, share: number) =>
      [...itemsets].filter(({ items, support }) => items.length === length && support >= share).length;
    expect([often(1, 0.01), often(2, 0.01), often(2, 0.005)]).toEqual([88, 213, 605]);
    const rules = [...associationRules(itemsets, { minConfidence: 0 })].filter(({ support }) => support >= 0.01);
    expect(rules.length).toBe(426);
    expect(rules.filter(({ confidence }) => confidence >= 0.3).length).toBe(69);
    const measured = (a: string, c: string) => {
      const { support, confidence, lift, cosine, crossSupport } = rules.find(
        ({ antecedent, consequent }) => antecedent[0] === a && consequent[0] === c,
      ) as AssociationRule;
      return [support, confidence, lift, cosine, crossSupport].map((value) => Number(value.toFixed(6)));
    };
    expect(measured('beef', 'root vegetables')).toEqual([0.017387, 0.331395, 3.040367, 0.229918, 0.481343]);
    expect(measured('root vegetables', 'beef')).toEqual([0.017387, 0.159515, 3.040367, 0.229918, 0.481343]);
    expect(measured('curd', 'whipped/sour cream')).toEqual([0.010473, 0.196565, 2.74215, 0.169464, 0.743262]);
  });
});
