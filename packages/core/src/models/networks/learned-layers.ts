/** Layers as a model keeps them: of a trained network, batch normalisation worked into the weights. */
import { NORM_EPSILON } from '../../neural/normalisation.ts';
import type { TrainedNetwork } from './training.ts';

/** [in × out] weights, then [out] biases, of each layer, first to last. @param count hidden layers and output */
export function learnedLayers({ values }: TrainedNetwork, count: number): Float32Array {
  const parts: number[] = [];
  for (let k = 0; k < count; k++) {
    const [weights, biases] = [values(`layer${k}.weight`), values(`layer${k}.bias`)];
    const norm = (part: string): Float32Array | undefined => values(`layer${k}.norm.${part}`);
    const [gain, shift, mean, variance] = [norm('gain'), norm('bias'), norm('mean'), norm('variance')];
    const times = Float64Array.from(biases, (_, j) => (gain && variance ? gain[j] / Math.sqrt(variance[j] + NORM_EPSILON) : 1));
    for (let e = 0; e < weights.length; e++) parts.push(weights[e] * times[e % biases.length]);
    for (let j = 0; j < biases.length; j++) parts.push((biases[j] - (mean?.[j] ?? 0)) * times[j] + (shift?.[j] ?? 0));
  }
  return Float32Array.from(parts);
}
