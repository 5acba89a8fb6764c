/** The public names, nothing else. */

export { policyCatalog, policyEntry } from './bandits/catalog.ts';
export * from './bandits/compare-arms.ts';
export { type EpsilonGreedyOptions, epsilonGreedy } from './bandits/epsilon-greedy.ts';
export type { EstimatorName } from './bandits/estimators.ts';
export { type Exp3Options, type Exp3State, exp3 } from './bandits/exp3.ts';
export { type LinearBanditState, type LinearThompsonOptions, type LinUCBOptions, linearThompson, linUCB } from './bandits/linear.ts';
export { type ActionProbabilities, fitRewardModel, type LoggedPulls, loggedProbabilities } from './bandits/logged-pulls.ts';
export * from './bandits/off-policy.ts';
export type { BanditPolicy, BanditState, Outcome, PolicyEntry, SumsState } from './bandits/policy.ts';
export * from './bandits/posterior-curves.ts';
export * from './bandits/replay-policy.ts';
export * from './bandits/simulate.ts';
export {
  type BetaState,
  type GaussianThompsonOptions,
  gaussianThompson,
  type NormalPosterior,
  type NormalState,
  normalPosterior,
  type ThompsonOptions,
  thompson,
} from './bandits/thompson.ts';
export { type KLUCBOptions, klUCB, type UCB1Options, ucb1 } from './bandits/upper-bounds.ts';
export { type AttributeKind, type AttributeValue, attributeKind, type FeatureRow, listOf, type ToldRow } from './data/attributes.ts';
export * from './data/demo.ts';
export * from './data/describe.ts';
export { type EdgeRow, type Edges, edgesFromRows } from './data/edges.ts';
export { type Features, type FeaturesOptions, featuresFromRows } from './data/features.ts';
export { type Id, IdMap, numberIds } from './data/id-map.ts';
export * from './data/interaction-columns.ts';
export * from './data/interactions.ts';
export { joinIds } from './data/join-ids.ts';
export { keepRows } from './data/kept-rows.ts';
export { atLeast, type LeastCounts } from './data/least-counts.ts';
export { type Condition, likes, likesCondition, parseCondition, positives, teachingPart } from './data/likes.ts';
export { activityOrder, type MostActiveOptions, mostActive } from './data/most-active.ts';
export { type InteractionRow, interactionsFromRows, type RowsOptions } from './data/rows.ts';
export { selectInteractions } from './data/select.ts';
export * from './errors.ts';
export * from './evaluate/bootstrap.ts';
export { evaluate, evaluateSeeds, type SeedTrial } from './evaluate/evaluate.ts';
export { GivenListsModel, givenLists, type ListsByUser } from './evaluate/given-lists.ts';
export { type Group, type GroupedPart, type Grouping, type Groups, groupsBy } from './evaluate/groups.ts';
export type {
  AskedContext,
  EvaluateOptions,
  EvaluateProgress,
  ListPlace,
  TrainingPlace,
  UserValues,
} from './evaluate/options.ts';
export type { Unpredicted } from './evaluate/rating-errors.ts';
export { type CurveOptions, type RecordedCurve, recordCurve } from './evaluate/record-curve.ts';
export * from './evaluate/report.ts';
export * from './graph/chain-from-sequences.ts';
export * from './graph/directed-graph.ts';
export * from './graph/markov-chain.ts';
export * from './graph/page-rank.ts';
export type { Kernels, StopSignal } from './kernels/kernels.ts';
export type { Activation } from './kernels/neural-program.ts';
export * from './math/beta-distribution.ts';
export { normalDensity, normalDeviation, normalQuantileOfTail, normalTail } from './math/normal-distribution.ts';
export { type Random, seededRandom } from './math/random.ts';
export { sampleWithoutReplacement, shuffle, type WeightedChoice, weightedChoice } from './math/sampling.ts';
export type { DenseMatrix } from './matrix/dense.ts';
export { type PrincipalAxes, principalAxes } from './matrix/principal-axes.ts';
export { patternOf, rowIndexes, rowValues, type SparsePattern, type SparseRows, transpose } from './matrix/sparse.ts';
export { multivariateNormal, multivariateNormalByPrecision, wishart } from './matrix/wishart.ts';
export { type MetricName, metricCatalog, metricEntry, parseMetric } from './metrics/catalog.ts';
export type {
  Direction,
  Judge,
  Likeness,
  ListMetric,
  Metric,
  MetricEntry,
  MetricKind,
  ModelLikeness,
  RankedList,
  RankingMetric,
  RatingMetric,
} from './metrics/metric.ts';
export * from './models/answering/chain.ts';
export { explainerOf, type Pieces } from './models/answering/explanation.ts';
export { type RecommendManyOptions, recommendMany, topItemsByScores, type UserList } from './models/answering/recommend-many.ts';
export { ScoringModel, type ScoringState } from './models/answering/scoring-model.ts';
export type { Moments as AttributeMoments } from './models/attributes/attribute-space.ts';
export type { CodeActivation } from './models/autoencoders/activation.ts';
export { BiasModel, type BiasOptions, type BiasState, bias, biasEntry } from './models/baseline/bias.ts';
export {
  DampedMeanModel,
  type DampedMeanOptions,
  type DampedMeanState,
  dampedMean,
  dampedMeanEntry,
} from './models/baseline/damped-mean.ts';
export { PopularModel, type PopularOptions, type PopularState, popular, popularEntry } from './models/baseline/popular.ts';
export { RandomModel, type RandomOptions, random, randomEntry } from './models/baseline/random.ts';
export { TrendingModel, type TrendingOptions, type TrendingState, trending, trendingEntry } from './models/baseline/trending.ts';
export { blendEntry, blendMembers, type ModelEntry, type ModelName, modelCatalog, modelEntry } from './models/catalog.ts';
export { content, contentEntry } from './models/content/content/content.ts';
export { ContentModel, type ContentState, type RatingsOfTraining } from './models/content/content/model.ts';
export type { ContentOptions } from './models/content/content/options.ts';
export { featureALS, featureALSEntry } from './models/content/feature-als/feature-als.ts';
export { FeatureALSModel, type FeatureALSState } from './models/content/feature-als/model.ts';
export type { FeatureALSOptions } from './models/content/feature-als/options.ts';
export type { ContextShape } from './models/context/factorization-machine/context.ts';
export { factorizationMachine, factorizationMachineEntry } from './models/context/factorization-machine/factorization-machine.ts';
export { FactorizationMachineModel, type RatingShare } from './models/context/factorization-machine/model.ts';
export type { FactorizationMachineOptions } from './models/context/factorization-machine/options.ts';
export type { KeptSamples, MachineState } from './models/context/factorization-machine/samples.ts';
export * from './models/context-filters/context-filters.ts';
export {
  defineEstimator,
  type EstimatorDefinition,
  type Factory,
  type Learned,
  type TrainingContext,
  type TrainingReport,
} from './models/contract/define-estimator.ts';
export * from './models/contract/estimator.ts';
export { FittedModel, type ModelAbout } from './models/contract/fitted-model.ts';
export type { CurvePoint, ShowsTraining } from './models/contract/learning-curve.ts';
export * from './models/contract/model.ts';
export { type ModelText, parseModelText, presetOf } from './models/contract/model-text.ts';
export { requireLikes, requireRatings } from './models/contract/requirements.ts';
export * from './models/contract/state.ts';
export type { Shape, StateCheck } from './models/contract/state-shapes.ts';
export { asymmetricSVD, asymmetricSVDEntry } from './models/factorization/asymmetric-svd/asymmetric-svd.ts';
export { AsymmetricSVDModel, type AsymmetricSVDState } from './models/factorization/asymmetric-svd/model.ts';
export type { AsymmetricSVDOptions } from './models/factorization/asymmetric-svd/options.ts';
export { bayesianPMF, bayesianPMFEntry } from './models/factorization/bayesian-pmf/bayesian-pmf.ts';
export { BayesianPMFModel, type BayesianPMFState } from './models/factorization/bayesian-pmf/model.ts';
export type { BayesianPMFOptions } from './models/factorization/bayesian-pmf/options.ts';
export { potentialScaleReduction } from './models/factorization/bayesian-pmf/potential-scale-reduction.ts';
export { bpr, bprEntry } from './models/factorization/bpr/bpr.ts';
export { BPRModel } from './models/factorization/bpr/model.ts';
export type { BPROptions } from './models/factorization/bpr/options.ts';
export { ExplicitALSModel, type ExplicitALSOptions, explicitALS, explicitALSEntry } from './models/factorization/explicit-als.ts';
export { type GradientMFParameters, gradientMFCost, gradientMFGradient } from './models/factorization/gradient-mf/cost.ts';
export { gradientMF, gradientMFEntry } from './models/factorization/gradient-mf/gradient-mf.ts';
export { GradientMFModel, type GradientMFState } from './models/factorization/gradient-mf/model.ts';
export type { GradientMFOptions } from './models/factorization/gradient-mf/options.ts';
export { gradientMFCostAndGradient } from './models/factorization/gradient-mf/slopes.ts';
export { implicitALS, implicitALSEntry } from './models/factorization/implicit-als/implicit-als.ts';
export { ImplicitALSModel, type ImplicitALSState } from './models/factorization/implicit-als/model.ts';
export type { ImplicitALSOptions } from './models/factorization/implicit-als/options.ts';
export { logisticMF, logisticMFEntry } from './models/factorization/logistic-mf/logistic-mf.ts';
export { LogisticMFModel } from './models/factorization/logistic-mf/model.ts';
export type { LogisticMFOptions } from './models/factorization/logistic-mf/options.ts';
export { NMFModel, type NMFOptions, nmf, nmfEntry } from './models/factorization/nmf.ts';
export { PMFModel, type PMFOptions, pmf, pmfEntry } from './models/factorization/pmf.ts';
export { PureSVDModel, type PureSVDState } from './models/factorization/pure-svd/model.ts';
export type { PureSVDOptions } from './models/factorization/pure-svd/options.ts';
export { pureSVD, pureSVDEntry } from './models/factorization/pure-svd/pure-svd.ts';
export { SocialMFModel, type SocialMFOptions, socialMF, socialMFEntry } from './models/factorization/social-mf/social-mf.ts';
export { SVDModel } from './models/factorization/svd/model.ts';
export type { SVDOptions } from './models/factorization/svd/options.ts';
export { svd, svdEntry } from './models/factorization/svd/svd.ts';
export { SVDPPModel, type SVDPPState } from './models/factorization/svd-pp/model.ts';
export type { SVDPPOptions } from './models/factorization/svd-pp/options.ts';
export { svdPP, svdPPEntry } from './models/factorization/svd-pp/svd-pp.ts';
export { LinearItemModel, type LinearState, type Weighting, type WeightingOption } from './models/item-weights/item-weights-model.ts';
export { EaseModel, type EaseOptions, ease, easeEntry } from './models/linear/ease/ease.ts';
export { elsa, elsaEntry } from './models/linear/elsa/elsa.ts';
export { ElsaModel, type ElsaState } from './models/linear/elsa/model.ts';
export type { ElsaOptions } from './models/linear/elsa/options.ts';
export { RP3BetaModel, type RP3BetaOptions, rp3beta, rp3betaEntry } from './models/linear/rp3beta.ts';
export { SansaModel, type SansaOptions, sansa, sansaEntry } from './models/linear/sansa/sansa.ts';
export { SlimModel, type SlimOptions, slim, slimEntry } from './models/linear/slim/slim.ts';
export type { NeighborSettings, SimilarityName } from './models/neighborhoods/settings.ts';
export type { NeighborState } from './models/neighborhoods/training.ts';
export { ItemKNNModel, type ItemKNNOptions, itemKNN, itemKNNEntry } from './models/neighbors/item-knn.ts';
export { itemRegression, itemRegressionEntry } from './models/neighbors/item-regression/item-regression.ts';
export { ItemRegressionModel, type ItemRegressionState } from './models/neighbors/item-regression/model.ts';
export type { ItemRegressionOptions } from './models/neighbors/item-regression/options.ts';
export { SlopeOneModel, type SlopeOneOptions, type SlopeOneState, slopeOne, slopeOneEntry } from './models/neighbors/slope-one.ts';
export { UserKNNModel } from './models/neighbors/user-knn/model.ts';
export { type UserKNNOptions, userKNN, userKNNEntry } from './models/neighbors/user-knn/user-knn.ts';
export type { LayeredState } from './models/networks/layered-model.ts';
export type { LayersState, NetworkSpans, NumberSpan } from './models/networks/layered-state.ts';
export type { BiasSettings, LayerSettings, NetworkSettings } from './models/networks/settings.ts';
export { autoRec, autoRecEntry } from './models/neural/autorec/autorec.ts';
export { AutoRecModel, type AutoRecState } from './models/neural/autorec/model.ts';
export type { AutoRecOptions } from './models/neural/autorec/options.ts';
export { DeepModel, type DeepOptions, deep, deepEntry } from './models/neural/deep/deep.ts';
export { type DotEmbeddingsOptions, dotEmbeddings, dotEmbeddingsEntry } from './models/neural/dot-embeddings/dot-embeddings.ts';
export { DotEmbeddingsModel, type DotEmbeddingsState } from './models/neural/dot-embeddings/model.ts';
export { MultVAEModel, type MultVAEState } from './models/neural/mult-vae/model.ts';
export { multVAE, multVAEEntry } from './models/neural/mult-vae/mult-vae.ts';
export type { MultVAEOptions } from './models/neural/mult-vae/options.ts';
export { NeuMFModel, type NeuMFState } from './models/neural/neumf/model.ts';
export { neuMF, neuMFEntry } from './models/neural/neumf/neumf.ts';
export type { NeuMFOptions } from './models/neural/neumf/options.ts';
export { RecVAEModel, type RecVAEState } from './models/neural/rec-vae/model.ts';
export type { RecVAEOptions } from './models/neural/rec-vae/options.ts';
export { recVAE, recVAEEntry } from './models/neural/rec-vae/rec-vae.ts';
export { ResidualModel, type ResidualOptions, residual, residualEntry } from './models/neural/residual/residual.ts';
export { item2vec, item2vecEntry } from './models/sequence/item2vec/item2vec.ts';
export { Item2VecModel, type Item2VecState } from './models/sequence/item2vec/model.ts';
export type { Item2VecOptions } from './models/sequence/item2vec/options.ts';
export { MarkovChainModel, markovChain, markovChainEntry } from './models/sequence/markov-chain/markov-chain.ts';
export type { MarkovChainOptions } from './models/sequence/markov-chain/options.ts';
export { SASRecModel, type SASRecState } from './models/sequence/sasrec/model.ts';
export type { SASRecOptions } from './models/sequence/sasrec/options.ts';
export { sasrec, sasrecEntry } from './models/sequence/sasrec/sasrec.ts';
export {
  SequentialRulesModel,
  type SequentialRulesOptions,
  sequentialRules,
  sequentialRulesEntry,
} from './models/sequence/sequential-rules.ts';
export { type BlendOfEstimators, blend, blendEntryOf } from './models/several/blend/blend.ts';
export { BlendModel, type BlendState } from './models/several/blend/model.ts';
export type { BlendOptions } from './models/several/blend/options.ts';
export { demographic, demographicEntry } from './models/social/demographic/demographic.ts';
export { DemographicModel, type DemographicState } from './models/social/demographic/model.ts';
export type { DemographicOptions } from './models/social/demographic/options.ts';
export { SocialModel, type SocialState } from './models/social/social/model.ts';
export type { SocialOptions } from './models/social/social/options.ts';
export { social, socialEntry } from './models/social/social/social.ts';
export type { Falling } from './models/transitions/falling.ts';
export type { TransitionSettings, TransitionState } from './models/transitions/transition-model.ts';
export type { PreferenceState } from './models/vectors/preference-model.ts';
export type { RatingState } from './models/vectors/rating-model.ts';
export {
  type AxesMeaning,
  axesOf,
  type FactorReading,
  type ModelVectors,
  type ReadFactorsOptions,
  readFactors,
  type VectorSide,
  vectorsOf,
} from './models/vectors/reading.ts';
export type { RidgeState } from './models/vectors/ridge-model.ts';
export type { VectorState } from './models/vectors/vector-model.ts';
export type { ScheduleState } from './neural/schedules.ts';
export type { BatchProgress, BestEpoch, Checkpoint, EpochProgress } from './neural/train.ts';
export type { OnnxConstant, OnnxExportable, OnnxGraph, OnnxNode, OnnxPort } from './onnx/graph.ts';
export {
  type AnyOptionSpecs,
  type AnyOptions,
  type BooleanSpec,
  type CheckedText,
  type ChoiceSpec,
  type NumericSpec,
  nearestName,
  type OptionSpec,
  type OptionSpecs,
  type OptionValue,
  parseOption,
  rangeOf,
  resolveOptions,
  type TextSpec,
  unknownName,
} from './options.ts';
export * from './persist/checkpoint-file.ts';
export * from './persist/model-file.ts';
export * from './persist/onnx-file.ts';
export { libraryVersion } from './persist/version.ts';
export { rankingCatalog, rankingEntry } from './ranking/catalog.ts';
export { type DampedMeanScoreOptions, dampedMeanRanking, dampedMeanScore } from './ranking/damped-mean-score.ts';
export {
  type HackerNewsOptions,
  type HackerNewsStory,
  hackerNewsParts,
  hackerNewsRanking,
  hackerNewsScore,
} from './ranking/hacker-news.ts';
export * from './ranking/posterior.ts';
export { sampledMean, sampledShare } from './ranking/posterior-sample.ts';
export type { ItemColumns, ItemValues, Ranking, RankingEntry, RankingInput, ScorePart } from './ranking/ranking.ts';
export { type RedditHotOptions, redditHotRanking, redditHotScore } from './ranking/reddit-hot.ts';
export { type SqlDialect, sqlDialects } from './ranking/sql.ts';
export { type TrendingScoreOptions, trendingRanking, trendingScore } from './ranking/trending-score.ts';
export { redditBestRanking, type WilsonOptions, wilsonInterval, wilsonRanking } from './ranking/wilson.ts';
export { apriori } from './rules/apriori.ts';
export * from './rules/association-rules.ts';
export { type Baskets, basketsFromRows, type ItemsetOptions, itemsetOptions } from './rules/baskets.ts';
export * from './rules/itemsets.ts';
export type { SetTree } from './rules/set-tree.ts';
export { type OrderSignal, type OrderSignalOptions, orderSignal } from './sequences/order-signal.ts';
export { parseSplit, type SplitName, splitCatalog } from './split/catalog.ts';
export { type ColdItemsOptions, type ColdUsersOptions, coldItems, coldUsers } from './split/cold.ts';
export { type ColumnSplitOptions, columnSplit } from './split/column-split.ts';
export { type GivenSplitOptions, givenSplit } from './split/given-split.ts';
export { type KFoldOptions, kFold } from './split/k-fold.ts';
export { type LeaveRandomOptions, leaveLast, leaveRandom } from './split/leave-one-out.ts';
export { type PerUserSplitOptions, perUserSplit } from './split/per-user.ts';
export { type RandomSplitOptions, randomSplit } from './split/random-split.ts';
export { type RollingSplitOptions, rollingSplit } from './split/rolling.ts';
export type { Fold, SeedOption, ShareOption, Split } from './split/split.ts';
export type { ApplySplitOptions, SplitEntry, SplitRule } from './split/split-entry.ts';
export { type TimeSplitOptions, type TimeTarget, timeSplit } from './split/time-split.ts';
export { type UsersSplitOptions, usersSplit } from './split/users-split.ts';
export type { SamplerName } from './tune/samplers.ts';
export { type TuningRange, type TuningSpace, tuningSpace } from './tune/space.ts';
export { type Trial, type TuneOptions, type Tuning, tune } from './tune/tune.ts';
