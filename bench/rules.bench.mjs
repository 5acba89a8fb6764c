// Itemsets and rules of confidence ≥ 0.2: 9,835 baskets of groceries against mlxtend (its fpgrowth at support 0.01; at 0.001 that takes
// minutes, so its faster apriori stands in), and a million generated baskets of ours alone. Reading is outside the clock.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { associationRules, basketsFromRows, frequentItemsets, IdMap } from '../packages/core/dist/index.js';
import { market } from './market.mjs';

const groceries = (support, method) => ({ data: 'groceries', support, method });
export const cases = [
  { case: 'groceries, support 0.01', settings: groceries(0.01, 'fpgrowth'), rival: 'rules.py' },
  { case: 'groceries, support 0.001', settings: groceries(0.001, 'apriori'), rival: 'rules.py', repeats: 2 },
  { case: 'a million generated baskets of 10, support 0.001', settings: { data: 'market', support: 0.001 } },
];

export function prepare() {
  if (process.env.LIKEWISE_DATA_DIR && existsSync(join(process.env.LIKEWISE_DATA_DIR, 'groceries', 'groceries.csv'))) return;
  console.error('bench: these cases need the groceries: set LIKEWISE_DATA_DIR to a folder with groceries/groceries.csv.');
  process.exit(2);
}

export async function measure({ data, support }, clock) {
  const baskets = data === 'market' ? generated() : read();
  const { value, ...took } = await clock(async () => {
    const itemsets = frequentItemsets(baskets, { minSupport: support });
    let rules = 0;
    for (const { lift } of associationRules(itemsets, { minConfidence: 0.2 })) rules += lift > 0 ? 1 : 0;
    return { itemsets: itemsets.size, rules };
  });
  return { ...took, baskets: baskets.rows.rows, ...value };
}

function read() {
  const lines = readFileSync(join(process.env.LIKEWISE_DATA_DIR, 'groceries', 'groceries.csv'), 'utf8')
    .trim()
    .split('\n');
  return basketsFromRows(lines.map((line) => line.split(',').map((item) => item.trim())));
}

function generated() {
  const rows = market();
  return { items: new IdMap(Array.from({ length: rows.columns }, (_, item) => item)), rows };
}
