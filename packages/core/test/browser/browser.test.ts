/** Core in a real browser: the same factors, bit for bit, as in Node; with threads where the page is isolated, without where not; and a page that answers. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Trained, train } from './page.ts';
import { executablePath, type Pages, pagesOf } from './page-of.ts';
import type { Shown } from './train-deep.ts';

describe.skipIf(!existsSync(executablePath))(`in chromium (skipped where ${executablePath} is missing)`, () => {
  let pages: Pages;
  let training: Pages;
  beforeAll(async () => {
    pages = await pagesOf('./page.ts');
    training = await pagesOf('./train-deep.ts');
  });
  afterAll(async () => {
    await pages?.close();
    await training?.close();
  });

  test.each([
    ['isolated', 2, 2],
    ['plain', 2, 1],
  ] as const)('a page that is %s trains the factors of Node', async (kind, asked, used) => {
    const { result, failures } = await pages.run<Trained>(kind, `globalThis.train(${asked})`);
    const expected = await train(2);
    expect(failures).toEqual([]);
    expect(result).toEqual({ ...expected, threads: used });
    expect(expected.interactions).toBeGreaterThan(90_000);
  });

  test.each(['plain', 'isolated'] as const)(
    'deep trains in a %s page, whose thread is never busy for 50 ms',
    { timeout: 240_000 },
    async (kind) => {
      const marks = ['training begins', 'training ends'] as const;
      const { result, failures, tasks } = await training.watched<Shown>(kind, 'globalThis.trainDeep()', marks);
      console.log(
        kind,
        JSON.stringify(result),
        tasks.length,
        tasks
          .toSorted((a, b) => b - a)
          .slice(0, 8)
          .join(' '),
        tasks.slice(0, 10).join(' '),
      );
      expect(failures).toEqual([]);
      expect(result.ratings).toBe(80_000);
      expect(result.epochs).toEqual([1, 2, 3]);
      expect(result.batches).toBeGreaterThanOrEqual(3 * 140);
      expect(result.ticks).toBeGreaterThan(10);
      expect(tasks.length).toBeGreaterThan(20);
      expect(Math.max(...tasks), 'longest task, ms of processor time').toBeLessThan(50);
    },
  );
});
