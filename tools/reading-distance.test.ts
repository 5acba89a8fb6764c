/**
 * How many files a reader opens to follow a model from its head to the call of a kernel.
 *
 * Counted are the files of packages/core/src/models that the head file reaches by imports of values, the head included. Imports of types
 * alone are passed over: `import type`, and statements all of whose names are marked `type`. Neither counted nor followed are
 *   - models/contract, where every model begins and which is read once for all;
 *   - the other rooms of core (kernels, matrix, data, math), which are known by their names.
 * The way of training also leaves shut what holds the answers of a fitted model: `model.ts` beside the head and the models that several
 * share, `…-model.ts`. The way of everything opens those too.
 */
import { dirname, posix } from 'node:path';
import { expect, test } from 'vitest';
import { textOf, trackedFiles } from './sources.ts';

const root = 'packages/core/src/models/';

const valueImportsOf = (file: string): string[] =>
  [...textOf(file).matchAll(/^(?:import|export)\s+(?!type\b)([^'";]*?)\s*from\s*'(\.[^'\n]+)'/gm)]
    .filter(([, names]) => !/^\{(?:\s*type\s+[^,}]+,?)+\s*\}$/.test(names))
    .map(([, , target]) => posix.normalize(posix.join(dirname(file), target)));

/** Files opened from the head on, but those for which `shut` says yes. */
function opened(head: string, shut: (file: string) => boolean): string[] {
  const found = new Set([root + head]);
  for (const file of found)
    for (const target of valueImportsOf(file))
      if (target.startsWith(root) && !target.startsWith(`${root}contract/`) && !shut(target)) found.add(target);
  return [...found];
}

test.each([
  ['factorization/svd/svd.ts', 8, 19],
  ['factorization/svd-pp/svd-pp.ts', 8, 19],
  ['factorization/bpr/bpr.ts', 8, 19],
  ['factorization/logistic-mf/logistic-mf.ts', 8, 17],
  ['factorization/gradient-mf/gradient-mf.ts', 8, 19],
  ['factorization/pure-svd/pure-svd.ts', 8, 19],
  ['factorization/implicit-als/implicit-als.ts', 10, 19],
  ['neighbors/user-knn/user-knn.ts', 8, 16],
])('%s: training is read in at most %i files, everything in at most %i', (head, training, everything) => {
  expect(trackedFiles).toContain(root + head);
  const way = opened(head, (file) => /[/-]model\.ts$/.test(file));
  expect(way.length, way.join('\n')).toBeLessThanOrEqual(training);
  const all = opened(head, () => false);
  expect(all.length, all.join('\n')).toBeLessThanOrEqual(everything);
});

test('values are told from types', () => {
  const imports = valueImportsOf(`${root}factorization/svd/svd.ts`);
  expect(imports).toContain(`${root}factorization/svd/training.ts`);
  expect(imports).not.toContain(`${root}contract/estimator.ts`);
});
