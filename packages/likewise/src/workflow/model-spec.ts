/** Models as text: `name:opt=v,opt=v`. */
import {
  type Ability,
  type AnyOptions,
  type CatalogEntry,
  type Estimator,
  LikewiseError,
  modelCatalog,
  modelEntry,
  type OptionValue,
  parseOption,
  unknownName,
} from '@likewise/core';
import { camelCase } from '../words/case.ts';

export interface ModelText {
  /** As given. */
  readonly text: string;
  readonly entry: CatalogEntry;
  /** Only what was said, a preset included. */
  readonly options: AnyOptions;
}

/**
 * Options by name or in kebab-case; `preset=name` takes tuned settings, which other options overrule.
 * @throws LikewiseError `unknown-model`, `unknown-option`, `invalid-option`, `unknown-preset`
 */
export function parseModel(text: string): ModelText {
  const colon = text.indexOf(':');
  const entry = modelEntry(colon < 0 ? text : text.slice(0, colon));
  const given = colon < 0 ? [] : text.slice(colon + 1).split(',');
  const pairs = given.map((part): [string, string] => {
    const equals = part.indexOf('=');
    if (equals < 1) throw new LikewiseError('invalid-option', `${text}: options are written name=value; got "${part}".`, { option: part });
    return [part.slice(0, equals), part.slice(equals + 1)];
  });
  return { text, entry, options: optionsOf(entry, pairs) };
}

/** Settings of the preset, overruled by the options. */
function optionsOf(entry: CatalogEntry, pairs: readonly (readonly [name: string, text: string])[]): AnyOptions {
  const options: Record<string, OptionValue> = {};
  let preset: AnyOptions = {};
  for (const [written, text] of pairs) {
    const name = camelCase(written);
    if (name === 'preset') preset = presetOf(entry, text);
    else {
      const spec = Object.hasOwn(entry.options, name) ? entry.options[name] : undefined;
      if (spec === undefined)
        throw unknownName('unknown-option', `${entry.name}: unknown option "${written}"`, name, [...Object.keys(entry.options), 'preset']);
      options[name] = parseOption(entry.name, name, spec, text);
    }
  }
  return { ...preset, ...options };
}

/** The estimator, with `seed` where the model has one and none was said. */
export function createEstimator({ entry, options }: ModelText, seed?: number): Estimator {
  return entry.create(seed !== undefined && 'seed' in entry.options && !('seed' in options) ? { ...options, seed } : options);
}

/** Tuned settings by name. */
export function presetOf(entry: CatalogEntry, name: string): AnyOptions {
  const preset = entry.presets?.[name];
  if (preset !== undefined) return preset.settings;
  const known = Object.keys(entry.presets ?? {});
  if (known.length === 0) throw new LikewiseError('unknown-preset', `${entry.name} has no presets.`, { model: entry.name });
  throw unknownName('unknown-preset', `${entry.name}: unknown preset "${name}"`, name, known);
}

/** Names of the models that can be asked for this: what to take where one cannot. */
export const modelsThatCan = (ability: Ability): readonly string[] =>
  modelCatalog.filter(({ abilities }) => abilities.includes(ability)).map(({ name }) => name);
