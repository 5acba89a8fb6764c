/** How models age, as a table: each window by the model kept from the first and by the one trained anew. */
import type { Difference, Report } from '@likewise/core';
import type { Grid } from './grid.ts';
import { signed } from './report-table.ts';
import { left, right, wrapped } from './table.ts';

interface AgingRow {
  readonly metric: string;
  readonly from: string;
  readonly days: number;
  readonly model: string;
  readonly kept: number | undefined;
  readonly retrained: number | undefined;
  readonly difference: Difference | undefined;
}

/** `undefined` where nothing was asked about aging. */
export function agingGrid({ rows }: Report): Grid<AgingRow> | undefined {
  const metrics = [...new Set(rows.flatMap(({ aging }) => Object.keys(aging?.windows[0].retrained ?? {})))];
  const all = metrics.flatMap((metric) =>
    rows.flatMap(({ model, aging }) =>
      (aging?.windows ?? []).map(
        ({ from, kept, retrained, differences }, _, windows): AgingRow => ({
          metric,
          from: from.slice(0, 10),
          days: Math.round((Date.parse(from) - Date.parse(windows[0].from)) / 86_400_000),
          model,
          kept: kept[metric],
          retrained: retrained[metric],
          difference: differences[metric],
        }),
      ),
    ),
  );
  const shown = all.filter(({ kept, retrained }) => kept !== undefined || retrained !== undefined);
  if (shown.length === 0) return undefined;
  const figure = (value: number | undefined): string => value?.toFixed(4) ?? '–';
  return {
    title: 'aging: the model of the first window kept, and trained anew for each',
    rows: shown,
    columns: [
      left('metric', ({ metric }) => metric),
      wrapped('model', ({ model }) => model),
      left('window from', ({ from }) => from),
      right('days', ({ days }) => String(days)),
      right('kept', ({ kept }) => figure(kept)),
      right('retrained', ({ retrained }) => figure(retrained)),
      right('difference', ({ difference }) => (difference === undefined ? '' : signed(difference.value))),
      right('95 % interval', ({ difference }) => (difference === undefined ? '' : difference.ci.map((end) => signed(end)).join(' to '))),
      right('p (Holm)', ({ difference }) => difference?.pAdjusted.toFixed(3) ?? ''),
    ],
  };
}

/** When retraining pays, and what the table says. */
export function agingNotes({ rows }: Report): string[] {
  const notes = rows.flatMap(({ model, aging }) => {
    const texts = Object.entries(aging?.pays ?? {}).map(([metric, at]) =>
      at === null ? `${metric} in no window` : `${metric} from ${at.from.slice(0, 10)}, after ${Math.round(at.days)} days`,
    );
    return texts.length === 0 ? [] : [`retraining ${model} pays: ${texts.join('; ')}.`];
  });
  if (notes.length === 0) return [];
  return [
    ...notes,
    'retraining pays from the first window in which the whole interval of the difference, retrained less kept, speaks for it; p (Holm) is corrected for the windows. The kept model has no list for people it never met: they count as nothing right.',
  ];
}
