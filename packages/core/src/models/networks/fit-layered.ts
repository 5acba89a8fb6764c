/** Fits a network with layers. */
import type { Interactions } from '../../data/interactions.ts';
import { patternOf } from '../../matrix/sparse.ts';
import type { Learned, TrainingContext } from '../contract/define-estimator.ts';
import { tellingStates } from '../contract/train-as-asked.ts';
import type { LayeredSettings, LayeredState } from './layered-model.ts';
import { learnedLayers } from './learned-layers.ts';
import { type BiasSettings, hiddenWidths } from './settings.ts';
import { type TrainedNetwork, trainNetwork } from './training.ts';

/** @throws LikewiseError `diverged`, `too-large` */
export async function fitLayered(
  owner: string,
  train: Interactions,
  settings: LayeredSettings,
  { product, biases }: { readonly product: boolean; readonly biases: BiasSettings | undefined },
  context: TrainingContext<LayeredState>,
): Promise<Learned<LayeredState>> {
  const { factors } = settings;
  const { users, items } = train;
  const widths = hiddenWidths(owner, settings);
  const stateOf = (trained: TrainedNetwork): Learned<LayeredState> => {
    const { values, ratingScale, meanRating, curve } = trained;
    return {
      seen: patternOf(train.userItems),
      ratingScale,
      meanRating,
      userFactors: { rows: users.size, columns: factors, values: values('userFactors') },
      itemFactors: { rows: items.size, columns: factors, values: values('itemFactors') },
      userBias: values('userBias') ?? new Float32Array(0),
      itemBias: values('itemBias') ?? new Float32Array(0),
      layers: learnedLayers(trained, widths.length + 1),
      curve,
    };
  };
  const parts = { product, biases, layers: { ...settings, widths } };
  return stateOf(await trainNetwork(owner, train, settings, parts, tellingStates(context, stateOf)));
}
