/** The public names, nothing else. */

export type { Features } from './data/features.ts';
export { type Id, IdMap } from './data/id-map.ts';
export * from './data/interactions.ts';
export * from './data/sparse-rows.ts';
export { type ErrorCode, LikewiseError } from './errors.ts';
export { type Random, seededRandom } from './math/random.ts';
export { PopularModel, type PopularOptions, popular } from './models/baseline/popular.ts';
export { modelCatalog, modelEntry } from './models/catalog.ts';
export * from './models/estimator.ts';
export * from './models/model.ts';
export * from './models/state.ts';
export * from './options.ts';
