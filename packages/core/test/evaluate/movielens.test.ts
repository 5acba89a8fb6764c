/** The evaluator is proved before any model: popularity must give an independent program's figures, all digits. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import golden from '../../../../golden/popularity-ml1m.json' with { type: 'json' };
import { evaluate, IdMap, type Interactions, interactionsFromColumns, parseSplit, popular } from '../../src/index.ts';

const folder = process.env.LIKEWISE_DATA_DIR;
const file = join(folder ?? '', 'ml-1m', 'ratings_with_folds.csv.gz');
const reason = folder === undefined ? 'LIKEWISE_DATA_DIR is not set' : existsSync(file) ? undefined : `${file} is missing`;

/** Ids numbered in numeric order, so that ties of popularity go to the smaller id. */
function movielens1m(): Interactions {
  const rows = gunzipSync(readFileSync(file)).toString().trim().split('\n').slice(1).map((line) => line.split(',').map(Number)); // biome-ignore format: one line
  const mapOf = (column: number) => new IdMap([...new Set(rows.map((row) => row[column]))].sort((a, b) => a - b));
  const [users, items] = [mapOf(0), mapOf(1)];
  return interactionsFromColumns({
    users,
    items,
    userIndexes: Uint32Array.from(rows, (row) => users.indexOf(row[0]) as number),
    itemIndexes: Uint32Array.from(rows, (row) => items.indexOf(row[1]) as number),
    values: Float32Array.from(rows, (row) => row[2]),
    context: new Map([['fold', { kind: 'number', values: Float64Array.from(rows, (row) => row[4]) } as const]]),
  });
}

test.skipIf(reason !== undefined)(
  `popularity on MovieLens 1M scores what golden/popularity_ml1m.py scores${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  async () => {
    const split = parseSplit('column:fold=1').apply(movielens1m(), { positive: '>=4' });
    const report = await evaluate([popular()], split, Object.keys(golden.figures), { now: () => performance.now() });
    const [row] = report.rows;
    expect(report.data).toMatchObject({ users: 6040, items: 3706, train: golden.train, test: golden.test });
    expect(row.usersEvaluated).toBe(golden.users);
    for (const [name, expected] of Object.entries(golden.figures)) expect(Math.abs(row.metrics[name] - expected), name).toBeLessThan(1e-13);
    const [low, high] = row.ci['ndcg@20'];
    expect(low).toBeLessThan(row.metrics['ndcg@20']);
    expect(high - low).toBeLessThan(0.02);
  },
);
