/** How each protocol of the table makes a figure: data, split, and what is averaged. */
import { type AnyOptions, evaluate, givenSplit, type Interactions, modelEntry, parseSplit, type Split } from '@likewise/core';
import { readInteractions } from '../packages/likewise/src/data/read/interactions.ts';
import { dataFolder } from './data-folder.ts';

/** One line of quality/table.json: what is measured, what the page says, and what it must not fall short of. */
export interface TableRow {
  /** The file `quality/<suite>.quality.ts` that measures it. */
  readonly suite: string;
  readonly protocol: string;
  readonly model: string;
  readonly preset?: string;
  /** `name=value`, joined by commas, where there is no preset. */
  readonly settings?: string;
  readonly metric: string;
  /** As docs say it, to their digits. */
  readonly figure: number;
  /** The worst that passes. */
  readonly limit: number;
  readonly peer?: string;
}

type Figure = (metric: string, model: string, settings: AnyOptions) => Promise<number>;

const read = async (file: string): Promise<Interactions> => (await readInteractions(`${dataFolder()}/${file}`)).interactions;

async function of(split: Split, metric: string, model: string, settings: AnyOptions): Promise<number> {
  const { rows } = await evaluate([modelEntry<string>(model).create(settings)], split, [metric as 'rmse'], { resamples: 0 });
  return rows[0].metrics[metric as 'rmse'];
}

const next =
  (file: string): Figure =>
  async (...asked) =>
    of(parseSplit('leave-last:2').apply(await read(`sequences/${file}.csv.gz`)), ...asked);
const folds = (): Promise<Interactions> => read('ml-1m/ratings_with_folds.csv.gz');

const protocols: Readonly<Record<string, Figure>> = {
  'MovieLens 100K': async (...asked) => {
    let sum = 0;
    for (const fold of [1, 2, 3, 4, 5])
      sum += await of(givenSplit(await read(`ml-100k/u${fold}.base.gz`), await read(`ml-100k/u${fold}.test`)), ...asked);
    return sum / 5;
  },
  'MovieLens 1M, ratings': async (...asked) => of(parseSplit('column:fold=1').apply(await folds()), ...asked),
  'MovieLens 1M, lists': async (...asked) => of(parseSplit('column:fold=1').apply(await folds(), { positive: '>=4' }), ...asked),
  'MovieLens 1M, lists for new people': async (...asked) => of(parseSplit('users:0.8').apply(await folds(), { positive: '>=4' }), ...asked),
  'MovieLens 1M, the next item': next('ml-1m'),
  'Amazon Beauty, the next item': next('amazon-beauty'),
  'Amazon Sports, the next item': next('amazon-sports'),
};

/** What the row's model reaches with the row's settings. */
export function reached({ protocol, model, preset, settings, metric }: TableRow): Promise<number> {
  const given = Object.fromEntries((settings ?? '').split(',').flatMap((part) => (part === '' ? [] : [part.split('=')])));
  const numbers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, Number(value)]));
  const options = preset === undefined ? numbers : modelEntry<string>(model).presets?.[preset].settings;
  if (options === undefined) throw new Error(`${model} has no preset ${preset}`);
  return protocols[protocol](metric, model, options as AnyOptions);
}
