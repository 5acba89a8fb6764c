/** All parameters but the item table as one array, in the order in which the network names them. */
import { sasrecNetwork } from './network.ts';
import type { SASRecOptions } from './options.ts';

export interface WeightPlace {
  readonly name: string;
  readonly begin: number;
  readonly end: number;
}

export function weightPlaces(settings: SASRecOptions): readonly WeightPlace[] {
  const asked: SASRecOptions = { ...settings, loss: 'sampled-softmax', negatives: 1 };
  const { network, itemTable } = sasrecNetwork({ items: 1, batch: 1, tokens: settings.maxLength }, asked);
  let begin = 0;
  return network.tape.parameters
    .filter(({ name }) => name !== itemTable.name)
    .map(({ name, rows, width }) => {
      const place = { name, begin, end: begin + rows.size * width };
      begin = place.end;
      return place;
    });
}

export function packedWeights(parameters: Readonly<Record<string, Float32Array>>, settings: SASRecOptions): Float32Array {
  const places = weightPlaces(settings);
  const weights = new Float32Array(places.at(-1)?.end ?? 0);
  for (const { name, begin } of places) weights.set(parameters[name], begin);
  return weights;
}

/** Views of each parameter by name. */
export const weightsByName = (weights: Float32Array, settings: SASRecOptions): Readonly<Record<string, Float32Array>> =>
  Object.fromEntries(weightPlaces(settings).map(({ name, begin, end }) => [name, weights.subarray(begin, end)]));
