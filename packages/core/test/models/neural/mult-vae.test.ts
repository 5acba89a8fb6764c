import { expect, test } from 'vitest';
import { interactionsFromRows, multVAE } from '../../../src/index.ts';
import { seededRandom } from '../../../src/math/random.ts';
import { heldOutNDCG } from '../../../src/models/autoencoders/held-out-ndcg.ts';

const rows = () => {
  const random = seededRandom(4, 'two tastes');
  const all: { user: number; item: number }[] = [];
  for (let user = 0; user < 40; user++)
    for (let item = 0; item < 24; item++) if ((user + item) % 2 === 0 && random.uniform() < 0.6) all.push({ user, item });
  return all;
};
const train = interactionsFromRows(rows());
const settings = { hidden: 16, factors: 8, epochs: 40, annealing: 10, batchSize: 8, learningRate: 0.01 } as const;

test.each([{}, { variational: false }, { decoder: 'linear' }, { hidden: 0 }, { hidden: 0, variational: false }] as const)(
  'with %j: lists hold the own taste, a history gives what its user gets',
  async (given) => {
    const model = await multVAE({ ...settings, ...given }).fit(train);
    for (const user of [0, 1]) {
      const ratings = rows().flatMap((row) => (row.user === user ? [{ item: row.item }] : []));
      const list = model.recommend(user, { n: 3 });
      expect(list?.every(({ item }) => ((item as number) + user) % 2 === 0)).toBe(true);
      expect(model.recommend({ ratings }, { n: 3 })).toEqual(list);
      expect(model.scoreItems({ ratings })).toEqual(model.scoreItems(user));
    }
  },
);

test('the divergence is told where there is one, and its weight keeps it small', async () => {
  const klOf = async (given: object) => (await multVAE({ ...settings, ...given }).fit(train)).curve.at(-1)?.training['kl'];
  expect(await klOf({ variational: false })).toBeUndefined();
  expect(await klOf({ klWeight: 2 })).toBeLessThan((await klOf({ klWeight: 0.01 })) as number);
});

test('what is held out stops training', async () => {
  const { curve } = await multVAE({ ...settings, epochs: 200, validation: 0.2, patience: 3 }).fit(train);
  const best = curve.reduce((most, point) => (point.validation['ndcg'] > most.validation['ndcg'] ? point : most));
  expect(curve.length).toBe(Math.min(200, best.epoch + 3));
});

test('NDCG of what is held out: by hand, ties against it', () => {
  const [kept, held] = [[1], [0, 3]].map((indexes) => ({
    rows: 1,
    columns: 4,
    pointers: Uint32Array.of(0, indexes.length),
    indexes: Uint32Array.from(indexes),
    values: new Float32Array(indexes.length).fill(1),
  }));
  const ndcgOf = (...scores: number[]): number => {
    const ndcg = heldOutNDCG(kept, held);
    ndcg.add(Float32Array.from(scores), 0, 1);
    return ndcg.mean();
  };
  const ideal = 1 + 1 / Math.log2(3);
  expect(ndcgOf(3, 9, 1, 2)).toBeCloseTo(1, 12);
  expect(ndcgOf(3, 9, 2, 1)).toBeCloseTo((1 + 1 / 2) / ideal, 12);
  expect(ndcgOf(2, 9, 2, 1)).toBeCloseTo((1 / Math.log2(3) + 1 / 2) / ideal, 12);
});
