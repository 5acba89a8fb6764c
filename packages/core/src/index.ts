/** The public names, nothing else. */

export type { Features } from './data/features.ts';
export { type Id, IdMap } from './data/id-map.ts';
export * from './data/interactions.ts';
export * from './data/sparse-rows.ts';
export { type ErrorCode, LikewiseError } from './errors.ts';
export { type Random, seededRandom } from './math/random.ts';
export { BiasModel, type BiasOptions, bias } from './models/baseline/bias.ts';
export { DampedMeanModel, type DampedMeanOptions, dampedMean } from './models/baseline/damped-mean.ts';
export { PopularModel, type PopularOptions, popular } from './models/baseline/popular.ts';
export { RandomModel, type RandomOptions, random } from './models/baseline/random.ts';
export { TrendingModel, type TrendingOptions, trending } from './models/baseline/trending.ts';
export { modelCatalog, modelEntry } from './models/catalog.ts';
export * from './models/estimator.ts';
export * from './models/model.ts';
export { type RecommendManyOptions, recommendMany, topItemsByScores, type UserList } from './models/recommend-many.ts';
export * from './models/state.ts';
export * from './options.ts';
export { decodeModel, encodeModel, type ModelFileAbout, type ModelOrigin, modelFileAbout } from './persist/model-file.ts';
export { libraryVersion } from './persist/version.ts';
