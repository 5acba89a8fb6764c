/** Models as text: a name with its options, as in `svd:factors=50,epochs=20`. */
import { LikewiseError } from '../../errors.ts';
import { type AnyOptions, entryNamed, type OptionValue, parseOption, unknownName } from '../../options.ts';
import type { CatalogEntry } from './estimator.ts';

export interface ModelText {
  /** As given. */
  readonly text: string;
  readonly entry: CatalogEntry;
  /** Only what was said, a preset included. */
  readonly options: AnyOptions;
}

/**
 * Options by name or in kebab-case; `preset=name` takes tuned settings, which other options overrule.
 * @param separator what stands between two options
 * @throws LikewiseError `unknown-model`, `unknown-option`, `invalid-option`, `unknown-preset`
 */
export function parseModelText(entries: readonly CatalogEntry[], text: string, separator: ',' | ':' = ','): ModelText {
  const colon = text.indexOf(':');
  const entry = entryNamed('model', entries, colon < 0 ? text : text.slice(0, colon));
  const options: Record<string, OptionValue> = {};
  let preset: AnyOptions = {};
  for (const part of colon < 0 ? [] : text.slice(colon + 1).split(separator)) {
    const equals = part.indexOf('=');
    if (equals < 1) throw new LikewiseError('invalid-option', `${text}: options are written name=value; got "${part}".`, { option: part });
    const [written, value] = [part.slice(0, equals), part.slice(equals + 1)];
    const name = written.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    const spec = Object.hasOwn(entry.options, name) ? entry.options[name] : undefined;
    if (name === 'preset') preset = presetOf(entry, value);
    else if (spec !== undefined) options[name] = parseOption(entry.name, name, spec, value);
    else throw unknownName('unknown-option', `${entry.name}: unknown option "${written}"`, name, [...Object.keys(entry.options), 'preset']);
  }
  return { text, entry, options: { ...preset, ...options } };
}

/** Tuned settings by name. @throws LikewiseError `unknown-preset` */
export function presetOf(entry: CatalogEntry, name: string): AnyOptions {
  const preset = entry.presets?.[name];
  if (preset !== undefined) return preset.settings;
  const known = Object.keys(entry.presets ?? {});
  if (known.length === 0) throw new LikewiseError('unknown-preset', `${entry.name} has no presets.`, { model: entry.name });
  throw unknownName('unknown-preset', `${entry.name}: unknown preset "${name}"`, name, known);
}
