import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  bpr,
  evaluate,
  IdMap,
  type InteractionRow,
  interactionsFromColumns,
  interactionsFromRows,
  parseSplit,
} from '../../../src/index.ts';
import { reference } from '../../../src/kernels/reference/reference.ts';
import { seededRandom } from '../../../src/math/random.ts';
import { shuffle } from '../../../src/math/sampling.ts';
import { bprEntry } from '../../../src/models/factorization/bpr/bpr.ts';
import { pairGrid } from '../../../src/models/factorization/bpr/pair-grid.ts';
import { rated } from '../../../testkit/pairs.ts';

/** People of two tastes and items of two kinds, with strays. */
function tastes(users = 80, items = 60, seed = 3) {
  const random = seededRandom(seed, 'tastes');
  const rows: InteractionRow[] = [];
  for (let u = 0; u < users; u++) {
    for (let i = 0; i < items; i++)
      if (i === u % items || random.uniform() < (u % 2 === i % 2 ? 0.4 : 0.03)) rows.push({ user: `u${u}`, item: `i${i}`, value: 1 });
  }
  return interactionsFromRows(rows, { valueKind: 'weight' });
}
const train = tastes();
const ofTaste = (list: readonly { item: unknown }[] | undefined, taste: number) =>
  list?.filter(({ item }) => Number(String(item).slice(1)) % 2 === taste).length;

test('a step of the kernel is the gradient of one sample of the objective, by finite differences', () => {
  const factors = 4;
  const penalties = [0.3, 0.2, 0.1, 0.4];
  const random = seededRandom(2);
  const values = Float64Array.from({ length: 3 * factors + 2 }, () => random.normal());
  // u, liked, other, then the two biases.
  const objective = (v: Float64Array): number => {
    const square = (from: number) => v.slice(from, from + factors).reduce((sum, x) => sum + x * x, 0);
    let margin = v[12] - v[13];
    for (let f = 0; f < factors; f++) margin += v[f] * (v[4 + f] - v[8 + f]);
    const penalty =
      penalties[0] * square(0) + penalties[1] * square(4) + penalties[2] * square(8) + penalties[3] * (v[12] ** 2 + v[13] ** 2);
    return -Math.log1p(Math.exp(-margin)) - penalty / 2;
  };
  // The readable kernel computes in whatever arrays it is given: float64 here, so that differences are exact enough.
  const [p, q, biases] = [values.slice(0, 4), values.slice(4, 12), values.slice(12)] as unknown as Float32Array[];
  const rates = Float64Array.of(1, 1, ...penalties.map((penalty) => 1 - penalty)) as unknown as Float32Array;
  const grid = [new Uint32Array(1), 1, 1, 2, 1, Uint32Array.of(2), Uint32Array.of(0, 1), new Uint32Array(1), new Uint32Array(1)] as const;
  reference.bprEpoch([...grid, p, q, biases, rates, 1, 0, factors, 5, new Float64Array(3)], 0, 1, 0);
  const after = [...p, ...q, ...biases];
  values.forEach((value, at) => {
    const moved = (by: number) => objective(values.map((other, k) => (k === at ? other + by : other)));
    expect(Math.abs(after[at] - value - (moved(1e-6) - moved(-1e-6)) / 2e-6), `at ${at}`).toBeLessThan(1e-6);
  });
});

test('over many deals every other item is a negative as often as any, whatever pack or group it is in', () => {
  // 120 people with one item each, item number j = the unit vector j: a person's vector counts its negatives.
  const [count, epochs, step] = [120, 600, 1e-9];
  const identity = {
    rows: count,
    columns: count,
    pointers: Uint32Array.from({ length: count + 1 }, (_, row) => row),
    indexes: Uint32Array.from({ length: count }, (_, row) => row),
  };
  const grid = pairGrid(identity, identity, 4, 1);
  const { groups: side, packs, packSize, groupSize } = grid;
  expect([side, packs, packSize, groupSize]).toEqual([3, 8, 5, 40]);
  const deal = Uint32Array.from({ length: side * packs }, (_, pack) => pack);
  const layout = [deal, side, packs, packSize, groupSize, grid.packCounts, grid.blockPointers, grid.pairUsers, grid.pairItems] as const;
  // The readable kernel computes in whatever arrays it is given; float64 counts exactly.
  const asKernel = (values: Float64Array) => values as unknown as Float32Array;
  const p = new Float64Array(count * count);
  const q = Float64Array.from({ length: count * count }, (_, at) => (at % (count + 1) === 0 ? 1 : 0));
  const rates = asKernel(Float64Array.of(step, 0, 1, 1, 1, 1));
  const random = seededRandom(4);
  const sums = new Float64Array(side * side * 3);
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(random, deal);
    reference.bprEpoch(
      [...layout, asKernel(p), asKernel(q), new Float32Array(count), rates, 1, 0, count, random.bits() | 0, sums],
      0,
      side * side,
      0,
    );
  }
  const ofItem = new Float64Array(count);
  let samePack = 0;
  grid.pairUsers.forEach((user, pair) => {
    const own = grid.pairItems[pair];
    for (let item = 0; item < count; item++) {
      const times = item === own ? 0 : Math.round(-p[user * count + item] / (step / 2));
      ofItem[item] += times;
      if (Math.floor(item / packSize) === Math.floor(own / packSize)) samePack += times;
    }
  });
  expect(ofItem.reduce((sum, times) => sum + times, 0)).toBe(count * epochs);
  // Mean 600, deviation √600 = 24.5; five of them.
  ofItem.forEach((times, item) => {
    expect(Math.abs(times - epochs), `item ${item}`).toBeLessThan(123);
  });
  // 4 of 119 others are in the pack of the own item; deviation √2420 = 49.
  expect(Math.abs(samePack - (count * epochs * 4) / 119)).toBeLessThan(200);
});

describe.each([[{}], [{ itemBias: false }], [{ candidates: 4 }], [{ negativeSampling: 'popularity' }]] as const)('with %o', (settings) => {
  test('people get their own kind, known from training or new; similar items are of one kind', async () => {
    const model = await bpr({ factors: 8, ...settings }).fit(train);
    // Negatives by popularity put strays in front.
    const most = 'negativeSampling' in settings ? 6 : 7;
    for (const taste of [0, 1]) {
      expect(ofTaste(model.recommend(`u${taste}`, { n: 8 }), taste)).toBeGreaterThanOrEqual(most);
      const ratings = [0, 2, 4, 6].map((k) => [`i${k * 2 + taste}`, 1] as const);
      expect(ofTaste(model.recommend({ ratings: rated(ratings) }, { n: 8 }), taste)).toBeGreaterThanOrEqual(most);
      expect(ofTaste(model.similarItems(`i${taste}`, { n: 8 }), taste)).toBeGreaterThanOrEqual(most);
    }
    const biases = model.state.itemBias;
    expect(biases.some((bias) => bias !== 0)).toBe(!('itemBias' in settings));
  });
});

test('reports the share of pairs in the right order, which grows', async () => {
  const shares: number[] = [];
  await bpr({ factors: 8, epochs: 30 }).fit(train, { onEpoch: ({ figures }) => void shares.push(figures?.['correctPairs'] as number) });
  expect(shares.length).toBe(30);
  expect(shares[0]).toBeLessThan(0.7);
  expect(shares[29]).toBeGreaterThan(0.85);
});

test('divergence ends training in its first epoch, with what to lower', async () => {
  const reports: number[] = [];
  const fit = bpr({ learningRate: 1e4 }).fit(train, { onEpoch: ({ epoch }) => void reports.push(epoch) });
  await expect(fit).rejects.toThrow(/bpr: training diverged in epoch 1: .*Lower learningRate \(now 10000\)/);
  expect(reports).toEqual([]);
});

test('a value of 0 is seen, but no like; a negative value is refused by name', async () => {
  const rows = [
    { user: 'ann', item: 'tea', value: 1 },
    { user: 'ann', item: 'jam', value: 0 },
    { user: 'bob', item: 'saw', value: 2 },
    { user: 'cid', item: 'saw', value: 0 },
  ];
  const model = await bpr({ factors: 2 }).fit(interactionsFromRows(rows, { valueKind: 'weight' }));
  expect(model.recommend('ann')?.map(({ item }) => item)).toEqual(['saw']);
  expect(model.scoreItems('ann')?.[1]).toBeNaN();
  expect(model.scoreItems('cid')).toBeUndefined();
  expect(model.foldIn([{ item: 'tea', value: 0 }])).toBeUndefined();
  expect(() => model.foldIn([{ item: 'tea', value: -1 }])).toThrow(expect.objectContaining({ code: 'negative-weight' }));
  await expect(
    bpr().fit(interactionsFromRows([...rows, { user: 'dee', item: 'jam', value: -2 }], { valueKind: 'weight' })),
  ).rejects.toThrow(/got -2 \(user dee, item jam\)/);
  const nothing = interactionsFromRows([{ user: 'ann', item: 'tea', value: 0 }], { valueKind: 'weight' });
  await expect(bpr().fit(nothing)).rejects.toThrow(expect.objectContaining({ code: 'empty-data' }));
});

const file = join(process.env.LIKEWISE_DATA_DIR ?? '', 'ml-1m', 'ratings_with_folds.csv.gz');
const reason = process.env.LIKEWISE_DATA_DIR === undefined ? 'LIKEWISE_DATA_DIR is not set' : existsSync(file) ? '' : `${file} is missing`;
test.skipIf(reason !== '')(
  `preset movielens-1m: NDCG@20 of at least 0.325 on fold 1${reason && ` (skipped: ${reason})`}`,
  { timeout: 300_000 },
  async () => {
    const rows = gunzipSync(readFileSync(file)).toString().trim().split('\n').slice(1).map((line) => line.split(',').map(Number)); // biome-ignore format: one line
    const mapOf = (column: number) => new IdMap([...new Set(rows.map((row) => row[column]))].sort((a, b) => a - b));
    const [users, items] = [mapOf(0), mapOf(1)];
    const data = interactionsFromColumns({
      users,
      items,
      userIndexes: Uint32Array.from(rows, (row) => users.indexOf(row[0]) as number),
      itemIndexes: Uint32Array.from(rows, (row) => items.indexOf(row[1]) as number),
      values: Float32Array.from(rows, (row) => row[2]),
      context: new Map([['fold', { kind: 'number', values: Float64Array.from(rows, (row) => row[4]) } as const]]),
    });
    const split = parseSplit('column:fold=1').apply(data, { positive: '>=4' });
    const report = await evaluate([bpr(bprEntry.presets?.['movielens-1m'].settings)], split, ['ndcg@20'], {
      now: () => performance.now(),
      resamples: 0,
    });
    expect(report.rows[0].metrics['ndcg@20']).toBeGreaterThan(0.325);
  },
);
