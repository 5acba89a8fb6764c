/** What the catalog says of a model is complete and true. */
import { expect, test } from 'vitest';
import type { LikewiseError } from '../../src/errors.ts';
import type { Ability } from '../../src/models/contract/model.ts';
import { type OptionSpec, satisfies } from '../../src/options.ts';
import type { Subject } from './subject.ts';

const methods: Readonly<Partial<Record<Ability, string>>> = {
  predict: 'predict',
  score: 'scoreItems',
  recommend: 'recommend',
  batch: 'topItems',
  similar: 'similarItems',
  vector: 'foldIn',
  context: 'contextAt',
  explain: 'explain',
  'new-items': 'withItem',
  uncertain: 'predictInterval',
};

export function catalogLaws({ entry, options, model }: Subject): void {
  const specs = entry.options;

  test('its catalog entry is complete', () => {
    expect(entry.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    // implicit-als ↔ implicitALS: the same letters.
    expect(entry.factory.toLowerCase()).toBe(entry.name.replaceAll('-', ''));
    expect(entry.factory).toMatch(/^[a-z]/);
    expect(entry.summary).toMatch(/^[^\n]{20,200}$/);
    expect(entry.formula).toMatch(/\S/);
    expect(entry.source, 'year').toMatch(/\b(19|20)\d\d\b/);
    expect(entry.source, 'DOI or arXiv number').toMatch(/doi:10\.\d{4,}\/\S+|arXiv:\d{4}\.\d{4,5}/);
    expect(entry.abilities.length).toBeGreaterThan(0);
    expect(new Set(entry.abilities).size).toBe(entry.abilities.length);
    for (const [name, spec] of Object.entries(specs)) expect(spec.meaning, `meaning of ${name}`).toMatch(/^[^\n]{3,160}$/);
  });

  test('its defaults and presets are valid settings', () => {
    const { settings, name } = entry.create();
    expect(name).toBe(entry.name);
    expect(Object.isFrozen(settings)).toBe(true);
    for (const [option, spec] of Object.entries(specs)) {
      expect((settings as Record<string, unknown>)[option]).toBe(spec.default);
      if (spec.default !== undefined) expect(satisfies(spec, spec.default), `default of ${option}`).toBe(true);
    }
    for (const [preset, { settings: tuned, found }] of Object.entries(entry.presets ?? {})) {
      expect(entry.create(tuned).settings, preset).toEqual({ ...settings, ...tuned });
      expect(found, `how ${preset} was found`).toMatch(/\S/);
    }
    if (options.settings !== undefined) entry.create(options.settings);
  });

  test('an unknown option is refused with the nearest name', () => {
    const known = Object.keys(specs)[0];
    const given = known === undefined ? 'nothing' : `${known}x`;
    const error = thrownBy(() => entry.create({ [given]: 1 }));
    expect(error.code).toBe('unknown-option');
    expect(error.message).toContain(`${entry.factory}: unknown option "${given}"`);
    if (known !== undefined) expect(error.message).toContain(`did you mean "${known}"?`);
  });

  test('an option that is undefined is absent', () => {
    const blank = Object.fromEntries(Object.keys(specs).map((option) => [option, undefined]));
    expect(entry.create(blank).settings).toEqual(entry.create().settings);
  });

  test('an option of the wrong kind or range is refused by name', () => {
    for (const [option, spec] of Object.entries(specs)) {
      for (const value of wrongValues(spec)) {
        const error = thrownBy(() => entry.create({ [option]: value as number }));
        expect(error.code, `${option}: ${value}`).toBe('invalid-option');
        expect(error.message).toContain(`${entry.factory}: ${option} must be`);
      }
    }
  });

  test('the model has the methods of its declared abilities, and no others', async () => {
    const fitted = (await model()) as unknown as Record<string, unknown>;
    for (const [ability, method] of Object.entries(methods))
      expect(typeof fitted[method] === 'function', `${ability} ↔ ${method}`).toBe(entry.abilities.includes(ability as Ability));
    if (entry.abilities.includes('vector')) expect(entry.abilities).toContain('fold-in');
    if (entry.abilities.includes('recommend')) expect(entry.abilities).toContain('score');
    expect(fitted['name']).toBe(entry.name);
  });
}

function wrongValues(spec: OptionSpec): unknown[] {
  if (spec.kind === 'boolean' || spec.kind === 'choice' || spec.kind === 'text') return [7, null];
  const { min, max, above, below } = spec;
  return [
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '3',
    null,
    ...(spec.kind === 'integer' ? [1.5] : []),
    ...(min === undefined ? [] : [min - 1]),
    ...(max === undefined ? [] : [max + 1]),
    ...(above === undefined ? [] : [above]),
    ...(below === undefined ? [] : [below]),
  ];
}

function thrownBy(call: () => unknown): LikewiseError {
  try {
    call();
  } catch (error) {
    expect((error as Error).name).toBe('LikewiseError');
    return error as LikewiseError;
  }
  throw new Error('nothing was thrown');
}
