/** Kernels of the factorization machine against its definition in NumPy (golden/factorization_machine.py). */
import { describe, expect, test } from 'vitest';
import golden from '../../../../../golden/factorization-machine.json' with { type: 'json' };
import { float32, float64 } from '../../../src/kernels/kernels.ts';
import { loadKernels } from '../../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../../src/kernels/reference/reference.ts';
import type { Block } from '../../../src/models/context/factorization-machine/blocks.ts';
import { numbered } from '../../../src/models/context/factorization-machine/layout.ts';

const { factors, users, items, tags } = golden;
const width = 4;
const interactions = golden.userOf.length;

function block(rowOf: readonly number[], rows: readonly (readonly number[])[]): Block {
  const columns = rows.length + (rows[0]?.length ?? 0);
  const entries = rows.map((row, r) => [[r, 1], ...row.map((x, t) => [rows.length + t, x]).filter(([, x]) => x !== 0)]);
  const pointers = new Uint32Array(rows.length + 1);
  entries.forEach((list, r) => {
    pointers[r + 1] = pointers[r] + list.length;
  });
  const flat = entries.flat();
  const indexes = Uint32Array.from(flat, ([index]) => index);
  const values = Float32Array.from(flat, ([, x]) => x);
  return { rowOf: Uint32Array.from(rowOf), groups: [], matrix: { rows: rows.length, columns, pointers, indexes, values } };
}
const numbering = numbered([
  block(
    golden.userOf,
    Array.from({ length: users }, () => []),
  ),
  block(golden.itemOf, golden.tagWeights),
]);

describe.each(['wasm', 'reference'])('%s', (kind) => {
  async function opened() {
    const kernels = kind === 'reference' ? referenceKernels : await loadKernels({ threads: 1 });
    const features = new Float32Array(numbering.features * width);
    golden.vectors.forEach((vector, j) => {
      features.set([...vector, golden.weights[j]], j * width);
    });
    const session = await kernels.open(
      {
        tasks: new Uint32Array(20),
        ...{ rowOf: numbering.rowOf, rowPointers: numbering.rowPointers, rowEntries: numbering.rowEntries },
        ...{ pointers: numbering.pointers, indexes: numbering.indexes, values: numbering.values },
        featurePointers: numbering.featurePointers,
        featureRows: numbering.featureRows,
        featureValues: numbering.featureValues,
        targets: Float32Array.from(golden.targets),
        features,
        rows: float32(numbering.rows * width),
        biases: float32(numbering.rows),
        records: float32(numbering.rows * 8),
        residuals: float32(interactions * 2),
        priors: Float32Array.from({ length: width * 2 }, (_, at) => (at % 2 === 0 ? 0.1 : 2)),
        sums: float64(2),
      },
      { scratchBytes: 4 * width },
    );
    const a = session.arrays;
    await session.run('machineRows', [a.pointers, a.indexes, a.values, a.features, a.rows, a.biases, factors, width], {
      rows: numbering.rows,
    });
    const args = [a.rowOf, 2, interactions, a.rows, a.biases, a.targets, golden.intercept, width, a.residuals, a.sums] as const;
    await session.run('machineErrors', [...args], { rows: interactions, grain: interactions });
    return { session, a };
  }

  test('predictions over all pairs of features', async () => {
    const { a } = await opened();
    golden.predictions.forEach((predicted, n) => {
      expect(Math.abs(golden.targets[n] - a.residuals[2 * n] - predicted), `interaction ${n}`).toBeLessThan(1e-5);
    });
  });

  test.each(golden.conditionals)('feature $feature, factor $factor is drawn from its conditional distribution', async (conditional) => {
    const coordinate = conditional.factor < 0 ? factors : conditional.factor;
    const { feature } = conditional;
    const first = feature < users ? 0 : users;
    const last = feature < users ? users : users + items;
    let [sum, squares] = [0, 0];
    const draws = 300;
    for (let seed = 1; seed <= draws; seed++) {
      const { session, a } = await opened();
      a.tasks.set([0, coordinate, 0, 0, interactions, 1, coordinate, 0, first, last, 2, coordinate, 0, feature, feature + 1]);
      await session.run(
        'machineSweep',
        // biome-ignore format: one line
        [a.tasks, 2, interactions, a.rowOf, a.rowPointers, a.rowEntries, a.featurePointers, a.featureRows, a.featureValues, a.features, a.rows, a.records, a.residuals, a.priors, 1.5, 0, factors, width, seed * 104729],
        { rows: 3, grain: 1 },
      );
      const z = (a.features[feature * width + coordinate] - conditional.mean) / conditional.deviation;
      sum += z;
      squares += z * z;
      session.close();
    }
    // Four standard errors of the mean and of the variance of standard normal numbers.
    expect(Math.abs(sum / draws)).toBeLessThan(4 / Math.sqrt(draws));
    expect(Math.abs(squares / draws - 1)).toBeLessThan(4 * Math.sqrt(2 / draws));
  });

  test('the file covers ids, tags and a weight', () => {
    expect(golden.conditionals.map(({ feature }) => feature)).toEqual([
      2,
      users + 1,
      users + items,
      users + items + tags - 1,
      users + items + tags - 1,
    ]);
  });
});
