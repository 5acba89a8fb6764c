/** Every estimator of the library, as data. */
import { type CheckedText, entryNamed } from '../options.ts';
import type { CatalogEntry } from './contract/estimator.ts';
import * as entries from './entries.ts';

type Entry = (typeof entries)[keyof typeof entries];
export type ModelName = Entry['name'];
/** With a name written out the compiler knows options and model; with any `string` the options are checked when it runs. */
export type ModelEntry<Name extends string> = string extends Name ? CatalogEntry : Extract<Entry, { readonly name: Name }>;

export const modelCatalog: readonly CatalogEntry[] = Object.freeze([
  entries.popularEntry,
  entries.trendingEntry,
  entries.dampedMeanEntry,
  entries.biasEntry,
  entries.randomEntry,
  entries.userKNNEntry,
  entries.itemKNNEntry,
  entries.slopeOneEntry,
  entries.svdEntry,
  entries.svdPPEntry,
  entries.explicitALSEntry,
  entries.implicitALSEntry,
  entries.bprEntry,
  entries.logisticMFEntry,
  entries.pmfEntry,
  entries.bayesianPMFEntry,
  entries.gradientMFEntry,
  entries.nmfEntry,
  entries.pureSVDEntry,
  entries.socialMFEntry,
  entries.easeEntry,
  entries.slimEntry,
  entries.rp3betaEntry,
  entries.contentEntry,
  entries.featureALSEntry,
  entries.demographicEntry,
  entries.socialEntry,
  entries.factorizationMachineEntry,
]);

/** @throws LikewiseError `unknown-model` with the nearest name. */
export const modelEntry = <Name extends string>(name: CheckedText<Name, ModelName>): ModelEntry<Name> =>
  entryNamed('model', modelCatalog, name) as ModelEntry<Name>;
