/** The evaluator is proved before any model: popularity must give an independent program's figures, all digits. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import golden from '../../../../golden/popularity.json' with { type: 'json' };
import { evaluate, IdMap, type Interactions, interactionsFromColumns, type MetricName, parseSplit, popular } from '../../src/index.ts';

const folder = process.env.LIKEWISE_DATA_DIR;

interface Source {
  readonly file: string;
  readonly separator: string;
  readonly header: number;
  /** Columns of the user, the item, the rating, the time and the fold. */
  readonly columns: readonly (number | undefined)[];
}
const source = (file: string, separator: string, header: number, columns: Source['columns']): Source => ({
  file,
  separator,
  header,
  columns,
});
const sources: Readonly<Record<string, Source>> = {
  'ml-1m': source('ml-1m/ratings_with_folds.csv.gz', ',', 1, [0, 1, 2, undefined, 4]),
  'ml-100k': source('ml-100k/u.data.gz', '\t', 0, [0, 1, 2, 3]),
  'ml-latest-small-2016': source('ml-latest-small-2016/ratings.csv.gz', ',', 1, [0, 1, 2, 3]),
  'ml-latest-small-2018': source('ml-latest-small-2018/ratings.csv.gz', ',', 1, [0, 1, 2, 3]),
};

const reasonAgainst = ({ file }: Source): string | undefined => {
  if (folder === undefined) return 'LIKEWISE_DATA_DIR is not set';
  return existsSync(join(folder, file)) ? undefined : `${join(folder, file)} is missing`;
};
const reason = reasonAgainst(sources['ml-1m']);
const because = (why: string | undefined): string => (why === undefined ? '' : ` (skipped: ${why})`);

/** Ids numbered in numeric order, so that ties of popularity go to the smaller id; every fifth line is of fold 1 where the file has no folds. */
function movielens({ file, separator, header, columns }: Source): Interactions {
  const lines = gunzipSync(readFileSync(join(folder as string, file))).toString().trim().split('\n').slice(header); // biome-ignore format: one line
  const cells = lines.map((line) => line.split(separator).map(Number));
  const column = (k: number): number[] => cells.map((row) => row[columns[k] as number]);
  const mapOf = (ids: readonly number[]) => new IdMap([...new Set(ids)].sort((a, b) => a - b));
  const [userIds, itemIds] = [column(0), column(1)];
  const [users, items] = [mapOf(userIds), mapOf(itemIds)];
  const folds = columns[4] === undefined ? cells.map((_, row) => (row % 5) + 1) : column(4);
  return interactionsFromColumns({
    users,
    items,
    userIndexes: Uint32Array.from(userIds, (id) => users.indexOf(id) as number),
    itemIndexes: Uint32Array.from(itemIds, (id) => items.indexOf(id) as number),
    values: Float32Array.from(column(2)),
    timestamps: columns[3] === undefined ? undefined : Float64Array.from(column(3)),
    context: new Map([['fold', { kind: 'number', values: Float64Array.from(folds) } as const]]),
  });
}

for (const { data, split: rule, ...expected } of golden.cases) {
  const from = sources[data];
  const why = reasonAgainst(from);
  test.skipIf(why !== undefined)(`popularity on ${data}, ${rule}, scores what golden/popularity.py scores${because(why)}`, async () => {
    const split = parseSplit(rule).apply(movielens(from), { positive: '>=4' });
    const report = await evaluate([popular()], split, Object.keys(expected.figures) as MetricName[], { resamples: 10 });
    const [row] = report.rows;
    expect(report.data).toMatchObject({ train: expected.train, test: expected.test });
    expect(row.usersEvaluated).toBe(expected.users);
    for (const [name, figure] of Object.entries(expected.figures)) expect(Math.abs(row.metrics[name] - figure), name).toBeLessThan(1e-13);
    const [low, high] = row.ci['ndcg@20'];
    expect(low).toBeLessThan(row.metrics['ndcg@20']);
    expect(high).toBeGreaterThan(row.metrics['ndcg@20']);
  });
}

test.skipIf(reason !== undefined)(
  `popularity with one random film of each person left out, among 99 others: the figures of an independent program, over 3 seeds${because(reason)}`,
  async () => {
    const data = movielens(sources['ml-1m']);
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
