/** Every splitting rule of the library, as data. */
import { type CheckedText, entryNamed } from '../options.ts';
import * as entries from './entries.ts';
import type { SplitEntry, SplitRule } from './split-entry.ts';

/** How splits are written, such as "leave-last" or "random:0.8". */
export type SplitName = (typeof entries)[keyof typeof entries]['usage'];

export const splitCatalog: readonly SplitEntry[] = Object.freeze(Object.values<SplitEntry>(entries));

/**
 * @example parseSplit('column:fold=1').apply(ratings, { positive: '>=4' })
 * @throws LikewiseError `unknown-split` with the nearest name, `invalid-split`, `invalid-option`
 */
export function parseSplit<Text extends string>(text: CheckedText<Text, SplitName>): SplitRule {
  const [name, ...argument] = text.split(':');
  return entryNamed('split', splitCatalog, name, text).parse(argument.length === 0 ? undefined : argument.join(':'));
}
