/** Options of rankings and policies as flags. */
import type { AnyOptionSpecs, CatalogEntry, OptionValue } from '@likewise/core';
import type { Flag, Given } from '../command.ts';
import { givenOptions, modelFlags } from './model-options.ts';

interface WithOptions {
  readonly name: string;
  readonly options: AnyOptionSpecs;
}
const asModel = (entry: WithOptions): CatalogEntry => entry as unknown as CatalogEntry;

export const specFlags = (entry: WithOptions): Promise<readonly Flag[]> => modelFlags(asModel(entry));

/** The options that were given, each of its kind; ranges are checked by whoever takes them. */
export async function specSettings(entry: WithOptions, given: Given): Promise<Record<string, OptionValue>> {
  const { parseOption } = await import('@likewise/core');
  return Object.fromEntries(
    givenOptions(asModel(entry), given).map(([name, text]) => [name, parseOption(entry.name, name, entry.options[name], text)]),
  );
}

/** The word after `flag`, or after `flag=`. */
export function flagIn(words: readonly string[], flag: string): string | undefined {
  const at = words.lastIndexOf(flag);
  return at >= 0 ? words[at + 1] : words.findLast((word) => word.startsWith(`${flag}=`))?.slice(flag.length + 1);
}
