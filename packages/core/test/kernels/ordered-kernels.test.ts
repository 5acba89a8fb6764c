/** Ordered probit and predictions for many: the fast kernels against the readable ones, and the same bits for any number of threads. */
import { describe, expect, test } from 'vitest';
import { float32, float64, type Kernels } from '../../src/kernels/kernels.ts';
import { loadKernels } from '../../src/kernels/load-kernels.ts';
import { referenceKernels } from '../../src/kernels/reference/reference.ts';
import { millsTable } from '../../src/math/mills-ratio.ts';
import { seededRandom } from '../../src/math/random.ts';

const rows = 3000;
const classes = 5;
const random = seededRandom(5);
const codes = Uint32Array.from({ length: rows }, () => random.integer(classes));
// Some predictions are far off: their shares would vanish if they were taken as differences of shares below.
const residuals = Float32Array.from({ length: 2 * rows }, (_, at) => (at % 2 === 0 ? (at % 100 === 0 ? 12 : 1.5) * random.normal() : at));
const cutpoints = Float64Array.of(-1.5, -0.4, 0.3, 1.9);

async function run(kernels: Kernels) {
  const session = await kernels.open({
    codes,
    residuals: residuals.slice(),
    cutpoints,
    table: millsTable(),
    sums: float64(8 * (3 * classes - 2)),
  });
  const a = session.arrays;
  const how = { rows, grain: 64, maxChunks: 8 };
  await session.run('orderedCurve', [a.codes, a.residuals, a.cutpoints, classes, a.table, a.sums], how);
  await session.run('orderedLatent', [a.codes, a.residuals, a.cutpoints, classes, a.table, 77], how);
  const answer = { sums: a.sums.slice(), drawn: a.residuals.slice() };
  session.close();
  return answer;
}

describe('ordered probit', async () => {
  const readable = await run(referenceKernels);
  const fast = await run(await loadKernels({ threads: 1 }));

  test('the fast kernels agree with the readable ones', () => {
    readable.sums.forEach((value, at) => {
      expect(Math.abs(fast.sums[at] - value), `sum ${at}`).toBeLessThan(1e-9 * Math.max(1, Math.abs(value)));
    });
    readable.drawn.forEach((value, at) => {
      expect(Math.abs(fast.drawn[at] - value), `residual ${at}`).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)));
    });
  });

  test.each([2, 3])('%i threads give the same bits', async (threads) => {
    expect(await run(await loadKernels({ threads }))).toEqual(fast);
  });

  test('every latent value lies between the cutpoints of its class', () => {
    for (let n = 0; n < rows; n++) {
      const latent = fast.drawn[2 * n] - residuals[2 * n];
      const [low, high] = [cutpoints[codes[n] - 1] ?? Number.NEGATIVE_INFINITY, cutpoints[codes[n]] ?? Number.POSITIVE_INFINITY];
      expect(latent).toBeGreaterThan(low - 1e-5);
      expect(latent).toBeLessThan(high + 1e-5);
      expect(fast.drawn[2 * n + 1]).toBe(residuals[2 * n + 1]);
    }
  });
});

describe('predictions for many', () => {
  const [people, items, samples, own] = [7, 11, 6, 4];
  const sides = Float64Array.from({ length: people * samples * own }, () => random.normal());
  const itemRows = Float32Array.from({ length: items * samples * own }, () => random.normal());
  const known = Uint8Array.from({ length: items }, (_, item) => (item === 3 ? 0 : 1));
  const intercepts = Float64Array.from({ length: samples }, () => random.normal());
  const cuts = Float64Array.from({ length: samples * 2 }, (_, at) => (at % 2) * 1.5 + 0.1 * random.normal());
  const levels = Float64Array.of(1, 2, 5);

  async function scored(kernels: Kernels, count: number): Promise<Float32Array> {
    const session = await kernels.open({
      sides,
      itemRows,
      known,
      intercepts,
      levels,
      cuts,
      table: millsTable(),
      scores: float32(people * items),
    });
    const a = session.arrays;
    await session.run(
      'machineScores',
      [a.sides, a.itemRows, a.known, items, samples, own, a.intercepts, 3, a.levels, a.cuts, count, a.table, a.scores],
      { rows: people, grain: 2 },
    );
    const scores = a.scores.slice();
    session.close();
    return scores;
  }

  test.each([1, 3])('%i classes: as the readable kernel, on any number of threads', async (count) => {
    const readable = await scored(referenceKernels, count);
    const fast = await scored(await loadKernels({ threads: 1 }), count);
    readable.forEach((score, at) => {
      if (at % items === 3) expect(fast[at]).toBeNaN();
      else expect(fast[at]).toBeCloseTo(score, 5);
    });
    expect(await scored(await loadKernels({ threads: 3 }), count)).toEqual(fast);
  });
});
