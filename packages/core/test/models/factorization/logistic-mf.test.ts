import { expect, test } from 'vitest';
import { decodeModel, encodeModel, type InteractionRow, interactionsFromRows, logisticMF, logisticMFEntry } from '../../../src/index.ts';
import { reference } from '../../../src/kernels/reference/reference.ts';
import { seededRandom } from '../../../src/math/random.ts';
import { shelf } from '../../../testkit/index.ts';
import { rated } from '../../../testkit/pairs.ts';

const random = seededRandom(3, 'tastes');
const rows: InteractionRow[] = [];
for (let u = 0; u < 80; u++) {
  for (let i = 0; i < 60; i++) {
    // Item 0 is for everyone.
    if (i === 0 || i === u % 60 || random.uniform() < (u % 2 === i % 2 ? 0.4 : 0.03))
      rows.push({ user: `u${u}`, item: `i${i}`, value: 1 + random.integer(3) });
  }
}
const train = interactionsFromRows(rows, { valueKind: 'weight' });
const ofTaste = (list: readonly { item: unknown }[] | undefined, taste: number) =>
  list?.filter(({ item }) => Number(String(item).slice(1)) % 2 === taste).length;

test('the slope of a row is that of the objective, by finite differences', () => {
  const [factors, columns, penalty] = [4, 5, 0.3];
  const draws = seededRandom(6);
  const y = Float64Array.from({ length: columns * factors }, () => draws.normal());
  const x = Float64Array.from({ length: factors }, () => draws.normal());
  const liked = Uint32Array.of(1, 3);
  const weights = Float32Array.of(2, 1.5);
  const scoreOf = (v: Float64Array, column: number) => v.reduce((sum, value, f) => sum + value * y[column * factors + f], 0);
  // Coordinate 2 is the bias, without a penalty; coordinate 3 stands still.
  const objective = (v: Float64Array): number => {
    let sum = (-penalty / 2) * (v[0] ** 2 + v[1] ** 2);
    liked.forEach((column, e) => {
      sum -= weights[e] * Math.log1p(Math.exp(-scoreOf(v, column)));
    });
    for (let column = 0; column < columns; column++) sum -= Math.log1p(Math.exp(scoreOf(v, column)));
    return sum;
  };
  const moved = x.slice();
  const squares = new Float64Array(factors);
  const asKernel = (values: Float64Array) => values as unknown as Float32Array;
  const row = [Uint32Array.of(0, 2), liked, weights, asKernel(moved), asKernel(y), asKernel(squares)] as const;
  const all = Uint32Array.from({ length: columns }, (_, column) => column);
  reference.logisticRows([...row, all, columns, 9, 0.1, penalty, 2, 3, factors, 1, new Float64Array(2)], 0, 1, 0);
  for (let f = 0; f < 3; f++) {
    const at = (by: number) => objective(x.map((value, k) => (k === f ? value + by : value)));
    const slope = (at(1e-6) - at(-1e-6)) / 2e-6;
    expect(Math.abs(Math.sqrt(squares[f]) - Math.abs(slope)), `coordinate ${f}`).toBeLessThan(1e-6);
    expect(Math.sign(moved[f] - x[f])).toBe(Math.sign(slope));
  }
  expect(moved[3]).toBe(x[3]);
});

test('drawn columns estimate the sum over all columns without bias', () => {
  const [factors, columns] = [4, 50];
  const draws = seededRandom(9);
  const y = Float64Array.from({ length: columns * factors }, () => draws.normal()) as unknown as Float32Array;
  const slopeWith = (negatives: number, seed: number): number[] => {
    const x = Float64Array.of(0.4, -0.2, 0.1, 0.3);
    const before = x.slice();
    const squares = new Float64Array(factors) as unknown as Float32Array;
    const row = [Uint32Array.of(0, 1), Uint32Array.of(7), Float32Array.of(1), x as unknown as Float32Array, y, squares] as const;
    const all = Uint32Array.from({ length: columns }, (_, column) => column);
    reference.logisticRows([...row, all, columns, negatives, 1, 0, 2, 3, factors, seed, new Float64Array(2)], 0, 1, 0);
    return Array.from(squares, (square, f) => Math.sqrt(square) * Math.sign(x[f] - before[f]));
  };
  const exact = slopeWith(columns, 0);
  const runs = Array.from({ length: 4000 }, (_, seed) => slopeWith(5, seed * 7919 + 1));
  for (let f = 0; f < 3; f++) {
    const mean = runs.reduce((sum, slope) => sum + slope[f], 0) / runs.length;
    const variance = runs.reduce((sum, slope) => sum + (slope[f] - mean) ** 2, 0) / runs.length;
    expect(Math.abs(mean - exact[f]), `coordinate ${f}`).toBeLessThan(5 * Math.sqrt(variance / runs.length));
  }
});

test('people get their own kind, known from training or new; what everyone likes has the largest bias', async () => {
  const model = await logisticMF({ factors: 8, regularization: 20 }).fit(train);
  for (const taste of [0, 1]) {
    expect(ofTaste(model.recommend(`u${taste}`, { n: 8 }), taste)).toBeGreaterThanOrEqual(7);
    const ratings = [2, 4, 6, 8].map((k) => [`i${k * 2 + taste}`, 1] as const);
    expect(ofTaste(model.recommend({ ratings: rated(ratings) }, { n: 8, exclude: ['i0'] }), taste)).toBeGreaterThanOrEqual(7);
    expect(ofTaste(model.similarItems(`i${2 + taste}`, { n: 8 }), taste)).toBeGreaterThanOrEqual(7);
  }
  const { itemBias } = model.state;
  expect(itemBias.indexOf(Math.max(...itemBias))).toBe(model.items.indexOf('i0'));
  expect(model.probability('u0', 'i0')).toBeGreaterThan(0.5);
  expect(model.probability('u0', 'i3')).toBeLessThan(0.5);
  expect(model.probability('u0', 'ghost')).toBeUndefined();
});

test('divergence ends training in its first epoch, with what to lower', async () => {
  const fit = logisticMF({ learningRate: 1e4 }).fit(train);
  await expect(fit).rejects.toThrow(/logisticMF: training diverged in epoch 1: .*Lower learningRate \(now 10000\)/);
});

test('a negative value is refused by name', async () => {
  const bad = interactionsFromRows([...rows, { user: 'dee', item: 'i3', value: -2 }], { valueKind: 'weight' });
  await expect(logisticMF().fit(bad)).rejects.toThrow(expect.objectContaining({ code: 'negative-weight' }));
});

// benfred/implicit#402, lyst/lightfm#286, zenogantner/MyMediaLite#473
test('case 13: the same seed gives the same bytes for 1, 2 and 3 threads, and another seed does not', async () => {
  const bytes = async (threads: number, seed = 5) => encodeModel(await logisticMF({ seed }).fit(shelf(), { threads }));
  const one = await bytes(1);
  expect(await bytes(2)).toEqual(one);
  expect(await bytes(3)).toEqual(one);
  expect(await bytes(1, 6)).not.toEqual(one);
  const large = async (threads: number) => encodeModel(await logisticMF({ factors: 8, epochs: 3 }).fit(train, { threads }));
  expect(await large(3)).toEqual(await large(1));
});

test('a state whose parts do not fit is refused by name', async () => {
  const model = await logisticMF({ factors: 4, epochs: 1 }).fit(shelf());
  const damaged = { ...model.state, itemBias: model.state.itemBias.slice(1) };
  expect(() =>
    decodeModel(encodeModel({ ...model, name: 'logistic-mf', users: model.users, items: model.items, state: damaged }), [logisticMFEntry]),
  ).toThrow(/logistic-mf: itemBias must be 6 numbers; got 5 numbers/);
});
