/** Files in ONNX, run by onnxruntime: the answers of the library within 1e-4, for any number of rows; NaN where the library has none. */
import * as ort from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import { interactionsFromRows } from '../../src/data/rows.ts';
import { seededRandom } from '../../src/math/random.ts';
import { popular } from '../../src/models/baseline/popular.ts';
import type { Model, RatingPredictor, Scorer } from '../../src/models/contract/model.ts';
import { deep } from '../../src/models/neural/deep/deep.ts';
import { multVAE } from '../../src/models/neural/mult-vae/mult-vae.ts';
import { neuMF } from '../../src/models/neural/neumf/neumf.ts';
import { residual } from '../../src/models/neural/residual/residual.ts';
import { sasrec } from '../../src/models/sequence/sasrec/sasrec.ts';
import { exportOnnx } from '../../src/persist/onnx-file.ts';

ort.env.wasm.numThreads = 1;

const [USERS, ITEMS] = [20, 15];
const random = seededRandom(6);
const rows = Array.from({ length: 150 }, (_, k) => {
  const [u, i] = [k % USERS, k < 60 ? k % (ITEMS - 1) : random.integer(ITEMS - 1)];
  return { user: `u${u}`, item: `i${i}`, rating: 1 + ((u * i + k) % 5), timestamp: 1000 + k };
});
const ratings = interactionsFromRows([...rows, { user: 'u0', item: 'late', rating: 3, timestamp: 1 }]);
const likes = interactionsFromRows(rows.map(({ rating, ...row }) => row));
/** Also someone and something that training never meets. */
const withGhosts = likes.with({
  userItems: { ...likes.userItems, values: likes.userItems.values.map((value, e) => (likes.userItems.indexes[e] === 4 ? 0 : value)) },
});

type Feeds = Record<string, ort.Tensor>;
async function run(model: Model, feeds: Feeds, output: string): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(exportOnnx(model).bytes);
  const { [output]: answer } = await session.run(feeds);
  await session.release();
  return answer.data as Float32Array;
}
const integers = (values: readonly number[], sizes: readonly number[]): ort.Tensor =>
  new ort.Tensor('int64', BigInt64Array.from(values, BigInt), sizes);

/** NaN stands for "no answer" on both sides. */
function agree(ours: ArrayLike<number | undefined>, theirs: ArrayLike<number>): void {
  expect(theirs.length).toBe(ours.length);
  for (let k = 0; k < ours.length; k++) {
    const mine = ours[k] ?? Number.NaN;
    if (Number.isNaN(mine)) expect(theirs[k], `answer ${k}`).toBeNaN();
    else expect(Math.abs(theirs[k] - mine), `answer ${k}: ${theirs[k]}, not ${mine}`).toBeLessThan(1e-4 * Math.max(1, Math.abs(mine)));
  }
}

describe('pairs of user and item', () => {
  const activations = ['relu', 'elu', 'gelu', 'sigmoid', 'tanh'] as const;
  const small = { factors: 5, epochs: 3, hidden: '7+4' };
  const pairs = (model: Model): { feeds: (from: number, to: number) => Feeds; all: [number, number][] } => {
    const all = model.users.ids.flatMap((_, u) => model.items.ids.map((_, i): [number, number] => [u, i]));
    const column = (from: number, to: number, k: 0 | 1): ort.Tensor =>
      integers(
        all.slice(from, to).map((pair) => pair[k]),
        [to - from],
      );
    return { all, feeds: (from, to) => ({ user: column(from, to, 0), item: column(from, to, 1) }) };
  };
  const predicted = async (model: Model & RatingPredictor): Promise<void> => {
    const { feeds, all } = pairs(model);
    const ours = all.map(([u, i]) => model.predict(model.users.ids[u], model.items.ids[i]));
    agree(ours, await run(model, feeds(0, all.length), 'score'));
    agree(ours.slice(3, 4), await run(model, feeds(3, 4), 'score'));
  };
  test.each(activations)('deep with %s', async (activation) => predicted(await deep({ ...small, activation }).fit(ratings)));
  test('deep with a squeezed output and batch norms', async () =>
    predicted(await deep({ ...small, link: 'sigmoid', batchNorm: true }).fit(ratings)));
  test('residual, with and without biases', async () => {
    await predicted(await residual(small).fit(ratings));
    await predicted(await residual({ ...small, biases: false }).fit(ratings));
  });
  test('neumf', async () => {
    const model = await neuMF({ factors: 4, layerFactors: 6, hidden: '8', epochs: 2 }).fit(withGhosts);
    const { feeds, all } = pairs(model);
    const scores = model.users.ids.map((user) => model.scoreItems(user));
    const score = await run(model, feeds(0, all.length), 'score');
    agree(
      all.map(([u, i]) => scores[u]?.[i]),
      score,
    );
    expect(score.some(Number.isNaN)).toBe(true);
  });
});

describe.each([{}, { variational: false }, { decoder: 'linear' }, { hidden: 0 }] as const)('mult-vae with %o', (options) => {
  test('scores what is liked as someone new', async () => {
    const model = await multVAE({ factors: 4, hidden: 6, epochs: 2, batchSize: 8, ...options }).fit(withGhosts);
    const people = [[0, 3, 5], [1], [4], [0, 4, 7], []];
    const given = new Float32Array(people.length * model.items.size);
    people.forEach((items, p) => {
      for (const i of items) given[p * model.items.size + i] = 1;
    });
    const likesTensor = new ort.Tensor('float32', given, [people.length, model.items.size]);
    const scores = await run(model, { likes: likesTensor }, 'scores');
    people.forEach((items, p) => {
      const ours = scoresOf(model, items) ?? new Float32Array(model.items.size).fill(Number.NaN);
      agree(ours, scores.subarray(p * model.items.size, (p + 1) * model.items.size));
    });
  });
});

const scoresOf = (model: Model & Scorer, items: readonly number[]): Float32Array | undefined =>
  model.scoreItems({ ratings: items.map((i) => ({ item: model.items.ids[i] })) });

describe.each([{}, { heads: 2, positions: 'from-start' }, { residual: 'gated', expansion: 2, layers: 1 }] as const)(
  'sasrec with %o',
  (options) => {
    test('scores what comes after histories of unequal length, and the newest of long ones', async () => {
      const model = await sasrec({ factors: 8, maxLength: 5, epochs: 2, batchSize: 8, validation: 0, negatives: 8, ...options }).fit(likes);
      const histories = [[0, 3, 5], [1], [6, 5, 4, 3, 2, 1, 0], [], [2, 9, 2, 7]];
      for (const longest of [7, 4]) {
        const told = histories.map((items) => items.slice(-longest));
        const padded = told.flatMap((items) => [...new Array(longest - items.length).fill(-1), ...items]);
        const scores = await run(model, { history: integers(padded, [told.length, longest]) }, 'scores');
        told.forEach((items, h) => {
          const ours = scoresOf(model, items) ?? new Float32Array(model.items.size).fill(Number.NaN);
          agree(ours, scores.subarray(h * model.items.size, (h + 1) * model.items.size));
        });
      }
    });
  },
);

test('the file tells whose it is and which ids its numbers are; a model of another kind is refused by name', async () => {
  const model = await deep({ factors: 2, epochs: 1, hidden: '2' }).fit(ratings);
  const text = new TextDecoder().decode(exportOnnx(model).bytes);
  for (const part of ['likewise.model', '"factors":2', JSON.stringify(model.items.ids), JSON.stringify(model.users.ids)])
    expect(text).toContain(part);
  const other = await popular().fit(likes);
  expect(() => exportOnnx(other)).toThrow(/exportOnnx: popular has no ONNX form; deep, residual, neumf, mult-vae and sasrec have/);
});
