/** How a training went, epoch by epoch: one record for every iterative model. Models trained by the engine of networks keep it and save it. */
import type { EpochReport } from './estimator.ts';
import type { Model } from './model.ts';

export type CurvePoint = {
  /** From 1. */
  readonly epoch: number;
  /** Losses of the epoch's batches, each as the network stood at that batch, by name: rmse in points of the scale, likelihood, objective, … */
  readonly training: Readonly<Record<string, number>>;
  /** After the epoch, of what is held out, by name: rmse, ndcg, …; empty where nothing is. */
  readonly validation: Readonly<Record<string, number>>;
  /** Of the epoch's last batch; absent where the model has no rate. */
  readonly learningRate?: number;
  /** That the epoch took. Never part of a model: the same training gives the same file. */
  readonly seconds?: number;
};

/** A model that shows how it was trained. */
export interface ShowsTraining extends Model {
  readonly curve: readonly CurvePoint[];
}

type Figures = Readonly<Record<string, number | undefined>>;

/** Without figures that are undefined. */
export function curvePoint(
  { epoch, learningRate }: { readonly epoch: number; readonly learningRate: number },
  training: Figures,
  validation: Figures,
): CurvePoint {
  return { epoch, training: known(training), validation: known(validation), learningRate };
}

/** As epochs are reported: trainRmse, validationRmse, …, learningRate. */
export const figuresOf = ({ training, validation, learningRate }: CurvePoint): Record<string, number> => ({
  ...named('train', training),
  ...named('validation', validation),
  ...known({ learningRate }),
});

/** What an epoch reported, as a point: figures named trainRmse and validationRmse are rmse of their part, any other is of training. */
export function pointOf({ epoch, objective, figures = {} }: EpochReport): CurvePoint {
  const { learningRate, ...others } = figures;
  const training: Record<string, number> = { ...known({ objective }) };
  const validation: Record<string, number> = {};
  for (const [name, value] of Object.entries(others)) {
    const [, part, rest] = /^(train|validation)([A-Z].*)$/.exec(name) ?? [];
    (part === 'validation' ? validation : training)[rest === undefined ? name : `${rest[0].toLowerCase()}${rest.slice(1)}`] = value;
  }
  return { epoch, training, validation, ...(learningRate === undefined ? {} : { learningRate }) };
}

const known = (figures: Figures): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).filter((figure): figure is [string, number] => figure[1] !== undefined));
const named = (part: string, figures: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${part}${name[0].toUpperCase()}${name.slice(1)}`, value]));
