import { describe, expect, test } from 'vitest';
import golden from '../../../../../golden/explicit-als.json' with { type: 'json' };
import { type Interactions, interactionsFromColumns } from '../../../src/data/interactions.ts';
import { interactionsFromRows } from '../../../src/data/rows.ts';
import type { Kernels, SessionLayout } from '../../../src/kernels/kernels.ts';
import { loadKernels } from '../../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../../src/kernels/reference/reference.ts';
import { modelEntry } from '../../../src/models/catalog.ts';
import type { EpochReport } from '../../../src/models/contract/estimator.ts';
import { explicitALS } from '../../../src/models/factorization/explicit-als.ts';
import { pmf } from '../../../src/models/factorization/pmf.ts';
import type { RatingModel } from '../../../src/models/vectors/rating-model.ts';
import { lowRankRatings, namedIds, ratingsOf } from '../../../testkit/index.ts';

const train = lowRankRatings({ users: 40, items: 30, rank: 2, density: 0.6, noise: 0.2 });
type Fitted = RatingModel;

/** Kernels whose first session begins with the given users [users × factors] instead of random ones. */
function startingFrom(kernels: Kernels, users: readonly number[], factors: number, rated: (user: number) => boolean): Kernels {
  return {
    ...kernels,
    async open(layout: SessionLayout, options) {
      const session = await kernels.open(layout, options);
      let started = false;
      return {
        arrays: session.arrays,
        close: () => session.close(),
        run(kernel, args, runOptions) {
          const x = (session.arrays as Record<string, Float32Array>).userRows;
          const width = (x.length * factors) / users.length;
          if (!started) {
            for (const [k, value] of users.entries()) {
              const user = Math.floor(k / factors);
              x[user * width + (k % factors)] = rated(user) ? value : 0;
            }
          }
          started = true;
          return session.run(kernel, args, runOptions);
        },
      };
    },
  } as Kernels;
}

describe.each([
  ['reference', async () => referenceKernels],
  ['wasm', () => loadKernels({ threads: 1 })],
] as const)('%s kernels against numpy.linalg.solve (golden/explicit_als.py)', (_, kernelsOf) => {
  const data: Interactions = interactionsFromColumns({
    users: namedIds('u', golden.users),
    items: namedIds('i', golden.items),
    userIndexes: Uint32Array.from(golden.ratings, ([user]) => user),
    itemIndexes: Uint32Array.from(golden.ratings, ([, item]) => item),
    values: Float32Array.from(golden.ratings, ([, , rating]) => rating),
  });
  test.each(golden.cases)('$model, $name: three epochs and their objectives', async (made) => {
    const { factors, epochs, start } = golden;
    const rated = (user: number): boolean => data.userItems.pointers[user] < data.userItems.pointers[user + 1];
    const kernels = startingFrom(await kernelsOf(), start, factors, rated);
    const objectives: number[] = [];
    const estimator = modelEntry(made.model).create({ ...made.settings, factors, epochs });
    const onEpoch = ({ objective }: EpochReport) => void objectives.push(objective as number);
    const { state } = (await estimator.fit(data, { kernels, onEpoch })) as Fitted;
    const close = (actual: ArrayLike<number>, expected: readonly number[], within: number): void => {
      for (const [k, value] of expected.entries()) expect(Math.abs(actual[k] - value), `at ${k}`).toBeLessThan(within);
    };
    close(state.userFactors.values, made.users, 1e-4);
    close(state.itemFactors.values, made.items, 1e-4);
    close(state.userBias, made.userBias, 1e-4);
    close(state.itemBias, made.itemBias, 1e-4);
    close(objectives, made.objectives, 1e-4);
  });
});

describe.each([
  ['explicit-als', (settings: object) => explicitALS({ factors: 6, epochs: 12, ...settings })],
  ['explicit-als without biases', (settings: object) => explicitALS({ factors: 6, epochs: 12, biases: 'mean', ...settings })],
  ['pmf', (settings: object) => pmf({ factors: 6, epochs: 12, ...settings })],
] as const)('%s', (_, estimator) => {
  test('no epoch raises the objective', async () => {
    const objectives: number[] = [];
    await estimator({}).fit(train, { onEpoch: ({ objective }) => void objectives.push(objective as number) });
    expect(objectives).toHaveLength(12);
    // Sums of float32 numbers: a millionth is rounding.
    for (let k = 1; k < objectives.length; k++) expect(objectives[k]).toBeLessThanOrEqual(objectives[k - 1] * (1 + 1e-6));
    expect(objectives[11]).toBeLessThan(objectives[0]);
  });

  test('a training user folded in gives exactly the bias and vector of training', async () => {
    const model = await estimator({}).fit(train);
    const { userBias, userFactors } = model.state;
    for (let u = 0; u < train.users.size; u++) {
      const folded = model.foldIn(ratingsOf(train, u)) as Float32Array;
      expect(folded.at(-1)).toBe(userBias[u]);
      expect(folded.slice(0, -1)).toEqual(userFactors.values.slice(u * userFactors.columns, (u + 1) * userFactors.columns));
    }
  });

  test('an item folded in by its ratings is what the next half-step of training finds, bit for bit', async () => {
    const [before, after] = [await estimator({ epochs: 3 }).fit(train), await estimator({ epochs: 4 }).fit(train)];
    const { itemBias, itemFactors } = after.state;
    const { pointers, indexes, values } = train.itemUsers;
    for (let i = 0; i < train.items.size; i++) {
      const met = Array.from({ length: pointers[i + 1] - pointers[i] }, (_, e) => pointers[i] + e);
      const folded = before.foldInItem(met.map((e) => ({ user: train.users.ids[indexes[e]], value: values[e] }))) as Float32Array;
      expect(folded.at(-1)).toBe(itemBias[i]);
      expect(folded.slice(0, -1)).toEqual(itemFactors.values.slice(i * itemFactors.columns, (i + 1) * itemFactors.columns));
    }
  });
});

test('explicit-als finds ratings of rank 2 again when λ is tiny', async () => {
  const exact = lowRankRatings({ users: 40, items: 30, rank: 2, density: 0.6 });
  const model = await explicitALS({ factors: 2, regularization: 1e-5, epochs: 60 }).fit(exact);
  train.users.ids.forEach((user, u) => {
    for (const { item, value: rating } of ratingsOf(exact, u))
      expect(Math.abs((model.predict(user, item) as number) - rating)).toBeLessThan(0.02);
  });
});

test('λ = 0: who has fewer ratings than unknowns is named', async () => {
  const rows = [...'abcdef'].flatMap((user, u) => [...'pqrst'].map((item, i) => ({ user, item, value: 1 + ((u * i + u) % 5) })));
  const data = interactionsFromRows([...rows, { user: 'newcomer', item: 'p', value: 3 }]);
  const training = explicitALS({ factors: 2, regularization: 0 }).fit(data);
  await expect(training).rejects.toMatchObject({ code: 'not-positive-definite', data: { user: 'newcomer' } });
  await expect(explicitALS({ factors: 2, regularization: 0 }).fit(data)).rejects.toThrow(
    'explicitALS: the least squares of user newcomer have no single solution: too few ratings for the length of the vectors, or ratings too large for the penalty. Increase regularization, lower factors, or bring the ratings to a smaller scale.',
  );
});

test('a penalty by ratings holds frequent rows tighter than a plain one of the same λ', async () => {
  const length = async (regularizationExponent: number): Promise<number> => {
    const { state } = await explicitALS({ factors: 4, regularization: 0.5, regularizationExponent }).fit(train);
    return state.userFactors.values.reduce((sum, value) => sum + value * value, 0);
  };
  expect(await length(1)).toBeLessThan(await length(0));
});
