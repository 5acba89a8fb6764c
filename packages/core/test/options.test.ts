import { describe, expect, test } from 'vitest';
import { LikewiseError } from '../src/errors.ts';
import { modelEntry } from '../src/models/catalog.ts';
import {
  boolean,
  choice,
  integer,
  nearestName,
  number,
  type OptionSpecs,
  parseOption,
  rangeOf,
  resolveOptions,
  satisfies,
  text,
  unknownName,
} from '../src/options.ts';

interface Options {
  factors: number;
  rate: number;
  share: number | undefined;
  biased: boolean;
  solver: 'auto' | 'direct';
  label: string | undefined;
}
const specs: OptionSpecs<Options> = {
  factors: integer(32, { min: 1, max: 4096 }, 'length of each vector'),
  rate: number(0.1, { above: 0 }, 'step'),
  share: number(undefined, { min: 0, below: 1 }, 'part'),
  biased: boolean(true, 'with biases'),
  solver: choice('auto', ['auto', 'direct'], 'how'),
  label: text(undefined, 'name'),
};
const resolve = (given: object): Readonly<Options> => resolveOptions('model', specs, given);

test('defaults fill what is absent; undefined is absent', () => {
  expect(resolve({ factors: undefined, rate: 1 })).toEqual({
    factors: 32,
    rate: 1,
    share: undefined,
    biased: true,
    solver: 'auto',
    label: undefined,
  });
  expect(Object.isFrozen(resolve({}))).toBe(true);
});

test.each<[object, string]>([
  [{ factors: 0 }, 'model: factors must be an integer ≥ 1 and ≤ 4096; got 0.'],
  [{ factors: 2.5 }, 'model: factors must be an integer ≥ 1 and ≤ 4096; got 2.5.'],
  [{ factors: '8' }, 'model: factors must be an integer ≥ 1 and ≤ 4096; got "8".'],
  [{ factors: null }, 'model: factors must be an integer ≥ 1 and ≤ 4096; got null.'],
  [{ rate: 0 }, 'model: rate must be a finite number > 0; got 0.'],
  [{ rate: Number.POSITIVE_INFINITY }, 'model: rate must be a finite number > 0; got Infinity.'],
  [{ share: 1 }, 'model: share must be a finite number ≥ 0 and < 1; got 1.'],
  [{ biased: 'yes' }, 'model: biased must be true or false; got "yes".'],
  [{ solver: 'fast' }, 'model: solver must be one of auto, direct; got "fast".'],
  [{ label: [1, 2] }, 'model: label must be text; got [1, 2].'],
])('refuses %o', (given, message) => {
  expect(() => resolve(given)).toThrow(message);
  expect(() => resolve(given)).toThrow(expect.objectContaining({ code: 'invalid-option' }));
});

test('an unknown option is refused with the nearest known one, also when undefined and when a name of the prototype', () => {
  expect(() => resolve({ factor: 8 })).toThrow(
    'model: unknown option "factor" (did you mean "factors"?); expected one of factors, rate, share, biased, solver, label.',
  );
  expect(() => resolve({ neighbors: undefined })).toThrow('model: unknown option "neighbors"; expected one of');
  for (const name of ['toString', 'constructor']) {
    expect(() => resolve({ [name]: 1 })).toThrow(expect.objectContaining({ code: 'unknown-option' }));
  }
});

test('rangeOf without bounds', () => {
  expect(rangeOf(number(1, {}, ''))).toBe('a finite number');
  expect(satisfies(integer(1, {}, ''), 2 ** 53)).toBe(false);
});

describe('parseOption', () => {
  test.each([
    ['factors', '8', 8],
    ['rate', '1e-3', 0.001],
    ['biased', 'false', false],
    ['solver', 'direct', 'direct'],
    ['label', ' 7 ', ' 7 '],
  ] as const)('%s=%s', (name, given, value) => {
    expect(parseOption('model', name, specs[name], given)).toBe(value);
  });

  test.each([
    ['factors', 'eight'],
    ['factors', ''],
    ['rate', ' '],
    ['biased', 'yes'],
  ] as const)('refuses %s="%s"', (name, given) => {
    expect(() => parseOption('model', name, specs[name], given)).toThrow(`model: ${name} must be ${rangeOf(specs[name])}; got "${given}".`);
  });
});

describe('nearest names', () => {
  const known = ['popular', 'implicit-als', 'explicit-als', 'user-knn', 'svd', 'svd-pp'];
  test.each([
    ['populer', 'popular'],
    ['POPULAR', 'popular'],
    ['implicitals', 'implicit-als'],
    ['expilcit-als', 'explicit-als'],
    ['usr-knn', 'user-knn'],
    ['svdpp', 'svd-pp'],
    ['sdv', 'svd'],
    ['deep', undefined],
    ['', undefined],
  ])('%s → %s', (name, nearest) => {
    expect(nearestName(name, known)).toBe(nearest);
  });

  test('where nothing has a name, it says so', () => {
    expect(unknownName('unknown-context', 'the data has no context column "weather"', 'weather', []).message).toBe(
      'the data has no context column "weather"; there are none.',
    );
  });

  test('the error carries names for programs', () => {
    const error = unknownName('unknown-model', 'unknown model "sdv"', 'sdv', known);
    expect(error).toBeInstanceOf(LikewiseError);
    expect(error.data).toEqual({ name: 'sdv', known, nearest: 'svd' });
  });
});

test('an entry of the catalog takes numbers, texts and truths alone, by the compiler', () => {
  // @ts-expect-error: a list is no value of an option
  expect(() => modelEntry('implicit-als' as string).create({ factors: [64] })).toThrow('factors must be an integer');
  expect(() => modelEntry('implicit-als' as string).create({ factors: 'sixty-four' })).toThrow('factors must be an integer');
});

test('an entry of a name written out takes the options of its model, by the compiler', () => {
  const entry = modelEntry('implicit-als');
  // @ts-expect-error: a number written in words
  expect(() => entry.create({ factors: 'sixty-four' })).toThrow('factors must be an integer');
  // @ts-expect-error: an option of no model
  expect(() => entry.create({ factor: 64 })).toThrow('did you mean "factors"');
  // @ts-expect-error: a name that no model has
  expect(() => modelEntry('implicit-asl')).toThrow('did you mean "implicit-als"');
  expect(entry.create({ factors: 64 }).settings.factors).toBe(64);
  expect(modelEntry('implicit-als' as string).create({ factors: 64 }).settings['factors']).toBe(64);
});

test('a name of megabytes is compared with nothing and echoed by its beginning', () => {
  const began = performance.now();
  const long = 'f'.repeat(4_000_000);
  expect(nearestName(long, ['factors', 'f'])).toBeUndefined();
  expect(() => resolveOptions('model', specs, { [long]: 1 } as never)).toThrow(/unknown option "f{199}…"; expected one of/);
  expect(performance.now() - began).toBeLessThan(1000);
});

test('the nearest name is one near enough, not a nearer one that is too far for its length', () => {
  // "n" is two edits away and one letter long; "count" is two away and may be one.
  expect(nearestName('nnn', ['n', 'name'])).toBeUndefined();
  expect(nearestName('factor', ['factors', 'f'])).toBe('factors');
});
