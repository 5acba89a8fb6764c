/** How a training went, epoch by epoch: one record for every model that the training engine trains, kept and saved with the model. */
import type { Model } from './model.ts';

export type CurvePoint = {
  /** From 1. */
  readonly epoch: number;
  /** Losses of the epoch's batches, each as the network stood at that batch, by name: rmse in points of the scale, likelihood, … */
  readonly training: Readonly<Record<string, number>>;
  /** After the epoch, of what is held out, by name: rmse, ndcg, …; empty where nothing is. */
  readonly validation: Readonly<Record<string, number>>;
  /** Of the epoch's last batch. */
  readonly learningRate: number;
  /** That the epoch took; the one part of a model that differs from run to run. */
  readonly seconds: number;
};

/** A model that shows how it was trained. */
export interface ShowsTraining extends Model {
  readonly curve: readonly CurvePoint[];
}

type Figures = Readonly<Record<string, number | undefined>>;

/** Without figures that are undefined. */
export function curvePoint(
  { epoch, learningRate, seconds }: Pick<CurvePoint, 'epoch' | 'learningRate' | 'seconds'>,
  training: Figures,
  validation: Figures,
): CurvePoint {
  return { epoch, training: known(training), validation: known(validation), learningRate, seconds };
}

/** As epochs are reported: trainRmse, validationRmse, …, learningRate. */
export const figuresOf = ({ training, validation, learningRate }: CurvePoint): Record<string, number> => ({
  ...named('train', training),
  ...named('validation', validation),
  learningRate,
});

const known = (figures: Figures): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).filter((figure): figure is [string, number] => figure[1] !== undefined));
const named = (part: string, figures: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${part}${name[0].toUpperCase()}${name.slice(1)}`, value]));
