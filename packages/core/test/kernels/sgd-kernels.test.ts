/** SGD over a blocked grid: the fast kernels against the readable ones, and the same bits for any number of threads. */
import { describe, expect, test } from 'vitest';
import { float32, float64, type Kernels } from '../../src/kernels/kernels.ts';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../src/kernels/reference/reference.ts';
import { seededRandom } from '../../src/math/random.ts';
import { transpose } from '../../src/matrix/sparse.ts';
import { placedPattern } from '../../src/models/factorization/svd-pp/training.ts';
import { ratingGrid } from '../../src/models/vectors/rating-sgd.ts';

const users = 90;
const items = 70;
const side = 8;
const random = seededRandom(3);
const pointers = new Uint32Array(users + 1);
const columns: number[] = [];
for (let user = 0; user < users; user++) {
  for (let item = 0; item < items; item++) if (random.uniform() < 0.3) columns.push(item);
  pointers[user + 1] = columns.length;
}
const userItems = {
  rows: users,
  columns: items,
  pointers,
  indexes: Uint32Array.from(columns),
  values: Float32Array.from(columns, () => 1 + random.integer(5)),
};
const grid = ratingGrid({ userItems, itemUsers: transpose(userItems).matrix }, side, 7);
const rated = placedPattern(userItems, grid.userPlaces, grid.itemPlaces);

/** Three passes from the same start. */
async function trained(kernels: Kernels, kernel: 'svdEpoch' | 'svdPPEpoch', factors: number, bounded = 0, inTurn = 0) {
  const start = seededRandom(5);
  const normals = (length: number) => Float32Array.from({ length }, () => 0.2 * start.normal());
  const session = await kernels.open(
    {
      ...grid,
      groups: Uint32Array.of(side),
      ...rated,
      rows: new Uint32Array(1),
      columns: new Uint32Array(1),
      diagonals: Uint32Array.from({ length: side }, (_, d) => (d * 3 + 1) % side),
      p: normals(users * factors),
      q: normals(items * factors),
      y: normals(items * factors),
      z: float32(users * factors),
      userBiases: float32(users),
      itemBiases: float32(items),
      userScales: Float32Array.from({ length: users }, (_, user) => 1 / Math.sqrt(rated.pointers[user + 1] - rated.pointers[user] || 1)),
      rates: Float32Array.of(bounded ? 0 : 3, 0.02, 0.03, 0.01, 0.02, 0.999, 0.998, 0.997, 0.996, 0.01, 0.0001),
      squaredErrors: float64(side * side),
    },
    { scratchBytes: factors * 4 },
  );
  const a = session.arrays;
  const places = { rows: side * side, grain: 1, meetAt: Array.from({ length: side }, (_, d) => d * side) };
  for (let epoch = 0; epoch < 3; epoch++) {
    const shared = [
      a.diagonals,
      side,
      a.blockRuns,
      a.runUsers,
      a.runPointers,
      a.items,
      a.ratings,
      a.p,
      a.q,
      a.userBiases,
      a.itemBiases,
      a.rates,
    ] as const;
    if (kernel === 'svdEpoch') await session.run(kernel, [...shared, 1, 5, bounded, inTurn, factors, epoch + 11, a.squaredErrors], places);
    else {
      await session.run('implicitSums', [a.pointers, a.indexes, a.y, a.userScales, a.z, factors], { rows: users, costs: a.pointers });
      await session.run(kernel, [...shared, factors, epoch + 11, a.squaredErrors, a.y, a.z, a.userScales], places);
    }
  }
  const result = {
    p: a.p.slice(),
    q: a.q.slice(),
    y: a.y.slice(),
    itemBiases: a.itemBiases.slice(),
    squaredErrors: a.squaredErrors.slice(),
  };
  session.close();
  return result;
}

test('the grid holds every rating once; blocks of a diagonal share no user and no item', () => {
  const seen = new Set<string>();
  for (let diagonal = 0; diagonal < side; diagonal++) {
    const owner = new Map<string, number>();
    for (let group = 0; group < side; group++) {
      const block = diagonal * side + group;
      for (let run = grid.blockRuns[block]; run < grid.blockRuns[block + 1]; run++) {
        for (let e = grid.runPointers[run]; e < grid.runPointers[run + 1]; e++) {
          const user = grid.userPlaces.indexOf(grid.runUsers[run]);
          const item = grid.itemPlaces.indexOf(grid.items[e]);
          const pair = `${user} ${item}`;
          expect(seen.has(pair)).toBe(false);
          seen.add(pair);
          for (const one of [`u${user}`, `i${item}`]) {
            expect(owner.get(one) ?? group).toBe(group);
            owner.set(one, group);
          }
          const at = userItems.indexes.indexOf(item, pointers[user]);
          expect(userItems.values[at]).toBe(grid.ratings[e]);
        }
      }
    }
  }
  expect(seen.size).toBe(columns.length);
});

describe.each([4, 12, 20, 32])('%i factors', (factors) => {
  // float32 against float64 after three passes of a few hundred steps each.
  test.each([
    ['svdEpoch', 0, 0],
    ['svdEpoch', 1, 0],
    ['svdEpoch', 0, 1],
    ['svdPPEpoch', 0, 0],
  ] as const)(
    '%s (bounded %i, in turn %i) agrees with the reference to 1e-4 and learns; any number of threads gives the same bits',
    async (kernel, bounded, inTurn) => {
      const expected = await trained(referenceKernels, kernel, factors, bounded, inTurn);
      const one = await trained(await loadKernels({ threads: 1 }), kernel, factors, bounded, inTurn);
      for (const [name, values] of Object.entries(one)) {
        const target = expected[name as keyof typeof expected];
        let worst = 0;
        values.forEach((value, at) => {
          worst = Math.max(worst, Math.abs(value - target[at]) / Math.max(1, Math.abs(target[at])));
        });
        expect(worst, name).toBeLessThan(1e-4);
      }
      for (const threads of [2, 3]) expect(await trained(await loadKernels({ threads }), kernel, factors, bounded, inTurn)).toEqual(one);
    },
  );
});
