/** Imports go only downward: studio → likewise → core, and the layers inside core. */
import { dirname, posix } from 'node:path';
import { expect, test } from 'vitest';
import { textOf, trackedFiles } from './sources.ts';

const layers: Readonly<Record<string, number>> = {
  errors: 0,
  options: 1,
  math: 1,
  kernels: 2,
  data: 3,
  ranking: 4,
  bandits: 4,
  graph: 4,
  rules: 4,
  metrics: 4,
  split: 4,
  models: 4,
  evaluate: 5,
  persist: 5,
  index: 6,
};
const families = ['baseline', 'neighbors', 'linear', 'factorization', 'neural', 'sequence', 'content', 'social', 'context'];
const core = trackedFiles.filter((file) => /^packages\/core\/src\/.*\.ts$/.test(file));

const importsOf = (file: string): string[] => [...textOf(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, target]) => target);
const layerOf = (file: string): string => file.replace('packages/core/src/', '').split('/')[0].replace(/\.ts$/, '');
const resolve = (file: string, target: string): string => posix.normalize(posix.join(dirname(file), target));

test('core has files and every one is in a known layer', () => {
  expect(core.length).toBeGreaterThan(10);
  for (const file of core) expect(layers, file).toHaveProperty(layerOf(file));
});

test.each(core)('%s imports only its own or a lower layer, and nothing from outside', (file) => {
  for (const target of importsOf(file)) {
    expect(target.startsWith('.'), `${file} imports "${target}": core has no dependency`).toBe(true);
    const from = layerOf(file);
    const to = layerOf(resolve(file, target));
    expect(to === from || layers[to] < layers[from], `${file} must not import ${target}`).toBe(true);
  }
});

test.each(core.filter((file) => families.includes(file.split('/')[4])))(
  "%s imports no other model, only its family's shared files",
  (file) => {
    for (const target of importsOf(file)) {
      const to = resolve(file, target).replace('packages/core/src/', '').split('/');
      if (to[0] !== 'models' || to.length < 3) continue;
      // A hybrid joins two families: it takes what both of them share.
      const joins = file.includes('/content/feature-als') && to[1] === 'factorization' && /^shared/.test(to[2]);
      if (!joins) expect(to[1], `${file} imports ${target}`).toBe(file.split('/')[4]);
      expect(/^shared/.test(to[2]) || to.length > 3, `${file} imports the model file ${target}`).toBe(true);
    }
  },
);

test('core uses no console, process or node module', () => {
  for (const file of core) {
    if (file.endsWith('kernels/host.ts')) continue;
    expect(textOf(file), file).not.toMatch(/\bconsole\.|\bprocess\.|from 'node:/);
  }
});

test('property tests take fast-check from the testkit, where its seed is set', () => {
  const testkit = 'packages/core/testkit/properties.ts';
  const users = trackedFiles.filter((file) => file.endsWith('.ts') && importsOf(file).includes('fast-check'));
  expect(users).toEqual([testkit]);
});
