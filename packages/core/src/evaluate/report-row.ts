/** From the figures of the folds to one row of the report. */
import type { Estimator } from '../models/contract/estimator.ts';
import { middle95 } from './bootstrap.ts';
import { differences } from './compare.ts';
import { type GroupFigures, named } from './group-figures.ts';
import { type Compared, listOverlap } from './list-overlap.ts';
import type { FoldFigures } from './measure-fold.ts';
import type { Unpredicted } from './rating-errors.ts';
import type { Exposure, FoldReport, GroupReport, ReportRow } from './report.ts';

/** Figures of one model by one seed, a fold each. */
export interface SeedFigures {
  readonly seed: number;
  readonly folds: readonly FoldFigures[];
}

/** @param other figures of the model to compare with */
export function reportRow(
  estimator: Estimator,
  seeds: readonly SeedFigures[],
  { other, trainedOn }: { readonly other?: readonly SeedFigures[] | undefined; readonly trainedOn?: ReportRow['trainedOn'] } = {},
): ReportRow {
  const folds = seeds.flatMap((seed) => seed.folds);
  const whole = meanOfFolds(folds);
  return {
    model: estimator.name,
    settings: estimator.settings as Readonly<Record<string, unknown>>,
    trainedOn,
    ...foldReport(whole),
    unsupported: whole.unsupported,
    peakMemoryMb: whole.peakMemoryMb,
    ...comparison(folds, whole, other),
    groups: groupReports(folds.map(({ groups }) => groups)),
    exposure: meanExposure(folds.map(({ exposure }) => exposure)),
    folds: folds.length === 1 || seeds.length > 1 ? undefined : folds.map(foldReport),
    seeds:
      seeds.length === 1
        ? undefined
        : seeds.map(({ seed, folds: own }) => ({ seed, metrics: Object.fromEntries(meanOfFolds(own).metrics) })),
  };
}

function comparison(
  folds: readonly FoldFigures[],
  whole: FoldFigures,
  other: readonly SeedFigures[] | undefined,
): Pick<ReportRow, 'differences' | 'overlap'> {
  if (other === undefined) return {};
  const others = other.flatMap((seed) => seed.folds);
  const pairs = folds.map(({ compared }, f): [Compared, Compared] => [compared as Compared, others[f].compared as Compared]);
  let [sum, lists, n] = [0, 0, 0];
  for (const [own, beside] of pairs) {
    if (own.lists === undefined || beside.lists === undefined) continue;
    const found = listOverlap(own.lists, beside.lists);
    sum += found.sum;
    lists += found.lists;
    n = own.lists.n;
  }
  return {
    differences: differences(whole, meanOfFolds(others), pairs),
    overlap: lists === 0 ? undefined : { n, jaccard: sum / lists, lists },
  };
}

function foldReport({
  metrics,
  resampled,
  unsupported: _,
  peakMemoryMb: __,
  compared: ___,
  groups: ____,
  exposure: _____,
  ...counts
}: FoldFigures): FoldReport {
  return { metrics: Object.fromEntries(metrics), ci: intervals(resampled), ...counts };
}

function intervals(resampled: ReadonlyMap<string, Float64Array>): FoldReport['ci'] {
  const found = [...resampled].map(([name, drawn]) => [name, middle95(drawn)] as const).filter(([, interval]) => interval !== undefined);
  return Object.fromEntries(found) as FoldReport['ci'];
}

const mean = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length;

/** Groups by name, in the order met: their figures are means over the folds that have one, bounds those of the first. */
function groupReports(folds: readonly (readonly GroupFigures[])[]): readonly GroupReport[] | undefined {
  const found = new Map<string, GroupFigures[]>();
  for (const one of folds.flat()) {
    const key = JSON.stringify([one.by, one.group.name]);
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  if (found.size === 0) return undefined;
  return [...found.values()].map((all) => {
    const metrics = Object.fromEntries(
      namesOf(all.map((one) => one.metrics)).map((name) => [name, mean(all.flatMap((one) => one.metrics.get(name) ?? []))]),
    );
    const drawn = namesOf(all.map((one) => one.resampled)).map((name) => {
      const draws = all.flatMap((one) => one.resampled.get(name) ?? []);
      return [name, draws[0].map((_, r) => mean(draws.map((draw) => draw[r])))] as const;
    });
    const { by, group } = all[0];
    return { by, ...named(group), users: all.reduce((sum, { users }) => sum + users, 0), metrics, ci: intervals(new Map(drawn)) };
  });
}

const namesOf = (maps: readonly ReadonlyMap<string, unknown>[]): string[] => [...new Set(maps.flatMap((map) => [...map.keys()]))];

function meanExposure(folds: readonly (readonly Exposure[])[]): readonly Exposure[] | undefined {
  const found = new Map<string, Exposure[]>();
  for (const one of folds.flat()) {
    const key = JSON.stringify([one.by, one.group]);
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  if (found.size === 0) return undefined;
  return [...found.values()].map((all) => {
    const of = (share: 'places' | 'catalog' | 'training' | 'relevant'): number => mean(all.map((one) => one[share]));
    return { ...all[0], places: of('places'), catalog: of('catalog'), training: of('training'), relevant: of('relevant') };
  });
}

/** Means of figures that every fold has; their draws are averaged draw by draw. Counts and seconds are sums. */
export function meanOfFolds(folds: readonly FoldFigures[]): FoldFigures {
  if (folds.length === 1) return folds[0];
  const ofAll = <T>(of: (fold: FoldFigures) => ReadonlyMap<string, T>): [name: string, values: T[]][] =>
    [...of(folds[0]).keys()]
      .filter((name) => folds.every((fold) => of(fold).has(name)))
      .map((name) => [name, folds.map((fold) => of(fold).get(name) as T)]);
  const sum = (of: (fold: FoldFigures) => number): number => folds.reduce((total, fold) => total + of(fold), 0);
  const seconds = (of: (fold: FoldFigures) => number | undefined): number | undefined =>
    folds.every((fold) => of(fold) !== undefined) ? sum((fold) => of(fold) as number) : undefined;
  const memory = folds.map((fold) => fold.peakMemoryMb).filter((mb) => mb !== undefined);
  return {
    metrics: new Map(ofAll((fold) => fold.metrics).map(([name, figures]) => [name, mean(figures)])),
    resampled: new Map(
      ofAll((fold) => fold.resampled).map(([name, draws]) => [name, draws[0].map((_, r) => mean(draws.map((draw) => draw[r])))]),
    ),
    unsupported: [...new Set(folds.flatMap((fold) => fold.unsupported))],
    peakMemoryMb: memory.length === 0 ? undefined : Math.max(...memory),
    compared: undefined,
    groups: [],
    exposure: [],
    fitSeconds: seconds((fold) => fold.fitSeconds),
    scoreSeconds: seconds((fold) => fold.scoreSeconds),
    usersEvaluated: sum((fold) => fold.usersEvaluated),
    usersLeftOut: sum((fold) => fold.usersLeftOut),
    usersUnanswered: sum((fold) => fold.usersUnanswered),
    unpredicted: sum((fold) => fold.unpredicted),
    ...missingOfFolds(folds),
  };
}

/** Reasons add up; a figure over the predicted rows of folds where all rows are is that of the fold. */
function missingOfFolds(folds: readonly FoldFigures[]): Pick<FoldReport, 'unpredictedBecause' | 'predictedOnly'> {
  const reasons = folds.flatMap(({ unpredictedBecause }) => (unpredictedBecause === undefined ? [] : [unpredictedBecause]));
  if (reasons.length === 0) return {};
  const sum = (key: keyof Unpredicted): number => reasons.reduce((total, reason) => total + reason[key], 0);
  const names = [...new Set(folds.flatMap(({ predictedOnly = {} }) => Object.keys(predictedOnly)))];
  const only = names.map((name) => {
    const figures = folds.flatMap(
      ({ predictedOnly, metrics }) => (predictedOnly === undefined ? metrics.get(name) : predictedOnly[name]) ?? [],
    );
    return [name, figures.reduce((total, figure) => total + figure, 0) / figures.length] as const;
  });
  return {
    unpredictedBecause: { newUser: sum('newUser'), newItem: sum('newItem'), newBoth: sum('newBoth'), silent: sum('silent') },
    predictedOnly: Object.fromEntries(only),
  };
}
