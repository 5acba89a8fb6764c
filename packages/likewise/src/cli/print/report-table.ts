/** An evaluation as tables: the figures, how models differ, and the folds or seeds one by one. */
import { type Difference, type Exposure, metricEntry, type Report, type ReportRow } from '@likewise/core';
import { seconds } from '../../words/numbers.ts';
import { type Grid, printed } from './grid.ts';
import type { Output } from './output.ts';
import { type Column, left, right, wrapped } from './table.ts';

/** Figures with half the width of their 95 % interval; the best of each column is marked. */
export function figuresGrid(report: Report): Grid<ReportRow> {
  const metrics = metricNames(report);
  const best = new Map(metrics.map((metric) => [metric, bestFigure(metric, report.rows)]));
  const time = (value: number | undefined): string => (value === undefined ? '' : seconds(value));
  return {
    rows: report.rows,
    columns: [
      wrapped('model', ({ model }) => model),
      ...metrics.map((metric) => right(metric, (row: ReportRow) => figureText(row, metric, best.get(metric)))),
      right('fit', ({ fitSeconds }) => time(fitSeconds)),
      right('score', ({ scoreSeconds }) => time(scoreSeconds)),
    ],
  };
}

export const reportTable = (report: Report, output: Output): string => printed(figuresGrid(report), 'text', output);

export interface DifferenceRow extends Difference {
  readonly metric: string;
  readonly model: string;
}

/** Every difference from the model compared with; `undefined` where none was asked for. */
export function differencesGrid(report: Report): Grid<DifferenceRow> | undefined {
  if (report.comparedWith === undefined) return undefined;
  const other = report.rows[report.comparedWith].model;
  const rows = differenceRows(report);
  return {
    title: `difference from ${other}`,
    rows,
    columns: [
      left('metric', ({ metric }) => metric),
      wrapped('model', ({ model }) => model),
      right('difference', ({ value }) => signed(value)),
      right('95 % interval', ({ ci: [low, high] }) => `${signed(low)} to ${signed(high)}`),
      right('p', ({ p }) => p.toFixed(3)),
      right('p (Holm)', ({ pAdjusted }) => pAdjusted.toFixed(3)),
      right('Wilcoxon', ({ perPerson }) => pText(perPerson?.wilcoxon.pAdjusted)),
      right('t-test', ({ perPerson }) => pText(perPerson?.t.pAdjusted)),
      right('people +/−', ({ perPerson }) => (perPerson === undefined ? '–' : `${perPerson.above}/${perPerson.below}`)),
    ],
  };
}

const pText = (p: number | undefined): string => (p === undefined ? '–' : p < 0.001 ? '<0.001' : p.toFixed(3));

/** How much the lists of each model are those of the model compared with; `undefined` where nothing was. */
export function overlapGrid({ comparedWith, rows }: Report): Grid<ReportRow> | undefined {
  const compared = rows.filter(({ overlap }) => overlap !== undefined);
  if (comparedWith === undefined || compared.length === 0) return undefined;
  const n = compared[0].overlap?.n;
  return {
    title: `overlap of the first ${n} with those of ${rows[comparedWith].model}: mean of |A ∩ B| / |A ∪ B|`,
    rows: compared,
    columns: [wrapped('model', ({ model }) => model), right('overlap', ({ overlap }) => overlap?.jaccard.toFixed(4) ?? '–')],
  };
}

export const differenceRows = (report: Report): DifferenceRow[] =>
  metricNames(report).flatMap((metric) =>
    report.rows.flatMap(({ model, differences }) => {
      const difference = differences?.[metric];
      return difference === undefined ? [] : [{ metric, model, ...difference }];
    }),
  );

export const signed = (value: number, digits = 4): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;

export interface PartsRow {
  readonly metric: string;
  readonly model: string;
  /** One figure a fold or seed. */
  readonly figures: readonly (number | undefined)[];
  readonly mean: number;
  /** With n − 1. */
  readonly deviation: number;
}

/** More columns than this are not read by anyone. */
const mostParts = 10;

/** Folds, or seeds, one by one; `undefined` where there is one of each. */
export function partsGrid(report: Report): Grid<PartsRow> | undefined {
  const parts = partsOf(report);
  if (parts === undefined) return undefined;
  const { title, names, rows } = parts;
  const shown = names.length <= mostParts;
  const ends = (of: (...values: number[]) => number) => (row: PartsRow) => of(...defined(row.figures)).toFixed(4);
  const columns: Column<PartsRow>[] = shown
    ? names.map((name, n) => right(name, ({ figures }: PartsRow) => figures[n]?.toFixed(4) ?? '–'))
    : [right('lowest', ends(Math.min)), right('highest', ends(Math.max))];
  return {
    title,
    rows,
    columns: [
      left('metric', ({ metric }) => metric),
      wrapped('model', ({ model }) => model),
      ...columns,
      right('mean', ({ mean }) => mean.toFixed(4)),
      right('sd', ({ deviation }) => deviation.toFixed(4)),
    ],
  };
}

export function partsOf(report: Report): { title: string; names: readonly string[]; rows: readonly PartsRow[] } | undefined {
  const { rows, seeds, data } = report;
  if (seeds === undefined && data.folds === 1) return undefined;
  const names = seeds?.numbers.map((seed) => `seed ${seed}`) ?? Array.from({ length: data.folds }, (_, fold) => `fold ${fold + 1}`);
  const title =
    seeds === undefined
      ? `${data.folds} folds: mean, and standard deviation (n − 1) over them`
      : `${names.length} seeds of ${seeds.of}: mean, and standard deviation (n − 1) over them`;
  const found = metricNames(report).flatMap((metric) =>
    rows.flatMap((row) => {
      const figures = (row.seeds ?? row.folds ?? []).map(({ metrics }) => metrics[metric]);
      const known = defined(figures);
      if (known.length === 0) return [];
      const mean = known.reduce((sum, figure) => sum + figure, 0) / known.length;
      const squares = known.reduce((sum, figure) => sum + (figure - mean) ** 2, 0);
      return [{ metric, model: row.model, figures, mean, deviation: known.length < 2 ? 0 : Math.sqrt(squares / (known.length - 1)) }];
    }),
  );
  return { title, names, rows: found };
}

const defined = (figures: readonly (number | undefined)[]): number[] => figures.filter((figure) => figure !== undefined);

interface CsvRow {
  readonly row: ReportRow;
  readonly part: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly whole: boolean;
  readonly ci?: ReportRow['ci'];
  readonly exposure?: Exposure;
}

/** Everything as numbers: a line a model, and one for each of its folds or seeds. */
export function reportCsv(report: Report): Grid<CsvRow> {
  const parts = partsOf(report);
  const rows = report.rows.flatMap((row): CsvRow[] => [
    { row, part: 'all', metrics: row.metrics, ci: row.ci, whole: true },
    ...(row.seeds ?? row.folds ?? []).map(({ metrics }, p) => ({ row, part: parts?.names[p] ?? '', metrics, whole: false })),
    ...(row.aging?.windows ?? []).map(({ kept: metrics, from }) => ({
      row,
      part: `kept, from ${from.slice(0, 10)}`,
      metrics,
      whole: false,
    })),
    ...(row.groups ?? []).map(({ by, group, metrics, ci }) => ({ row, part: `${by}=${group}`, metrics, ci, whole: false })),
    ...(row.exposure ?? []).map((exposure) => ({
      row,
      part: `${exposure.by}=${exposure.group}`,
      metrics: {},
      whole: false,
      exposure,
    })),
  ]);
  const number = (heading: string, value: (row: CsvRow) => number | undefined): Column<CsvRow> =>
    right(heading, (row) => value(row)?.toString() ?? '');
  const whole = (heading: string, value: (row: ReportRow) => number | undefined): Column<CsvRow> =>
    number(heading, ({ row, whole }) => (whole ? value(row) : undefined));
  const compared = report.comparedWith !== undefined;
  return {
    rows,
    columns: [
      left('model', ({ row }) => row.model),
      ...(rows.length === report.rows.length ? [] : [left('part', ({ part }: CsvRow) => part)]),
      ...metricNames(report).flatMap((name) => [
        number(name, ({ metrics }) => metrics[name]),
        ...(report.rows.some(({ ci }) => ci[name] !== undefined)
          ? [number(`${name} low`, ({ ci }) => ci?.[name]?.[0]), number(`${name} high`, ({ ci }) => ci?.[name]?.[1])]
          : []),
        ...(compared && report.rows.some(({ differences }) => differences?.[name] !== undefined)
          ? [
              whole(`${name} difference`, ({ differences }) => differences?.[name]?.value),
              whole(`${name} difference low`, ({ differences }) => differences?.[name]?.ci[0]),
              whole(`${name} difference high`, ({ differences }) => differences?.[name]?.ci[1]),
              whole(`${name} p`, ({ differences }) => differences?.[name]?.p),
              whole(`${name} p adjusted`, ({ differences }) => differences?.[name]?.pAdjusted),
              ...(['wilcoxon', 't'] as const).flatMap((kind) => [
                whole(`${name} ${kind} p`, ({ differences }) => differences?.[name]?.perPerson?.[kind].p),
                whole(`${name} ${kind} p adjusted`, ({ differences }) => differences?.[name]?.perPerson?.[kind].pAdjusted),
              ]),
            ]
          : []),
      ]),
      ...(report.rows.some(({ overlap }) => overlap !== undefined) ? [whole('overlap', ({ overlap }) => overlap?.jaccard)] : []),
      ...(rows.some(({ exposure }) => exposure !== undefined)
        ? (['places', 'catalog', 'training', 'relevant'] as const).map((share) =>
            number(`share of ${share}`, ({ exposure }) => exposure?.[share]),
          )
        : []),
      whole('fit seconds', ({ fitSeconds }) => fitSeconds),
      whole('score seconds', ({ scoreSeconds }) => scoreSeconds),
    ],
  };
}

/** In the order asked for: that of the row that has the most. */
export function metricNames({ rows }: Report): readonly string[] {
  const names = rows.map(({ metrics }) => Object.keys(metrics));
  return [...new Set(names.sort((a, b) => b.length - a.length).flat())];
}

/** `undefined` where neither direction is better, or nothing is compared. */
export function bestFigure(metric: string, rows: readonly ReportRow[]): number | undefined {
  const figures = rows.map(({ metrics }) => metrics[metric]).filter((figure) => figure !== undefined);
  const { direction } = metricEntry(metric.replace(/ \(.*$/, ''));
  if (figures.length < 2 || direction === 'neither') return undefined;
  return direction === 'higher' ? Math.max(...figures) : Math.min(...figures);
}

export function figureText({ metrics, ci }: Pick<ReportRow, 'metrics' | 'ci'>, metric: string, best: number | undefined): string {
  const figure = metrics[metric];
  if (figure === undefined) return '–';
  const interval = ci[metric];
  const spread = interval === undefined ? '' : ` ±${((interval[1] - interval[0]) / 2).toFixed(4)}`;
  return `${figure.toFixed(4)}${spread}${best === undefined ? '' : figure === best ? ' *' : '  '}`;
}
