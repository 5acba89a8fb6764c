/**
 * The bits of every model of the catalog: what it learns and answers on the law data, at its defaults and with each option changed
 * once. A change of layout that must change no figure is proven by equal lines before and after.
 */
import type { Interactions } from '../src/data/interactions.ts';
import { xxHash32 } from '../src/math/xxhash.ts';
import { modelCatalog } from '../src/models/catalog.ts';
import type { CatalogEntry } from '../src/models/contract/estimator.ts';
import type { Model } from '../src/models/contract/model.ts';
import type { OptionSpec } from '../src/options.ts';
import { lawData } from './law-data.ts';
import { otherValues, shortened } from './laws/option-laws.ts';

/** Settings of one run: the defaults with epochs cut, and at most one option changed. */
function runsOf(entry: CatalogEntry): [label: string, settings: object][] {
  const specs = entry.options;
  const short = shortened(specs);
  const runs: [string, object][] = [['defaults, short', short]];
  for (const [name, spec] of Object.entries(specs))
    for (const value of otherValues(name in short ? ({ ...spec, default: 8 } as OptionSpec) : spec))
      runs.push([`${name}=${value}`, { ...short, [name]: value }]);
  return runs;
}

/** One line a run: "svd ratings epochs=5: 1a2b3c4d". */
export async function* modelBits(): AsyncGenerator<string> {
  for (const entry of modelCatalog) {
    for (const data of entry.feedback === 'any' ? (['any', 'ratings'] as const) : [entry.feedback]) {
      const train = lawData({ ...entry, feedback: data });
      for (const [label, settings] of runsOf(entry)) {
        let bits: string;
        try {
          const model = await entry.create(settings).fit(train, { threads: 2 });
          bits = hashOf(model, train);
        } catch (error) {
          bits = `refused: ${(error as { code?: string }).code ?? String(error)}`;
        }
        yield `${entry.name} ${data} ${label}: ${bits}`;
      }
    }
  }
}

function hashOf(model: Model, train: Interactions): string {
  const parts: Uint8Array[] = [];
  const { settings: _, users: __, items: ___, ...learned } = model.state;
  for (const key of Object.keys(learned).sort()) collect(learned[key], parts);
  const state = digest(parts);
  const answers: Uint8Array[] = [];
  const asked = model as unknown as Record<string, ((...args: unknown[]) => unknown) | undefined>;
  for (const user of ['u0', 'u7', 'u20']) {
    collect(asked['scoreItems']?.(user), answers);
    collect(asked['predict']?.(user, 'i3'), answers);
    collect(JSON.stringify(asked['recommend']?.(user, { n: 5 }) ?? null), answers);
    collect(JSON.stringify(asked['explain']?.(user, 'i2') ?? null), answers);
  }
  const { userItems, items } = train;
  const ratings = Array.from(userItems.indexes.subarray(0, userItems.pointers[1]), (index, e) => ({
    item: items.ids[index],
    value: userItems.values[e],
  }));
  collect(asked['scoreItems']?.({ ratings }), answers);
  collect(JSON.stringify(asked['recommend']?.({ ratings }, { n: 5 }) ?? null), answers);
  collect(JSON.stringify(asked['similarItems']?.('i1', { n: 5 }) ?? null), answers);
  return `${state} ${digest(answers)}`;
}

function collect(value: unknown, into: Uint8Array[]): void {
  if (value === undefined || value === null) into.push(new Uint8Array([0]));
  else if (ArrayBuffer.isView(value)) into.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  else if (typeof value === 'number') into.push(new Uint8Array(Float64Array.of(value).buffer));
  else if (typeof value === 'string') into.push(new TextEncoder().encode(value));
  else if (typeof value === 'boolean') into.push(new Uint8Array([Number(value)]));
  else for (const key of Object.keys(value).sort()) collect((value as Record<string, unknown>)[key], into);
}

function digest(parts: readonly Uint8Array[]): string {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length + 1, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length + 1;
  }
  return xxHash32(all).toString(16).padStart(8, '0');
}
