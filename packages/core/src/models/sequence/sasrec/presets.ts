/** Settings that were tuned. */
import type { CatalogEntry } from '../../contract/estimator.ts';
import type { SASRecOptions } from './options.ts';

export const sasrecPresets: CatalogEntry<SASRecOptions>['presets'] = {};
