// B2: association rules. The support comes first: a rule of tiny support is chance, however high its lift.
import { associationRules, basketsFromRows, frequentItemsets } from '@likewise/core';
import { readBaskets } from 'likewise';
import { data, exact, row, table } from '../lesson.mjs';

const baskets = basketsFromRows(await readBaskets(data('groceries/groceries.csv')));
row('B2', 'baskets × items, names trimmed', exact('9835 × 169'), `${baskets.rows.rows} × ${baskets.items.size}`);

const sets = [...frequentItemsets(baskets, { minSupport: 0.01 })];
const ofSize = (size) => sets.filter(({ items }) => items.length === size).length;
row('B2', 'items with support ≥ 0.01', exact(88), ofSize(1));
row('B2', 'pairs with support ≥ 0.01', exact(213), ofSize(2));
row(
  'B2',
  'pairs with support ≥ 0.005',
  exact(605),
  [...frequentItemsets(baskets, { minSupport: 0.005, maxLength: 2 })].filter(({ items }) => items.length === 2).length,
);
row('B2', 'all item sets with support ≥ 0.01', exact(333), sets.length);

const pairs = frequentItemsets(baskets, { minSupport: 0.01, maxLength: 2 });
const rules = [...associationRules(pairs, { minConfidence: 0 })];
row('B2', 'rules of one item to one item', exact(426), rules.length);
row('B2', 'of them with confidence ≥ 0.3', exact(69), rules.filter(({ confidence }) => confidence >= 0.3).length);

const best = rules.toSorted((a, b) => b.lift - a.lift).slice(0, 8);
table(
  ['rule', 'support', 'confidence', 'lift', 'IS', 'cross-support'],
  best.map((rule) => [
    `${rule.antecedent} → ${rule.consequent}`,
    ...[rule.support, rule.confidence, rule.lift, rule.cosine, rule.crossSupport].map((value) => value.toFixed(4)),
  ]),
);

const measures = ['support', 'confidence', 'lift', 'cosine', 'crossSupport'];
const expected = [
  ['beef', 'root vegetables', ['0.017387', '0.331395', '3.040367', '0.229918', '0.481343']],
  ['curd', 'whipped/sour cream', ['0.010473', '0.196565', '2.742150', '0.169464', '0.743262']],
];
const ruleOf = (from, to) => rules.find(({ antecedent, consequent }) => antecedent[0] === from && consequent[0] === to);
for (const [from, to, figures] of expected)
  for (const [k, measure] of measures.entries()) row('B2', `${from} → ${to}: ${measure}`, exact(figures[k]), ruleOf(from, to)[measure]);
row('B2', 'root vegetables → beef: confidence', exact('0.159515'), ruleOf('root vegetables', 'beef').confidence);
row('B2', 'and its lift is the same', exact('3.040367'), ruleOf('root vegetables', 'beef').lift);
