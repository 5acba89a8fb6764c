/** Every kernel; names and arguments as in src/kernels/signatures. */
export { alsBlock } from './als-block';
export { alsConjugateGradient } from './als-conjugate-gradient';
export { alsDirect, alsObjective } from './als-direct';
export { bprEpoch } from './bpr-epoch';
export { adamStep, factorGradients, momentumStep, squaredErrors } from './descent';
export { elasticNetRows } from './elastic-net';
export { coOccurrences, denseTopN, productTopN, sparseTopN } from './item-weights';
export { boundedRows, gaussianRows } from './least-squares';
export { logisticRows } from './logistic-rows';
export { machineEpoch } from './machine-epoch';
export { machineErrors, machineRows } from './machine-rows';
export { machineScores } from './machine-scores';
export { machineSweep } from './machine-sweep';
export { neuralSteps } from './neural-steps';
export { sortLists } from './neighbor-lists';
export { orderedCurve, orderedLatent } from './ordered';
export { pairDifferences } from './pair-differences';
export { pageRankGather, pageRankStep } from './page-rank';
export { gram, gramDouble, implicitSums, normalRows, sparseProduct, turnRows } from './products';
export { similarPairs } from './similar-pairs';
export { svdEpoch } from './svd-epoch';
export { svdPPEpoch } from './svd-pp-epoch';
export { sweepPanels, sweepPivot, sweepTiles } from './symmetric-inverse';
export { topN } from './top-n';

/** First byte after static data: sessions keep the first page free for it. */
export function staticEnd(): usize {
  return __heap_base;
}
