/** The evaluator is proved before any model: popularity must give an independent program's figures, all digits. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import golden from '../../../../golden/popularity-ml1m.json' with { type: 'json' };
import { evaluate, IdMap, type Interactions, interactionsFromColumns, type MetricName, parseSplit, popular } from '../../src/index.ts';

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
    const report = await evaluate([popular()], split, Object.keys(golden.figures) as MetricName[], { now: () => performance.now() });
    const [row] = report.rows;
    expect(report.data).toMatchObject({ users: 6040, items: 3706, train: golden.train, test: golden.test });
    expect(row.usersEvaluated).toBe(golden.users);
    for (const [name, expected] of Object.entries(golden.figures)) expect(Math.abs(row.metrics[name] - expected), name).toBeLessThan(1e-13);
    const [low, high] = row.ci['ndcg@20'];
    expect(low).toBeLessThan(row.metrics['ndcg@20']);
    expect(high - low).toBeLessThan(0.02);
  },
);

test.skipIf(reason !== undefined)(
  'popularity with one random film of each person left out, among 99 others: the figures of an independent program, over 3 seeds',
  async () => {
    const data = movielens1m();
    const means = [0, 0];
    for (const seed of [1, 2, 3]) {
      const split = parseSplit('leave-random').apply(data, { seed });
      const [row] = (await evaluate([popular()], split, ['hr@10', 'ndcg@10'], { sampled: 99, seed, resamples: 0 })).rows;
      expect(row.usersEvaluated).toBe(6040);
      means[0] += row.metrics['hr@10 (sampled 99)'] / 3;
      means[1] += row.metrics['ndcg@10 (sampled 99)'] / 3;
      // Among a few others everything looks six times better than it is.
      expect(row.metrics['hr@10']).toBeLessThan(0.1);
    }
    // 0.5529 ± 0.0038 and 0.3296 ± 0.0040 (mean and deviation over seeds), three deviations.
    expect(Math.abs(means[0] - 0.5529)).toBeLessThan(0.0114);
    expect(Math.abs(means[1] - 0.3296)).toBeLessThan(0.012);
  },
);
