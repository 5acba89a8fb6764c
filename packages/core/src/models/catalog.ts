/** Every estimator of the library, as data, by family and name. */
import { type CheckedText, entryNamed } from '../options.ts';
import type { CatalogEntry, Family } from './contract/estimator.ts';
import type { ModelText } from './contract/model-text.ts';
import * as entries from './entries.ts';
import { blendEntryOf } from './several/blend/blend.ts';
import { membersOfText } from './several/blend/options.ts';

const single = Object.values<CatalogEntry>(entries);
/** Blends of any models of the catalog. */
export const blendEntry: ReturnType<typeof blendEntryOf> = blendEntryOf(single);

/** The models that the text of a blend's option `models` names. @throws LikewiseError as `parseModelText` */
export const blendMembers = (models: string): readonly ModelText[] => membersOfText(single, models);

type Entry = (typeof entries)[keyof typeof entries] | typeof blendEntry;
export type ModelName = Entry['name'];
/** With a name written out the compiler knows options and model; with any `string` the options are checked when it runs. */
export type ModelEntry<Name extends string> = string extends Name ? CatalogEntry : Extract<Entry, { readonly name: Name }>;

const families: readonly Family[] = [
  'baseline',
  'neighbors',
  'linear',
  'factorization',
  'neural',
  'sequence',
  'content',
  'social',
  'context',
  'several',
];

export const modelCatalog: readonly CatalogEntry[] = Object.freeze(
  [...single, blendEntry as unknown as CatalogEntry].sort(
    (a, b) => families.indexOf(a.family) - families.indexOf(b.family) || (a.name < b.name ? -1 : 1),
  ),
);

/** @throws LikewiseError `unknown-model` with the nearest name. */
export const modelEntry = <Name extends string>(name: CheckedText<Name, ModelName>): ModelEntry<Name> =>
  entryNamed('model', modelCatalog, name) as ModelEntry<Name>;
