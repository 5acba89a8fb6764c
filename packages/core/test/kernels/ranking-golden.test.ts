/** Pairwise ranking and logistic half-steps against NumPy (golden/ranking.py). */
import { describe, expect, test } from 'vitest';
import golden from '../../../../golden/ranking.json' with { type: 'json' };
import { float32, float64 } from '../../src/kernels/kernels.ts';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../src/kernels/reference/reference.ts';
import { distance } from './problems.ts';

describe.each([
  ['reference', async () => referenceKernels],
  ['wasm', () => loadKernels({ threads: 1 })],
] as const)('%s kernels', (_, kernelsOf) => {
  test('bprEpoch', async () => {
    const { users, items, factors, pairs, start, settings, seeds, ...expected } = golden.bpr;
    const { rate, biasRate } = settings;
    const keep = (penalty: number, of = rate) => 1 - of * penalty;
    const session = await (await kernelsOf()).open(
      {
        deal: new Uint32Array(1),
        packCounts: Uint32Array.of(items),
        blockPointers: Uint32Array.of(0, pairs.length),
        pairUsers: Uint32Array.from(pairs, ([user]) => user),
        pairItems: Uint32Array.from(pairs, ([, item]) => item),
        p: Float32Array.from(start.p),
        q: Float32Array.from(start.q),
        b: float32(items),
        rates: Float32Array.of(
          rate,
          biasRate,
          keep(settings.user),
          keep(settings.positive),
          keep(settings.negative),
          keep(settings.bias, biasRate),
        ),
        sums: float64(3),
      },
      { scratchBytes: users * 4 },
    );
    const a = session.arrays;
    const grid = [a.deal, 1, 1, items, users, a.packCounts, a.blockPointers, a.pairUsers, a.pairItems] as const;
    for (const seed of seeds) await session.run('bprEpoch', [...grid, a.p, a.q, a.b, a.rates, 1, 0, factors, seed, a.sums], { rows: 1 });
    expect(a.sums[2]).toBe(pairs.length);
    for (const name of ['p', 'q', 'b'] as const) expect(distance(a[name], Float64Array.from(expected[name])), name).toBeLessThan(2e-5);
    session.close();
  });

  test('logisticRows', async () => {
    const { users, items, factors, epochs, rate, penalty, weights, start, ...expected } = golden.logistic;
    const size = factors + 2;
    const sparse = (rows: number, columns: number, at: (row: number, column: number) => number) => {
      const pointers = new Uint32Array(rows + 1);
      const [indexes, values]: [number[], number[]] = [[], []];
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          if (at(row, column) === 0) continue;
          indexes.push(column);
          values.push(at(row, column));
        }
        pointers[row + 1] = indexes.length;
      }
      return { pointers, indexes: Uint32Array.from(indexes), values: Float32Array.from(values) };
    };
    const byUser = sparse(users, items, (u, i) => weights[u * items + i]);
    const byItem = sparse(items, users, (i, u) => weights[u * items + i]);
    const all = (count: number) => Uint32Array.from({ length: count }, (_, k) => k);
    const session = await (await kernelsOf()).open(
      {
        userPointers: byUser.pointers,
        userIndexes: byUser.indexes,
        userWeights: byUser.values,
        itemPointers: byItem.pointers,
        itemIndexes: byItem.indexes,
        itemWeights: byItem.values,
        x: Float32Array.from(start.x),
        y: Float32Array.from(start.y),
        xSquares: float32(users * size),
        ySquares: float32(items * size),
        allUsers: all(users),
        allItems: all(items),
        sums: float64(2),
      },
      { scratchBytes: size * 4 },
    );
    const a = session.arrays;
    for (let epoch = 0; epoch < epochs; epoch++) {
      const forItems = [a.itemPointers, a.itemIndexes, a.itemWeights, a.y, a.x, a.ySquares, a.allUsers, users] as const;
      await session.run('logisticRows', [...forItems, 99, rate, penalty, factors + 1, factors, size, 1, a.sums], { rows: items });
      const forUsers = [a.userPointers, a.userIndexes, a.userWeights, a.x, a.y, a.xSquares, a.allItems, items] as const;
      await session.run('logisticRows', [...forUsers, 99, rate, penalty, factors, factors + 1, size, 2, a.sums], { rows: users });
    }
    for (const name of ['x', 'y'] as const) expect(distance(a[name], Float64Array.from(expected[name])), name).toBeLessThan(1e-4);
    session.close();
  });
});
