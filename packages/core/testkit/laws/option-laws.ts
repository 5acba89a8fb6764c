/** Every option changes some answer: what a caller sets is never passed over. */
import { expect, test } from 'vitest';
import { type EdgeRow, type Edges, edgesFromRows } from '../../src/data/edges.ts';
import { featuresFromRows } from '../../src/data/features.ts';
import type { Id } from '../../src/data/id-map.ts';
import type { ContextColumn } from '../../src/data/interaction-columns.ts';
import type { Interactions } from '../../src/data/interactions.ts';
import type { AnyOptionSpecs, OptionSpec } from '../../src/options.ts';
import { interactionsFor, type Pair } from '../law-data.ts';
import { answersOf } from './answers-of.ts';
import type { AnyModel, Subject } from './subject.ts';

/** Circumstances under which an option counts: settings it goes with, and a value where the law's own do not show it. */
export interface OptionProof {
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  readonly values?: readonly (string | number | boolean)[] | undefined;
}

export function optionLaws(subject: Subject): void {
  const { entry, options } = subject;
  for (const [option, spec] of Object.entries(entry.options as AnyOptionSpecs)) {
    const proof = options.optionProofs?.[option] ?? {};
    const exempt = typeof proof === 'string' ? proof : undefined;
    test.skipIf(exempt !== undefined)(`option ${option} changes an answer${exempt === undefined ? '' : ` (${exempt})`}`, async () => {
      if (typeof proof === 'string') return;
      const alongside = { ...shortened(entry.options as AnyOptionSpecs), ...options.settings, ...proof.settings };
      const values =
        proof.values ?? otherValues(option in alongside ? ({ ...spec, default: (alongside as never)[option] } as OptionSpec) : spec);
      expect(values.length, `a value of ${option} other than its default`).toBeGreaterThan(0);
      for (const data of dataOf(subject)) {
        const before = await answered(subject, data, alongside);
        for (const value of values) {
          const after = await answered(subject, data, { ...alongside, [option]: value });
          if (before !== undefined && after !== undefined && after !== before) return;
        }
      }
      throw new Error(`${entry.name}: ${option} = ${values.join(', ')} leaves every answer as it was`);
    });
  }
}

/** Values unlike the default that stay in range. */
export function otherValues(spec: OptionSpec): (string | number | boolean)[] {
  if (spec.kind === 'boolean') return [!spec.default];
  if (spec.kind === 'choice') return spec.choices.filter((choice) => choice !== spec.default);
  if (spec.kind === 'text') return [];
  const { min, max, above, below } = spec;
  const fits = (value: number): boolean =>
    value >= (min ?? -Infinity) && value <= (max ?? Infinity) && value > (above ?? -Infinity) && value < (below ?? Infinity);
  const start = spec.default ?? (min ?? above ?? 0) + (spec.kind === 'integer' ? 2 : 0.37);
  const tries =
    spec.kind === 'integer' ? [Math.ceil(start / 2) + 1, start + 1, start - 1, start] : [start * 0.6, start * 1.5, start + 0.3, start];
  const found = tries.find((value) => value !== spec.default && fits(value));
  return found === undefined ? [] : [found];
}

/** Long training made short: what an option changes shows after few epochs. */
export function shortened(specs: AnyOptionSpecs): Record<string, number> {
  const long = ([name, spec]: [string, OptionSpec]): boolean =>
    spec.kind === 'integer' && typeof spec.default === 'number' && /epochs|samples|burnIn|factors/.test(name) && spec.default > 8;
  return Object.fromEntries(
    Object.entries(specs)
      .filter(long)
      .map(([name]) => [name, 8]),
  );
}

/** The law's data, then the same with weights where values are no ratings, and with texts, levels and numbers of everything. */
function* dataOf({ entry, train }: Subject): Generator<Interactions> {
  yield train;
  const pairs: Pair[] = train.users.ids.flatMap((_, u) =>
    Array.from(
      train.userItems.indexes.subarray(train.userItems.pointers[u], train.userItems.pointers[u + 1]),
      (i): Pair => [u, i, 1 + ((3 * u + 2 * i) % 5)],
    ),
  );
  const kind = entry.feedback === 'ratings' ? 'ratings' : 'weights';
  const rated = interactionsFor({ ...entry, feedback: 'ratings' }, train.users.size, train.items.size, pairs);
  const valued = kind === 'ratings' ? rated : rated.with({ valueKind: 'weight', ratingScale: undefined });
  yield valued;
  const words = ['the running rivers', 'a river runs', 'running the hills', 'hills and the sea', 'sea and sand'];
  const described = (ids: readonly Id[]) =>
    featuresFromRows(
      ids.map((id, k) => ({
        id,
        categories: { kind: [k % 2 === 0 ? 'even' : 'odd', `third-${k % 3}`] },
        numbers: { size: (k * 7) % 5 },
        texts: { plot: `${words[k % 5]} ${words[(k * 3 + 1) % 5]} ${k % 2 === 0 ? words[0] : 'quiet'}` },
      })),
    );
  for (const data of [valued, ...(entry.feedback === 'any' ? [rated] : [])])
    yield data.with({
      context: new Map([['part of the week', train.context.get('day') as ContextColumn]]),
      itemFeatures: described(train.items.ids),
      userFeatures: described(train.users.ids),
      edges: oneWay(train.users.ids),
    });
}

/** Everyone trusts the next of the same parity, who trusts back as little as nobody. */
const oneWay = (ids: readonly Id[]): Edges => edgesFromRows(ids.slice(2).map((id, u): EdgeRow => [ids[u], id, 1 + (u % 3)]));

/** Everything it answers, as text; `undefined` where data and settings do not go together. */
async function answered(subject: Subject, data: Interactions, settings: object): Promise<string | undefined> {
  const model = (await subject.entry
    .create(settings)
    .fit(data)
    .catch((error: Error) => {
      if (error.name !== 'LikewiseError') throw error;
    })) as AnyModel | undefined;
  if (model === undefined) return undefined;
  const { users, items } = data;
  const others = {
    ratings: users.ids.map((user) => items.ids.map((item) => model.predict?.(user, item))),
    intervals: users.ids.map((user) => items.ids.map((item) => model.predictInterval?.(user, item))),
    vector: model.foldIn?.(items.ids.slice(0, 3).map((item) => ({ item, value: 2 }))),
  };
  return JSON.stringify([answersOf(subject, model, users.ids), others], (_, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float32Array, String) : typeof value === 'number' ? String(value) : value,
  );
}
