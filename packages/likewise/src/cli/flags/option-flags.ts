/** The options of a catalog's record (a model, a policy, a ranking) as flags, and its sentences in the words of the flags. */
import type { AnyOptionSpecs, OptionValue } from '@likewise/core';
import { kebabCase } from '../../words/case.ts';
import type { Flags, Given } from '../command.ts';

interface OptionRecord {
  readonly name: string;
  readonly options: AnyOptionSpecs;
}

const valueNames = { integer: 'n', number: 'x', choice: 'name', text: 'text' } as const;

/** `--unobserved-weight <x>` for each option; `--x` and `--no-x` for switches. */
export async function optionFlags({ options }: OptionRecord): Promise<Flags> {
  const { rangeOf } = await import('@likewise/core');
  const flags: Record<string, string> = {};
  for (const [name, spec] of Object.entries(options)) {
    const flag = kebabCase(name);
    const standard = spec.default === undefined ? '' : `; default ${spec.default}`;
    if (spec.kind === 'boolean') {
      flags[`--${flag}`] = `${spec.meaning}${standard}`;
      flags[`--no-${flag}`] = `not --${flag}`;
    } else flags[`--${flag} <${valueNames[spec.kind]}>`] = `${spec.meaning}${spec.kind === 'text' ? '' : ` (${rangeOf(spec)}${standard})`}`;
  }
  return flags;
}

/** The options that were given, each of its kind; ranges are checked by whoever takes them. */
export async function optionSettings({ name: owner, options }: OptionRecord, given: Given): Promise<Record<string, OptionValue>> {
  const { parseOption } = await import('@likewise/core');
  const settings: Record<string, OptionValue> = {};
  for (const [name, spec] of Object.entries(options)) {
    const flag = kebabCase(name);
    const value = spec.kind === 'boolean' ? given.on(flag) : given.text(flag);
    if (value !== undefined) settings[name] = typeof value === 'boolean' ? value : parseOption(owner, flag, spec, value);
  }
  return settings;
}

/** The word after `flag`, or after `flag=`: which record's options are flags depends on it. */
export function flagIn(words: readonly string[], flag: string): string | undefined {
  const at = words.lastIndexOf(flag);
  return at >= 0 ? words[at + 1] : words.findLast((word) => word.startsWith(`${flag}=`))?.slice(flag.length + 1);
}

/**
 * A sentence of the library, whose code says `itemKNN: minOverlap`, as the command line writes it: `item-knn: min-overlap`. Only names of
 * the catalogs change, and only as whole words. The library is loaded here: to be called where it is in use already.
 */
export async function inFlagWords(sentence: string): Promise<string> {
  const { modelCatalog, policyCatalog, rankingCatalog } = await import('@likewise/core');
  const options = new Set([...modelCatalog, ...policyCatalog, ...rankingCatalog].flatMap(({ options }) => Object.keys(options)));
  const models = new Map(modelCatalog.map(({ factory, name }) => [factory, name]));
  return sentence
    .replace(/^(\w+)(?:\.\w+)?(?=: )/, (owner, factory: string) => models.get(factory) ?? owner)
    .replaceAll(/\b[a-z]+[A-Z]\w*\b/g, (word) => (options.has(word) ? kebabCase(word) : word));
}
