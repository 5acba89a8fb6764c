/** Imports go only downward, types included: studio → (HTTP) likewise → core, by the floors of each package; and never in a circle. */
import { dirname, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { textOf, trackedFiles } from './sources.ts';

/** Rooms of a package from the ground up; rooms of one floor do not know each other. The longest name that fits a file is its room. */
const floors: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'packages/core/src/': [
    ['errors'],
    ['options'],
    ['math'],
    ['matrix'],
    ['kernels'],
    ['data'],
    ['sequences'],
    ['metrics', 'split', 'neural', 'onnx'],
    ['models/contract'],
    ['models/answering', 'ranking', 'bandits', 'graph', 'rules'],
    ['models/text', 'models/friends', 'models/biases', 'models/context-filters'],
    ['models/attributes'],
    ['models/vectors', 'models/item-weights', 'models/neighborhoods', 'models/transitions'],
    ['models/networks', 'models/autoencoders'],
    ['models/baseline', 'models/neighbors', 'models/linear', 'models/factorization', 'models/neural', 'models/sequence'],
    ['models/content', 'models/social', 'models/context', 'models/several'],
    ['models/entries'],
    ['models/catalog'],
    ['evaluate', 'persist'],
    ['tune'],
    ['index'],
  ],
  'packages/likewise/src/': [['words'], ['data'], ['store'], ['model-file', 'workflow'], ['spark'], ['server'], ['cli'], ['index']],
};
const families = ['baseline', 'neighbors', 'linear', 'factorization', 'neural', 'sequence', 'content', 'social', 'context', 'several'];

const importsOf = (file: string): string[] =>
  [...textOf(file).matchAll(/(?<!')\b(?:from|import)\s*\(?\s*'([^'\n]+)'/g)].map(([, target]) => target);
const resolve = (file: string, target: string): string => posix.normalize(posix.join(dirname(file), target));
const filesOf = (root: string): string[] => trackedFiles.filter((file) => file.startsWith(root) && file.endsWith('.ts'));

describe.each(Object.entries(floors))('%s', (root, rooms) => {
  const files = filesOf(root);
  /** The room's name and its floor from 0; −1 where the file is in no room. */
  const roomOf = (file: string): readonly [room: string, floor: number] => {
    const path = file.slice(root.length).replace(/\.ts$/, '');
    const found = rooms.flat().filter((room) => path === room || path.startsWith(`${room}/`));
    const room = found.sort((a, b) => b.length - a.length)[0] ?? path;
    return [room, rooms.findIndex((floor) => floor.includes(room))];
  };

  test('every file stands in a room', () => {
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((file) => roomOf(file)[1] < 0)).toEqual([]);
  });

  test('a file imports its own room or lower floors', () => {
    const climbs = files.flatMap((file) => {
      const [room, floor] = roomOf(file);
      return importsOf(file)
        .filter((target) => target.startsWith('.'))
        .filter((target) => {
          const [toRoom, toFloor] = roomOf(resolve(file, target));
          return toRoom !== room && toFloor >= floor;
        })
        .map((target) => `${file} imports ${target}`);
    });
    expect(climbs).toEqual([]);
  });

  test('no imports in a circle, types included', () => {
    expect(circlesAmong(files)).toEqual([]);
  });
});

test('core has no dependency', () => {
  for (const file of filesOf('packages/core/src/'))
    for (const target of importsOf(file)) expect(target.startsWith('.'), `${file} imports "${target}"`).toBe(true);
});

test('a model imports no other model: what several share stands in a room named by its idea', () => {
  const root = 'packages/core/src/models/';
  const modelOf = (file: string): string | undefined => {
    const [family, model] = file.slice(root.length).split('/');
    return file.startsWith(root) && families.includes(family) ? `${family}/${model.replace(/\.ts$/, '')}` : undefined;
  };
  for (const file of filesOf(root).filter((path) => modelOf(path) !== undefined))
    for (const target of importsOf(file))
      expect(modelOf(resolve(file, target)) ?? modelOf(file), `${file} imports ${target}`).toBe(modelOf(file));
});

test('core uses no console, process or node module', () => {
  for (const file of filesOf('packages/core/src/')) {
    if (file.endsWith('kernels/host.ts')) continue;
    expect(textOf(file), file).not.toMatch(/\bconsole\.|\bprocess\.|from 'node:/);
  }
});

test('property tests take fast-check from the testkit, where its seed is set', () => {
  const testkit = 'packages/core/testkit/properties.ts';
  const users = trackedFiles.filter((file) => file.endsWith('.ts') && importsOf(file).includes('fast-check'));
  expect(users).toEqual([testkit]);
});

/** Groups of files that reach each other (Tarjan 1972, doi:10.1137/0201010), each sorted. */
function circlesAmong(files: readonly string[]): string[][] {
  const edges = new Map(files.map((file) => [file, importsOf(file).map((target) => resolve(file, target))]));
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): void => {
    order.set(file, order.size);
    low.set(file, order.get(file) as number);
    stack.push(file);
    for (const target of edges.get(file) ?? []) {
      if (!edges.has(target)) continue;
      if (!order.has(target)) visit(target);
      if (stack.includes(target)) low.set(file, Math.min(low.get(file) as number, low.get(target) as number));
    }
    if (low.get(file) !== order.get(file)) return;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1) circles.push(group.sort());
  };
  for (const file of files) if (!order.has(file)) visit(file);
  return circles;
}
