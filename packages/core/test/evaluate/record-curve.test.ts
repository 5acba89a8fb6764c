/** Learning curves of any iterative model, with a held-out part measured after each epoch. */
import { describe, expect, test } from 'vitest';
import {
  bpr,
  type CurvePoint,
  encodeModel,
  evaluate,
  implicitALS,
  interactionsFromRows,
  type Model,
  multVAE,
  parseSplit,
  popular,
  recordCurve,
  svd,
} from '../../src/index.ts';

const data = interactionsFromRows(
  Array.from({ length: 60 }, (_, u) =>
    Array.from({ length: 12 }, (_item, i) => ({
      user: `u${u}`,
      item: `i${(u * 3 + i * 7 + (u % 3) * i) % 31}`,
      value: 1 + ((u * i + i) % 5),
    })),
  ).flat(),
);
const bytesOf = ({ name, abilities, users, items, state }: Model): Uint8Array => encodeModel({ name, abilities, users, items, state });

describe('a held-out part', () => {
  const [fold] = parseSplit('random:0.8').apply(data, { seed: 1 }).folds;
  const { train, test: held } = fold;
  const part = { train, test: held };

  test('is measured after each epoch as evaluate measures the model that ends there', async () => {
    const { curve, onEpoch } = recordCurve({ fold: part, metrics: ['rmse', 'ndcg@5', 'coverage@5'] });
    await svd({ epochs: 4 }).fit(train, { onEpoch });
    expect(curve.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    for (const { epoch, training, validation, learningRate, seconds } of curve) {
      const split = { name: 'held out', folds: [part] };
      const { rows } = await evaluate([svd({ epochs: epoch })], split, ['rmse', 'ndcg@5', 'coverage@5'], { resamples: 0 });
      for (const [name, value] of Object.entries(rows[0].metrics))
        expect(validation[name], `${name}, epoch ${epoch}`).toBeCloseTo(value, 12);
      expect(Object.keys(training)).toEqual(['rmse']);
      expect(learningRate).toBeUndefined();
      expect(seconds).toBeGreaterThan(0);
    }
  });

  test('changes no bit of the model, and what is measured costs no seconds of the curve', async () => {
    const alone = await svd({ epochs: 3 }).fit(train);
    const points: CurvePoint[] = [];
    const { curve, onEpoch } = recordCurve({
      fold: part,
      onPoint: async (point) => {
        points.push(point);
        await new Promise((resolve) => setTimeout(resolve, 60));
      },
    });
    expect(bytesOf(await svd({ epochs: 3 }).fit(train, { onEpoch }))).toEqual(bytesOf(alone));
    expect(points).toEqual(curve);
    for (const { seconds } of curve.slice(1)) expect(seconds).toBeLessThan(0.05);
    expect(curve.every(({ validation }) => validation['rmse'] > 0)).toBe(true);
  });

  test('of likes is measured by ndcg@10, of models of likes and of networks too', async () => {
    const likes = interactionsFromRows(
      Array.from(data.users.ids).flatMap((user, u) => Array.from({ length: 8 }, (_, i) => ({ user, item: `i${(u + i * 5) % 29}` }))),
    );
    const [first] = parseSplit('random:0.8').apply(likes).folds;
    const liked = { train: first.train, test: first.test };
    for (const estimator of [
      implicitALS({ factors: 4, epochs: 3 }),
      bpr({ factors: 4, epochs: 3 }),
      multVAE({ epochs: 3, hidden: 0, factors: 4 }),
    ]) {
      const { curve, onEpoch } = recordCurve({ fold: liked });
      await estimator.fit(liked.train, { onEpoch });
      expect(curve.map(({ validation }) => Object.keys(validation))).toEqual([['ndcg@10'], ['ndcg@10'], ['ndcg@10']]);
    }
  });

  test('is measured once where no epoch tells a model: of one without epochs, or the last of a blend', async () => {
    const { curve, onModel } = recordCurve({ fold: part, metrics: ['ndcg@5'] });
    const figures = await onModel(await popular().fit(train));
    const { rows } = await evaluate([popular()], { name: 'held out', folds: [part] }, ['ndcg@5'], { resamples: 0 });
    expect(figures).toEqual(rows[0].metrics);
    expect(curve).toEqual([]);
    const told = recordCurve({ fold: part });
    expect(await told.onModel(await svd({ epochs: 2 }).fit(train, { onEpoch: told.onEpoch }))).toEqual({});
    const late = recordCurve({ fold: part });
    await late.onEpoch({ epoch: 1, epochs: 1 });
    await late.onModel(await svd({ epochs: 2 }).fit(train));
    expect(late.curve[0].validation).toEqual(told.curve[1].validation);
  });

  test('that cannot be measured by a metric is refused, naming it', async () => {
    const { onEpoch } = recordCurve({ fold: part, metrics: ['rmse'] });
    const liked = train.with({ valueKind: 'weight' });
    await expect(bpr({ epochs: 1 }).fit(liked, { onEpoch })).rejects.toMatchObject({
      code: 'nothing-to-measure',
      message: expect.stringMatching(/bpr cannot be measured by rmse on the held-out part/),
    });
  });
});

test('without one the curve holds what training reports; a model without epochs has none', async () => {
  const { curve, onEpoch } = recordCurve();
  await implicitALS({ factors: 4, epochs: 2 }).fit(data.with({ valueKind: 'weight' }), { onEpoch });
  expect(curve).toEqual(
    [1, 2].map((epoch) => ({ epoch, training: { objective: expect.any(Number) }, validation: {}, seconds: expect.any(Number) })),
  );
  const none = recordCurve();
  await popular().fit(data, { onEpoch: none.onEpoch });
  expect(none.curve).toEqual([]);
});
