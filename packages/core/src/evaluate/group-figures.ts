/** Figures of groups of users, and how often groups of items are listed, on one fold. */
import { columnCounts, rowIndexes } from '../matrix/sparse.ts';
import type { ListMetric } from '../metrics/metric.ts';
import type { BootstrapOptions } from './bootstrap.ts';
import type { Group, Groups } from './groups.ts';
import type { Exposure } from './report.ts';
import { figuresOfSamples, type Sample, type SampledFigures } from './sample.ts';
import type { TestPart } from './test-part.ts';

export interface GroupFigures extends SampledFigures {
  readonly by: string;
  readonly group: Group;
  /** Judged users of the group. */
  readonly users: number;
}

/** Watches the lists of one model on one fold. */
export class GroupWatch {
  /** To be asked beside those asked for; their figure is none. */
  readonly metrics: readonly ListMetric[];
  readonly #part: TestPart;
  readonly #users: readonly Groups[];
  readonly #items: readonly Groups[];
  /** Of each grouping of users, group and list metric. */
  readonly #totals: { readonly groups: Groups; readonly group: number; readonly name: string; value(): number }[] = [];
  readonly #n: number;
  /** How often each item stands among the first n. */
  readonly #places: Float64Array;

  /** @param n how much of a list shows items; 0 where nothing is listed */
  constructor(part: TestPart, groups: readonly Groups[], listing: readonly ListMetric[], n: number) {
    this.#part = part;
    this.#users = groups.filter(({ of }) => of === 'users');
    this.#items = groups.filter(({ of }) => of === 'items');
    this.#n = n;
    this.#places = new Float64Array(part.train.items.size);
    const places = this.#places;
    const shown: ListMetric = {
      kind: 'list',
      name: 'places',
      n,
      start: () => ({
        add({ items, length }) {
          for (let k = 0; k < n && k < length; k++) places[items[k]]++;
        },
        value: () => Number.NaN,
      }),
    };
    this.metrics = [
      ...this.#users.flatMap((of) => listing.map((metric) => this.#ofGroups(of, metric))),
      ...(this.#items.length > 0 && n > 0 ? [shown] : []),
    ];
  }

  /** The metric for each group apart. */
  #ofGroups(groups: Groups, metric: ListMetric): ListMetric {
    const { pointers, indexes } = groups.members;
    return {
      ...metric,
      start: (train, likeness) => {
        const collectors = groups.groups.map(() => metric.start(train, likeness));
        for (const [group, collector] of collectors.entries())
          this.#totals.push({ groups, group, name: metric.name, value: () => collector.value() });
        return {
          add(list) {
            const user = list.user as number;
            for (let e = pointers[user]; e < pointers[user + 1]; e++) collectors[indexes[e]].add(list);
          },
          value: () => Number.NaN,
        };
      },
    };
  }

  /**
   * @param ofRows of the test rows
   * @param ofUsers of those judged
   */
  figures(ofRows: readonly Sample[], ofUsers: readonly Sample[], options: BootstrapOptions): GroupFigures[] {
    const { judged, test } = this.#part;
    return this.#users.flatMap((of) => {
      const isIn = (group: number, user: number): boolean => rowIndexes(of.members, user).includes(group);
      return of.groups.map((group, g): GroupFigures => {
        const places = Uint32Array.from(judged.keys()).filter((place) => isIn(g, judged[place]));
        const ranked = figuresOfSamples(
          ofUsers.map((sample) => ({ ...sample, values: Float64Array.from(places, (place) => sample.values[place]) })),
          options,
        );
        const rows: number[] = [];
        const { pointers } = test.userItems;
        if (ofRows.length > 0)
          for (let user = 0; user < test.users.size; user++)
            if (isIn(g, user)) for (let e = pointers[user]; e < pointers[user + 1]; e++) rows.push(e);
        const rated = figuresOfSamples(
          ofRows.map((sample) => ({ ...sample, values: Float64Array.from(rows, (row) => sample.values[row]) })),
          options,
        );
        const totals = this.#totals.filter((one) => one.groups === of && one.group === g).map((one) => [one.name, one.value()] as const);
        return {
          by: of.by,
          group,
          users: places.length,
          metrics: new Map([...rated.metrics, ...ranked.metrics, ...totals.filter(([, value]) => !Number.isNaN(value))]),
          resampled: new Map([...rated.resampled, ...ranked.resampled]),
        };
      });
    });
  }

  /** Nothing where nothing was listed. */
  exposure(): Exposure[] {
    if (!this.#places.some((count) => count > 0)) return [];
    const { train, relevant, judged } = this.#part;
    const asked = new Float64Array(train.items.size);
    for (const user of judged) for (const item of rowIndexes(relevant, user)) asked[item]++;
    const catalog = new Float64Array(train.items.size).fill(1);
    const counts = Float64Array.from(columnCounts(train.userItems));
    return this.#items.flatMap((of) => {
      const share = (items: Float64Array): Float64Array => sharesOf(items, of);
      const [places, ofCatalog, training, relevantShare] = [this.#places, catalog, counts, asked].map(share);
      return of.groups.map((group, g) => ({
        by: of.by,
        ...named(group),
        n: this.#n,
        places: places[g],
        catalog: ofCatalog[g],
        training: training[g],
        relevant: relevantShare[g],
      }));
    });
  }
}

export const named = ({ name, ...bounds }: Group): { readonly group: string } & Omit<Group, 'name'> => ({ group: name, ...bounds });

/** Of what the items have, the share of each group; an item of m groups gives 1/m of its own to each. */
function sharesOf(items: Float64Array, { groups, members: { pointers, indexes } }: Groups): Float64Array {
  const sums = new Float64Array(groups.length);
  let total = 0;
  for (let item = 0; item < items.length; item++) {
    const [begin, end] = [pointers[item], pointers[item + 1]];
    for (let e = begin; e < end; e++) sums[indexes[e]] += items[item] / (end - begin);
    total += items[item];
  }
  return sums.map((sum) => sum / total);
}
