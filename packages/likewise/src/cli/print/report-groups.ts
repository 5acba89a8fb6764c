/** Groups of an evaluation as tables: how well each group of users is served, and how often each group of items is shown. */
import type { Exposure, GroupReport, Report } from '@likewise/core';
import { percent, whole } from '../../words/numbers.ts';
import type { Grid } from './grid.ts';
import { figureText, metricNames } from './report-table.ts';
import { right, wrapped } from './table.ts';

interface GroupRow extends GroupReport {
  readonly model: string;
}

/** One table for each grouping of users. */
export function groupGrids(report: Report): Grid<GroupRow>[] {
  const all = report.rows.flatMap(({ model, groups = [] }) => groups.map((group) => ({ ...group, model })));
  return [...new Set(all.map(({ by }) => by))].map((by) => {
    const of = all.filter((row) => row.by === by);
    const groups = [...new Set(of.map(({ group }) => group))];
    return {
      title: `by ${by}`,
      rows: groups.flatMap((group) => of.filter((row) => row.group === group)),
      columns: [
        wrapped('group', groupText),
        right('users', ({ users }) => whole(users)),
        wrapped('model', ({ model }) => model),
        ...metricNames(report).map((metric) => right(metric, (row: GroupRow) => figureText(row, metric, undefined))),
      ],
    };
  });
}

interface ExposureRow {
  readonly of: Exposure;
  /** By model, the share of the places in its lists. */
  readonly places: readonly (number | undefined)[];
}

/** One table for each grouping of items, a column for each model that made lists. */
export function exposureGrids({ rows }: Report): Grid<ExposureRow>[] {
  const first = rows.find(({ exposure }) => exposure !== undefined)?.exposure ?? [];
  const shown = rows.filter(({ exposure }) => exposure !== undefined);
  return [...new Set(first.map(({ by }) => by))].map((by) => ({
    title: `by ${by}: share of the catalog, of the training interactions, of what was relevant, and of the first ${first[0].n} places of the lists`,
    rows: first
      .filter((of) => of.by === by)
      .map((of) => ({
        of,
        places: shown.map(({ exposure = [] }) => exposure.find((one) => one.by === by && one.group === of.group)?.places),
      })),
    columns: [
      wrapped('group', ({ of }) => groupText(of)),
      right('catalog', ({ of }) => percent(of.catalog)),
      right('training', ({ of }) => percent(of.training)),
      right('relevant', ({ of }) => percent(of.relevant)),
      ...shown.map(({ model }, m) => right(model, ({ places }: ExposureRow) => (places[m] === undefined ? '–' : percent(places[m])))),
    ],
  }));
}

/** "new (≤ 12)". */
export function groupText({ group, from, to }: Pick<GroupReport, 'group' | 'from' | 'to'>): string {
  if ((from === undefined && to === undefined) || /^[≤>\d]/.test(group)) return group;
  return `${group} (${to === undefined ? `≥ ${from}` : from === undefined ? `≤ ${to}` : `${from}–${to}`})`;
}

/** What the groups are, for those who read the tables. */
export function groupNotes({ rows, data }: Report): string[] {
  const named = (of: (row: Report['rows'][number]) => readonly { readonly by: string }[] | undefined): string[] => [
    ...new Set(rows.flatMap((row) => (of(row) ?? []).map(({ by }) => by))),
  ];
  const [users, items] = [named((row) => row.groups), named((row) => row.exposure)];
  const notes: string[] = [];
  const several = data.folds > 1 ? '; bounds are those of the first fold' : '';
  if (users.includes('users:activity'))
    notes.push(
      `users:activity: new, light and heavy are thirds of the people judged, by how many interactions they are known by; equal counts stand together${several}.`,
    );
  const columns = users.filter((by) => !by.startsWith('users:activity'));
  if (columns.length > 0)
    notes.push(`${columns.join(', ')}: who has several values is in each of those groups; who has none is in "(none)".`);
  if (items.includes('items:popularity'))
    notes.push(
      'items:popularity: head, middle and tail are the fewest most popular items that have a third of the training interactions, the next third, and the rest.',
    );
  if (items.some((by) => by !== 'items:popularity'))
    notes.push('an item of several values gives an equal part of itself to each of those groups, so that shares add up to 100 %.');
  return notes;
}
