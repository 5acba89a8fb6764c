/** What the page of an evaluation shows beyond its figures, gathered while models are judged: curves, the long tail, some people's lists. */

import type * as Core from '@likewise/core';
import type { CurvePoint, EvaluateOptions, Interactions, ListPlace, RecordedCurve, TrainingPlace } from '@likewise/core';
import type { ShownItem, ShownPerson, Sights, TailShares } from '../../print/report-sights.ts';

/** Of each list, as many items count. */
const LENGTH = 10;
const PEOPLE = 10;
const PARTS = 10;

/** Of the first seed and the first fold: what one training of each model shows. */
export class SightsInMaking implements Required<Pick<EvaluateOptions, 'onEpoch' | 'onList'>> {
  readonly #models: number;
  readonly #seed: number;
  readonly #record: () => RecordedCurve;
  readonly #curves = new Map<number, RecordedCurve>();
  /** How often each item was shown, by model; [items]. */
  readonly #shown: Uint32Array[] = [];
  readonly #people = new Map<number, PersonInMaking>();
  #place: ListPlace | undefined;

  constructor(core: Pick<typeof Core, 'recordCurve'>, models: number, seed: number) {
    this.#models = models;
    this.#seed = seed;
    this.#record = core.recordCurve;
  }

  readonly onEpoch: NonNullable<EvaluateOptions['onEpoch']> = (report, place) => {
    if (!this.#isFirst(place)) return;
    const curve = this.#curves.get(place.position) ?? this.#record();
    this.#curves.set(place.position, curve);
    // Without a held-out part nothing of it is awaited.
    void curve.onEpoch(report);
  };

  readonly onList: NonNullable<EvaluateOptions['onList']> = (list, place) => {
    if (!this.#isFirst(place)) return;
    if (this.#place === undefined) {
      this.#place = place;
      for (const user of chosenOf(place)) this.#people.set(user, { known: [], relevant: new Set(), lists: [] });
    }
    const { position, user, train } = place;
    this.#shown[position] ??= new Uint32Array(train.items.size);
    const counts = this.#shown[position];
    const length = Math.min(list.length, LENGTH);
    for (let k = 0; k < length; k++) counts[list.items[k]]++;
    const person = this.#people.get(user);
    if (person === undefined) return;
    person.known = Array.from(list.known);
    for (const item of Array.from(list.relevantItems)) person.relevant.add(item);
    person.lists[position] ??= Array.from(list.items.subarray(0, length));
  };

  /** @param data what the file held, where values and times of histories are looked up */
  sights(data: Interactions, titleOf: (item: Core.Id) => string | undefined): Sights {
    const curves = Array.from({ length: this.#models }, (_, m) => timed(this.#curves.get(m)?.curve ?? []));
    const place = this.#place;
    if (place === undefined) return { curves, people: [], tail: undefined };
    const { ids } = place.train.items;
    const shownItem = (item: number): ShownItem => ({ id: String(ids[item]), title: titleOf(ids[item]) });
    const people = [...this.#people].map(([user, { known, relevant, lists }]): ShownPerson => {
      const met = historyOf(data, place.train.users.ids[user]);
      const history = known
        .map((item) => ({ ...shownItem(item), ...met.get(ids[item]) }))
        .sort((a, b) => (b.timestamp ?? 0) - (a.timestamp ?? 0) || (b.value ?? 0) - (a.value ?? 0));
      return {
        user: String(place.train.users.ids[user]),
        known: known.length,
        history: history.slice(0, LENGTH),
        relevant: Array.from(relevant, shownItem),
        lists: Array.from({ length: this.#models }, (_, m) => lists[m]?.map((item) => ({ ...shownItem(item), isHit: relevant.has(item) }))),
      };
    });
    return { curves, people, tail: this.#tail(place.train) };
  }

  #tail(train: Interactions): TailShares {
    const counts = train.itemUsers.pointers.subarray(1).map((end, item) => end - train.itemUsers.pointers[item]);
    const order = Uint32Array.from(counts.keys()).sort((a, b) => counts[b] - counts[a] || a - b);
    const sharesOf = (values: Uint32Array): number[] => {
      const parts = new Array<number>(PARTS).fill(0);
      for (const [place, item] of order.entries()) parts[Math.floor((place * PARTS) / order.length)] += values[item];
      const sum = parts.reduce((total, part) => total + part, 0);
      return parts.map((part) => part / sum);
    };
    return {
      training: sharesOf(counts),
      models: Array.from({ length: this.#models }, (_, m) => this.#shown[m] && sharesOf(this.#shown[m])),
      length: LENGTH,
    };
  }

  #isFirst = ({ seed, fold }: TrainingPlace): boolean => seed === this.#seed && fold === 1;
}

/** The clock of a curve begins to run with its first epoch, of which the time is not known. */
const timed = (curve: readonly CurvePoint[]): readonly CurvePoint[] =>
  curve.map(({ seconds, ...point }, p) => (p === 0 || seconds === undefined ? point : { ...point, seconds }));

interface PersonInMaking {
  known: readonly number[];
  readonly relevant: Set<number>;
  readonly lists: (readonly number[])[];
}

/** From those with the shortest history to those with the longest, evenly. */
function chosenOf({ judged, known: { pointers } }: ListPlace): readonly number[] {
  const sorted = Array.from(judged).sort((a, b) => pointers[a + 1] - pointers[a] - (pointers[b + 1] - pointers[b]) || a - b);
  const count = Math.min(PEOPLE, sorted.length);
  return Array.from({ length: count }, (_, k) => sorted[Math.floor(((k + 0.5) * sorted.length) / count)]);
}

/** What the file says of each item of a person. */
function historyOf(
  { users, items, userItems, timestamps, valueKind }: Interactions,
  user: Core.Id,
): Map<Core.Id, { value?: number; timestamp?: number }> {
  const index = users.indexOf(user);
  const found = new Map<Core.Id, { value?: number; timestamp?: number }>();
  if (index === undefined) return found;
  for (let e = userItems.pointers[index]; e < userItems.pointers[index + 1]; e++) {
    const time = timestamps?.[e];
    found.set(items.ids[userItems.indexes[e]], {
      ...(valueKind === 'none' ? {} : { value: userItems.values[e] }),
      ...(time === undefined || Number.isNaN(time) ? {} : { timestamp: time }),
    });
  }
  return found;
}
