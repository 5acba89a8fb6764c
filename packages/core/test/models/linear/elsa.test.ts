/** ELSA: the loss against rows of scores written out, a minimum of it, both kernels, kept items in lists, bad input. */
import { expect, test } from 'vitest';
import { type EpochReport, elsa, type Interactions, interactionsFromRows, topItemsByScores } from '../../../src/index.ts';
import { loadKernels } from '../../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../../src/kernels/reference/reference.ts';
import { seededRandom } from '../../../src/math/random.ts';
import { type DenseMatrix, rowOf } from '../../../src/matrix/dense.ts';

const random = seededRandom(3, 'elsa test');
/** Two groups with their own items, some of them taken across. */
const rows = Array.from({ length: 30 }, (_, u) =>
  Array.from({ length: 9 }, (_, i) => ({ user: `u${u}`, item: `i${i}`, weight: 1 + random.integer(3) })).filter(
    (_, i) => random.uniform() < (i % 2 === u % 2 ? 0.8 : 0.2),
  ),
).flat();
const train = interactionsFromRows(rows);

/** Mean of ‖norm(x) − norm(x(AAᵀ − I))‖², every score written out. */
function lossOf({ userItems, items }: Interactions, a: DenseMatrix, binary: boolean): number {
  let sum = 0;
  let people = 0;
  const dot = (i: number, j: number): number => rowOf(a, i).reduce((total, value, f) => total + value * a.values[j * a.columns + f], 0);
  for (let u = 0; u < userItems.rows; u++) {
    const x = new Float64Array(items.size);
    for (let e = userItems.pointers[u]; e < userItems.pointers[u + 1]; e++) x[userItems.indexes[e]] = binary ? 1 : userItems.values[e];
    const y = x.map((own, i) => x.reduce((total, value, j) => total + value * dot(j, i), 0) - own);
    const [lengthX, lengthY] = [x, y].map((values) => Math.hypot(...values));
    sum += x.reduce((total, value, i) => total + (value / lengthX - y[i] / lengthY) ** 2, 0);
    people++;
  }
  return sum / people;
}

test.each(['binary', 'given'] as const)('the objective is the mean loss of all rows of scores, x %s', async (weighting) => {
  const reports: EpochReport[] = [];
  const still = { factors: 5, epochs: 1, learningRate: 1e-9, weighting };
  const model = await elsa(still).fit(train, { onEpoch: (report) => void reports.push(report) });
  expect(reports[0].objective).toBeCloseTo(lossOf(train, model.state.itemFactors, weighting === 'binary'), 5);
});

test('training ends where no item can turn to lower the loss', async () => {
  const model = await elsa({ factors: 4, epochs: 3000, learningRate: 0.002, batchSize: 64 }).fit(train);
  const a = model.state.itemFactors;
  const before = lossOf(train, a, true);
  for (let i = 0; i < a.rows; i++) expect(Math.hypot(...rowOf(a, i))).toBeCloseTo(1, 5);
  for (let i = 0; i < a.rows; i++)
    for (const by of [-0.02, 0.02])
      for (let f = 0; f < a.columns; f++) {
        const turned = { ...a, values: a.values.slice() };
        const own = rowOf(turned, i);
        own[f] += by;
        const length = Math.hypot(...own);
        own.forEach((value, g) => {
          own[g] = value / length;
        });
        expect(lossOf(train, turned, true), `item ${i}, coordinate ${f} by ${by}`).toBeGreaterThan(before - 2e-6);
      }
});

test('plain TypeScript and WebAssembly find the same vectors', async () => {
  const fit = async (kernels: typeof referenceKernels) =>
    (await elsa({ factors: 6, epochs: 5, learningRate: 0.05 }).fit(train, { kernels })).state;
  const [one, other] = [await fit(referenceKernels), await fit(await loadKernels({ threads: 1 }))];
  one.itemFactors.values.forEach((value, at) => {
    expect(Math.abs(value - other.itemFactors.values[at])).toBeLessThan(1e-3);
  });
});

test('what someone has is scored without its own share, in lists that keep it too', async () => {
  const model = await elsa({ factors: 5, epochs: 5 }).fit(train);
  const users = Uint32Array.of(4, 0, 7);
  expect(await model.topItems(users, { n: 9, keepSeen: true })).toEqual(topItemsByScores(model, users, { n: 9, keepSeen: true }));
  const [item] = train.items.ids;
  const scores = model.scoreItems({ ratings: [{ item }] }) as Float32Array;
  expect(scores[0]).toBeCloseTo(0, 6);
  expect(model.explain({ ratings: [{ item }] }, item)?.score).toBe(0);
});

test.each([
  [{ factors: 0 }, 'elsa: factors must be an integer ≥ 1 and ≤ 4096; got 0.'],
  [{ learningRate: 0 }, 'elsa: learningRate must be a finite number > 0; got 0.'],
  [{ batchSize: 0 }, 'elsa: batchSize must be an integer ≥ 1'],
])('refuses %o', (options, message) => {
  expect(() => elsa(options)).toThrow(message);
});

test('refuses negative values, and a size that no memory holds before it starts', async () => {
  const negative = interactionsFromRows([{ user: 'a', item: 'b', weight: -1 }]);
  await expect(elsa().fit(negative)).rejects.toMatchObject({ code: 'negative-weight' });
  const wide = interactionsFromRows(Array.from({ length: 90_000 }, (_, i) => ({ user: `u${i % 9}`, item: i })));
  await expect(elsa({ factors: 4096 }).fit(wide)).rejects.toMatchObject({ code: 'too-large' });
});
