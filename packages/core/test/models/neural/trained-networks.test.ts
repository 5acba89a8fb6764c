/** Networks trained at the settings of golden/trained_networks.py on the same real data: what PyTorch reaches, they reach. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import golden from '../../../../../golden/trained-networks.json' with { type: 'json' };
import { evaluate, givenSplit, type Interactions, interactionsFromRows, modelEntry, parseSplit, type Split } from '../../../src/index.ts';

const folder = join(process.env.LIKEWISE_DATA_DIR ?? '', 'ml-100k');
const missing = process.env.LIKEWISE_DATA_DIR === undefined || !existsSync(folder);

interface Row {
  readonly user: number;
  readonly item: number;
  readonly value?: number;
  readonly timestamp: number;
}
function rowsOf(name: string): Row[] {
  const bytes = readFileSync(join(folder, name));
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  return text
    .trim()
    .split('\n')
    .map((line) => line.split('\t').map(Number))
    .map(([user, item, value, timestamp]) => ({ user, item, value, timestamp }));
}
const of = (rows: readonly Row[]): Interactions => interactionsFromRows(rows);

/** The last `newest` of each person by time, those of one moment as the file has them. */
function newestOf(rows: readonly Row[], newest: number): Row[] {
  const later = new Map<number, number>();
  const inTime = rows.toSorted((a, b) => a.timestamp - b.timestamp);
  const kept = inTime.toReversed().filter(({ user }) => {
    later.set(user, (later.get(user) ?? 0) + 1);
    return (later.get(user) as number) <= newest;
  });
  return kept.reverse();
}

const splits: Readonly<Record<keyof typeof golden, () => Split>> = {
  'mult-vae': () => givenSplit(of(rowsOf('u1.base.gz')), of(rowsOf('u1.test')), { positive: '>=4' }),
  autorec: () => givenSplit(of(rowsOf('u1.base.gz')), of(rowsOf('u1.test'))),
  // Of ratings whatever they are, who met what and when.
  sasrec: () =>
    parseSplit('leave-last:2').apply(of(newestOf(rowsOf('u.data.gz'), 60).map(({ user, item, timestamp }) => ({ user, item, timestamp })))),
};

test.skipIf(missing).each(['mult-vae', 'autorec', 'sasrec'] as const)(
  `%s comes within 0.01 of PyTorch${missing ? ' (LIKEWISE_DATA_DIR with ml-100k is not set)' : ''}`,
  { timeout: 120_000 },
  async (name) => {
    const { metric, settings, values } = golden[name];
    const estimator = modelEntry(name as string).create({ ...settings, seed: 0 });
    const { rows } = await evaluate([estimator], splits[name](), [metric as 'rmse'], { resamples: 0 });
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs((rows[0].metrics[metric] as number) - mean), `${rows[0].metrics[metric]} beside ${mean}`).toBeLessThan(0.01);
  },
);
