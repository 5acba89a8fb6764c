/** What `fit` promises: its input, its bits, its end. */

import { describe, expect, test } from 'vitest';
import type { Interactions } from '../../src/data/interactions.ts';
import { likes, likesCondition } from '../../src/data/likes.ts';
import type { DataNeed } from '../../src/models/contract/estimator.ts';
import { encodeModel } from '../../src/persist/model-file.ts';
import { checkerboard } from '../checkerboard.ts';
import { interactionsFor, lawData, type Pair } from '../law-data.ts';
import { answersOf, numbersIn } from './answers-of.ts';
import type { AnyModel, SmallShape, Subject } from './subject.ts';

export function trainingLaws(subject: Subject): void {
  const { entry, options, train, fit, can } = subject;

  const learns = options.learnsCheckerboard ?? true;
  test.skipIf(learns !== true || !can('recommend'))(`learns a checkerboard${learns === true ? '' : ` (${learns})`}`, async () => {
    const board = checkerboard(entry);
    const estimator = entry.create(options.checkerboardSettings ?? options.settings);
    const model = (await estimator.fit(board.train)) as AnyModel;
    board.train.users.ids.forEach((user, u) => {
      expect(model.recommend(user, { n: 1 })?.[0]?.item, `first for ${user}`).toBe(board.liked[u]);
      if (can('predict')) expect(model.predict(user, board.liked[u])).toBeGreaterThan(model.predict(user, board.disliked[u]) as number);
    });
  });

  test('does not change its input', async () => {
    // Data of its own: a change that is the same each time would hide in data that was trained on before.
    const data = lawData(entry);
    await fit(data);
    expect({ ...data }).toEqual({ ...lawData(entry) });
  });

  test('fits of the same data give the same bits, and are independent', async () => {
    const estimator = entry.create(options.settings);
    const first = (await estimator.fit(train)) as AnyModel;
    const bytes = encodeModel(first);
    const answers = answersOf(subject, first);
    const small = (await estimator.fit(interactionsFor(entry, 3, 3, triangle))) as AnyModel;
    expect(small.users.size).toBe(3);
    expect(answersOf(subject, first), 'answers after another fit').toEqual(answers);
    expect(encodeModel((await estimator.fit(train)) as AnyModel), 'second fit').toEqual(bytes);
  });

  test('any number of threads gives the same bits', async () => {
    const bytes = encodeModel(await fit(train, { threads: 1 }));
    for (const threads of [2, 3]) expect(encodeModel(await fit(train, { threads })), `${threads} threads`).toEqual(bytes);
  });

  test('a signal that is aborted already stops it with its reason', async () => {
    const reason = new Error('changed my mind');
    await expect(fit(train, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('reports every epoch once; an abort among them ends training, and the next is undisturbed', async () => {
    const undisturbed = encodeModel(await fit(train));
    const reports: { epoch: number; epochs: number; objective?: number | undefined }[] = [];
    const listened = await fit(train, { onEpoch: (report) => void reports.push(report) });
    expect(encodeModel(listened), 'listening changes nothing').toEqual(undisturbed);
    expect(reports.map(({ epoch }) => epoch)).toEqual(reports.map((_, k) => k + 1));
    for (const { epochs, objective } of reports) {
      expect(epochs).toBe(reports.length);
      if (objective !== undefined) expect(objective).toSatisfy(Number.isFinite);
    }
    if (reports.length < 2) return;
    const controller = new AbortController();
    let heard = 0;
    const training = fit(train, {
      signal: controller.signal,
      onEpoch: async () => {
        heard++;
        await new Promise((resolve) => setTimeout(resolve, 0));
        controller.abort(new Error('enough'));
      },
    });
    await expect(training).rejects.toThrow('enough');
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(heard, 'epochs heard').toBe(1);
    expect(encodeModel(await fit(train)), 'fit after an abort').toEqual(undisturbed);
  });

  test('the model of an epoch can be asked for: a copy that stays, while training goes on to the same bits', async () => {
    const undisturbed = encodeModel(await fit(train));
    const [met, stages]: [Uint8Array[], AnyModel[]] = [[], []];
    let epochs = 0;
    const watched = await fit(train, {
      onEpoch: async (report) => {
        epochs = report.epochs;
        if (report.epoch > 1 && report.epoch < report.epochs) return;
        const model = (await report.model?.()) as AnyModel | undefined;
        if (model === undefined) return;
        stages.push(model);
        met.push(encodeModel(model));
      },
    });
    expect(encodeModel(watched)).toEqual(undisturbed);
    expect(stages.map((model) => encodeModel(model))).toEqual(met);
    for (const { name, users, items } of stages)
      expect([name, users.ids, items.ids]).toEqual([entry.name, watched.users.ids, watched.items.ids]);
    // Members of a blend train one after the other: before the last there is no model.
    if (epochs > 1 && entry.name !== 'blend') expect(stages.length).toBeGreaterThan(0);
  });

  test('a listener that throws ends training with its error', async () => {
    let epochs = 0;
    const training = fit(train, {
      onEpoch: () => {
        epochs++;
        throw new Error('the listener failed');
      },
    });
    const outcome = await training.then(
      () => undefined,
      (error: unknown) => error,
    );
    if (epochs > 0) expect(outcome).toEqual(new Error('the listener failed'));
    expect(epochs).toBeLessThanOrEqual(1);
  });

  test("refit 'changed' without an older model, or by a model that trains all rows, is refused by name", async () => {
    const error: unknown = await fit(train, { refit: 'changed' }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'LikewiseError', code: entry.refits ? 'missing-model' : 'cannot-refit' });
    expect((error as Error).message).toContain(`${entry.factory}.fit`);
  });

  test('refuses data without one interaction', async () => {
    for (const [users, items] of [
      [0, 0],
      [3, 4],
    ])
      await expect(fit(interactionsFor(entry, users, items, []))).rejects.toMatchObject({ name: 'LikewiseError', code: 'empty-data' });
  });

  for (const need of entry.needs ?? []) {
    test(`refuses data without ${need}`, async () => {
      await expect(fit(without(train, need))).rejects.toMatchObject({ name: 'LikewiseError', code: `missing-${need}` });
    });
  }

  if (entry.feedback === 'ratings' && options.data === undefined)
    test('refuses interactions without ratings, and names a model that takes them', async () => {
      for (const valueKind of ['none', 'weight'] as const) {
        const error: unknown = await fit(train.with({ valueKind })).catch((reason: unknown) => reason);
        expect(error).toMatchObject({ name: 'LikewiseError', code: 'missing-ratings' });
        const { instead } = (error as { data: { instead: string[] } }).data;
        expect(instead).toContain('implicit-als');
        for (const name of instead) expect((error as Error).message).toContain(name);
      }
    });

  if (entry.feedback === 'ratings' && options.data === undefined)
    test('refuses a column of ones on no wider scale: they are no ratings', async () => {
      const { userItems } = train;
      const ones = { ...userItems, values: new Float32Array(train.size).fill(1) };
      const error: unknown = await fit(train.with({ userItems: ones, ratingScale: undefined })).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'LikewiseError', code: 'missing-ratings' });
      expect((error as Error).message).toMatch(/every rating is 1.*implicit-als, bpr/);
    });

  if (entry.feedback === 'implicit')
    test('refuses ratings, and names what to keep and who takes them; equal ratings say who had what', async () => {
      const { userItems } = train;
      const values = Float32Array.from(userItems.values, (_, e) => 1 + (e % 5));
      const rated = train.with({ valueKind: 'rating' });
      const mixed = rated.with({ userItems: { ...userItems, values }, ratingScale: undefined });
      const error: unknown = await fit(mixed).catch((e: unknown) => e);
      const positive = likesCondition(mixed)?.text;
      expect(error).toMatchObject({ name: 'LikewiseError', code: 'unexpected-ratings', data: { positive } });
      expect((error as Error).message).toMatch(/ratings from 1 to 5.*such as svd, explicit-als, item-knn/);
      expect((error as Error).message).toContain(`--positive "${positive}"`);
      expect((await fit(likes(mixed, positive))).items.size).toBe(train.items.size);
      expect((await fit(rated)).items.size).toBe(train.items.size);
    });

  describe('small data', () => {
    for (const [shape, [users, items, pairs]] of Object.entries(smallShapes)) {
      const refusal = options.refuses?.[shape as SmallShape];
      test(refusal === undefined ? shape : `${shape} is refused (${refusal})`, async () => {
        const data = interactionsFor(entry, users, items, pairs);
        if (refusal !== undefined) {
          await expect(fit(data)).rejects.toMatchObject({ name: 'LikewiseError', code: refusal });
          return;
        }
        const model = await fit(data);
        for (const value of numbersIn({ ...(answersOf(subject, model) as object), scores: undefined, folded: undefined }))
          expect(value).toSatisfy(Number.isFinite);
        if (can('score'))
          for (const user of data.users.ids) for (const score of model.scoreItems(user) ?? []) expect(Math.abs(score)).not.toBe(Infinity);
        if (can('recommend')) expect(model.recommend(data.users.ids[0], { keepSeen: true })?.length).toBeGreaterThan(0);
        if (shape === 'equal ratings' && entry.feedback === 'ratings' && can('predict')) {
          // A random start leaves a trace where the scale is wider than the ratings; closed forms have none.
          const within = entry.family === 'baseline' || entry.family === 'neighbors' ? 1e-6 : 0.25;
          for (const user of data.users.ids)
            for (const item of data.items.ids) expect(Math.abs((model.predict(user, item) ?? Number.NaN) - 4)).toBeLessThanOrEqual(within);
        }
      });
    }
  });
}

const triangle: readonly Pair[] = [
  [0, 0, 5],
  [0, 1, 1],
  [1, 1, 5],
  [1, 2, 2],
  [2, 2, 4],
];

const smallShapes: Readonly<Record<SmallShape, readonly [users: number, items: number, pairs: readonly Pair[]]>> = {
  'one interaction': [1, 1, [[0, 0, 4]]],
  'one user': [
    1,
    3,
    [
      [0, 0, 4],
      [0, 1, 2],
      [0, 2, 5],
    ],
  ],
  'one item': [
    3,
    1,
    [
      [0, 0, 4],
      [1, 0, 2],
      [2, 0, 5],
    ],
  ],
  'equal ratings': [
    3,
    3,
    [
      [0, 0, 4],
      [0, 1, 4],
      [1, 1, 4],
      [1, 2, 4],
      [2, 2, 4],
      [2, 0, 4],
    ],
  ],
};

function without(train: Interactions, need: DataNeed): Interactions {
  const keys = {
    timestamps: 'timestamps',
    context: 'context',
    'user-features': 'userFeatures',
    'item-features': 'itemFeatures',
    edges: 'edges',
  } as const;
  return train.with({ [keys[need]]: undefined });
}
