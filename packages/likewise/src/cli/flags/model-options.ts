/** The options of a model as flags of `likewise fit`. */
import type { CatalogEntry, OptionSpec } from '@likewise/core';
import { kebabCase } from '../../words/case.ts';
import type { Flag, Given } from '../command.ts';

/** `--unobserved-weight <number>` for each option; `--x` and `--no-x` for switches. `seed` and what `taken` names are left to the command. */
export async function modelFlags(entry: CatalogEntry): Promise<readonly Flag[]> {
  const { rangeOf } = await import('@likewise/core');
  return Object.entries(entry.options as Record<string, OptionSpec>).flatMap(([name, spec]): Flag[] => {
    const flag = kebabCase(name);
    const standard = spec.default === undefined ? '' : `; default ${spec.default}`;
    if (spec.kind === 'boolean')
      return [
        { flags: `--${flag}`, meaning: `${spec.meaning}${standard}` },
        { flags: `--no-${flag}`, meaning: `not --${flag}` },
      ];
    const range = spec.kind === 'text' ? '' : ` (${rangeOf(spec)}${standard})`;
    return [{ flags: `--${flag} <${valueNames[spec.kind]}>`, meaning: `${spec.meaning}${range}` }];
  });
}

/** Name and text of each option that was given. */
export function givenOptions(entry: CatalogEntry, given: Given): [name: string, text: string][] {
  return Object.entries(entry.options as Record<string, OptionSpec>).flatMap(([name, spec]): [string, string][] => {
    const flag = kebabCase(name);
    const value = spec.kind === 'boolean' ? given.on(flag)?.toString() : given.text(flag);
    return value === undefined ? [] : [[name, value]];
  });
}

const valueNames = { integer: 'n', number: 'x', boolean: 'true|false', choice: 'name', text: 'text' } as const;
