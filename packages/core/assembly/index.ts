/** Every kernel; names and arguments as in src/kernels/signatures.ts. */
export { alsBlock } from './als-block';
export { alsConjugateGradient } from './als-conjugate-gradient';
export { alsDirect } from './als-direct';
export { alsObjective } from './als-objective';
export { boundedRows } from './bounded-rows';
export { bprEpoch } from './bpr-epoch';
export { elasticNetRows } from './elastic-net';
export { factorGradients } from './factor-gradients';
export { normalRows } from './normal-rows';
export { gaussianRows } from './gaussian-rows';
export { adamStep, momentumStep } from './gradient-steps';
export { gram } from './gram';
export { sortLists } from './neighbor-lists';
export { pairDifferences } from './pair-differences';
export { similarPairs } from './similar-pairs';
export { implicitSums } from './implicit-sums';
export { coOccurrences, productTopN } from './item-products';
export { denseTopN, sparseTopN } from './linear-top-n';
export { logisticRows } from './logistic-rows';
export { gramDouble, sparseProduct, turnRows } from './sparse-products';
export { pageRankGather } from './page-rank-gather';
export { pageRankStep } from './page-rank-step';
export { machineEpoch } from './machine-epoch';
export { machineErrors, machineRows } from './machine-rows';
export { machineScores } from './machine-scores';
export { machineSweep } from './machine-sweep';
export { orderedCurve, orderedLatent } from './ordered-rows';
export { squaredErrors } from './squared-errors';
export { svdEpoch } from './svd-epoch';
export { svdPPEpoch } from './svd-pp-epoch';
export { sweepPanels, sweepPivot, sweepTiles } from './symmetric-inverse';
export { topN } from './top-n';

/** First byte after static data: sessions keep the first page free for it. */
export function staticEnd(): usize {
  return __heap_base;
}
