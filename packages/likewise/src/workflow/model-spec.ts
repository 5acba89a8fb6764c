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
  if (/\.safetensors$|^[^:]*[\\/]/.test(text))
    throw new LikewiseError(
      'unknown-model',
      `"${text}" is the path of a file; a model to train is written name:opt=v, such as svd:factors=50. A fitted one is the first argument of recommend, predict, similar and serve.`,
      { model: text },
    );
  const colon = text.indexOf(':');
  const entry = modelEntry(colon < 0 ? text : text.slice(0, colon));
  const options: Record<string, OptionValue> = {};
  let preset: AnyOptions = {};
  for (const part of colon < 0 ? [] : text.slice(colon + 1).split(',')) {
    const equals = part.indexOf('=');
    if (equals < 1) throw new LikewiseError('invalid-option', `${text}: options are written name=value; got "${part}".`, { option: part });
    const [written, value] = [part.slice(0, equals), part.slice(equals + 1)];
    const name = camelCase(written);
    const spec = Object.hasOwn(entry.options, name) ? entry.options[name] : undefined;
    if (name === 'preset') preset = presetOf(entry, value);
    else if (spec !== undefined) options[name] = parseOption(entry.name, name, spec, value);
    else throw unknownName('unknown-option', `${entry.name}: unknown option "${written}"`, name, [...Object.keys(entry.options), 'preset']);
  }
  return { text, entry, options: { ...preset, ...options } };
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
