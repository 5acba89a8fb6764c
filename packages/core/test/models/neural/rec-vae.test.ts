import { expect, test } from 'vitest';
import { interactionsFromRows, recVAE } from '../../../src/index.ts';
import { seededRandom } from '../../../src/math/random.ts';

const rows = () => {
  const random = seededRandom(4, 'two tastes');
  const all: { user: number; item: number }[] = [];
  for (let user = 0; user < 40; user++)
    for (let item = 0; item < 24; item++) if ((user + item) % 2 === 0 && random.uniform() < 0.6) all.push({ user, item });
  return all;
};
const train = interactionsFromRows(rows());
const settings = { hidden: 16, factors: 8, layers: 3, epochs: 30, batchSize: 8, learningRate: 0.01 } as const;

test.each([{}, { layers: 1 }, { encoderPasses: 1, epochs: 60 }] as const)(
  'with %j: lists hold the own taste, a history gives what its user gets',
  async (given) => {
    const model = await recVAE({ ...settings, ...given }).fit(train);
    for (const user of [0, 1]) {
      const ratings = rows().flatMap((row) => (row.user === user ? [{ item: row.item }] : []));
      const list = model.recommend(user, { n: 3 });
      expect(list?.every(({ item }) => ((item as number) + user) % 2 === 0)).toBe(true);
      expect(model.recommend({ ratings }, { n: 3 })).toEqual(list);
      expect(model.scoreItems({ ratings })).toEqual(model.scoreItems(user));
    }
  },
);

test('the curve tells both losses, and a heavier divergence is kept smaller', async () => {
  const klOf = async (klWeight: number) => {
    const { curve } = await recVAE({ ...settings, klWeight }).fit(train);
    expect(curve.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 30 }, (_, k) => k + 1));
    expect(curve[29].training.likelihood).toBeLessThan(curve[0].training.likelihood);
    return curve[29].training.kl;
  };
  expect(await klOf(1)).toBeLessThan(await klOf(0.001));
});

test('what is held out stops training; the best epoch is kept', async () => {
  const { curve } = await recVAE({ ...settings, epochs: 200, validation: 0.2, patience: 3 }).fit(train);
  const best = curve.reduce((most, point) => (point.validation.ndcg > most.validation.ndcg ? point : most));
  expect(curve.length).toBe(Math.min(200, best.epoch + 3));
});

test('a rate without measure is told, not kept', async () => {
  await expect(recVAE({ ...settings, learningRate: 1e30, schedule: 'constant' }).fit(train)).rejects.toMatchObject({ code: 'diverged' });
});
