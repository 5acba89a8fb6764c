/**
 * §4, model files of others: a file whose bytes or values are not those that a training wrote is refused with a code, or answers like any
 * model: no exception of another kind, no endless loop, no NaN as a score or a prediction. Seeded: a failure names its case.
 */
import { describe, expect, test } from 'vitest';
import { LikewiseError } from '../../src/errors.ts';
import { type Random, seededRandom } from '../../src/math/random.ts';
import { modelCatalog, modelEntry } from '../../src/models/catalog.ts';
import { can, type Model, type Recommender, type UserQuery } from '../../src/models/contract/model.ts';
import { decodeModel, encodeModel } from '../../src/persist/model-file.ts';
import { decodeSafetensors, encodeSafetensors, type StoredTensor, type TensorFile } from '../../src/persist/safetensors.ts';
import { lawData } from '../../testkit/law-data.ts';
import { shortened } from '../../testkit/laws/option-laws.ts';

const CASES = 120;

describe.each(modelCatalog.map((entry) => [entry.name, entry] as const))('%s', (name, entry) => {
  test('mutated files are refused or answered', async () => {
    const fitted = await entry.create(shortened(entry.options)).fit(lawData(entry));
    const bytes = encodeModel(fitted);
    for (let number = 0; number < CASES; number++) {
      const random = seededRandom(number, `crafted ${name}`);
      const [what, file] = mutated(bytes, random);
      const label = `case ${number} of ${name}: ${what}`;
      const started = performance.now();
      let model: Model;
      try {
        model = decodeModel(file, [entry]);
      } catch (error) {
        if (!(error instanceof LikewiseError)) throw new Error(label, { cause: error });
        continue;
      }
      try {
        ask(model, label);
      } catch (error) {
        if (!(error instanceof LikewiseError))
          throw new Error(`${label}: ${error instanceof Error ? error.message : error}`, { cause: error });
      }
      expect(performance.now() - started, `${label}: milliseconds`).toBeLessThan(3000);
    }
  });
});

test.each([
  ['bpr', 'epochs'],
  ['bpr', 'candidates'],
  ['logistic-mf', 'epochs'],
  ['logistic-mf', 'negatives'],
] as const)('%s: a file that says %s without end keeps nobody waiting', async (name, option) => {
  const entry = modelEntry<string>(name);
  const { tensors, metadata } = decodeSafetensors(encodeModel(await entry.create(shortened(entry.options)).fit(lawData(entry))));
  const settings = JSON.parse(metadata.get('json.settings') as string) as object;
  const changed = new Map(metadata).set('json.settings', JSON.stringify({ ...settings, [option]: 2 ** 52 }));
  changed.delete('likewise.checksum');
  const ratings = [{ item: 'i0' }, { item: 'i3' }];
  const asked = (): unknown =>
    (decodeModel(encodeSafetensors({ tensors, metadata: changed }), [entry]) as Model as Recommender).recommend({ ratings });
  expect(asked).toThrow(expect.objectContaining({ code: expect.stringMatching(/too-large|invalid-option/) }));
});

/** Every question of the model; each score and prediction is a number or is not given. */
function ask(model: Model, label: string): void {
  const users: UserQuery[] = [
    'u0',
    'u7',
    {
      ratings: [
        { item: 'i0', value: 4 },
        { item: 'i3', value: 2 },
      ],
    },
    { ratings: [] },
  ];
  for (const user of users) {
    const attempt = (question: () => void): void => {
      try {
        question();
      } catch (error) {
        if (!(error instanceof LikewiseError)) throw error;
      }
    };
    attempt(() => {
      if (!can(model, 'predict')) return;
      for (const item of ['i0', 'i5', 'i12']) {
        const rating = model.predict(user, item);
        if (rating !== undefined) expect(Number.isFinite(rating), `${label}: predict ${rating}`).toBe(true);
      }
    });
    attempt(() => {
      if (!can(model, 'recommend')) return;
      for (const { score } of model.recommend(user, { n: 5 }) ?? []) expect(Number.isFinite(score), `${label}: score ${score}`).toBe(true);
    });
    attempt(() => {
      if (!can(model, 'explain')) return;
      const { because = [] } = model.explain(user, 'i2') ?? {};
      for (const { contribution } of because) expect(Number.isFinite(contribution), `${label}: reason ${contribution}`).toBe(true);
    });
    attempt(() => {
      if (can(model, 'score'))
        for (const score of model.scoreItems(user) ?? [])
          expect(Math.abs(score), `${label}: scoreItems`).not.toBe(Number.POSITIVE_INFINITY);
    });
    attempt(() => {
      if (can(model, 'uncertain') && typeof user !== 'object') {
        const { low = 0, high = 0 } = model.predictInterval(user, 'i3') ?? {};
        expect(Number.isFinite(low) && Number.isFinite(high), `${label}: interval ${low} to ${high}`).toBe(true);
      }
    });
  }
  if (can(model, 'similar'))
    for (const { score } of model.similarItems('i1', { n: 5 }) ?? [])
      expect(Number.isFinite(score), `${label}: similar ${score}`).toBe(true);
}

const pick = <T>(random: Random, list: readonly T[]): T => list[random.integer(list.length)];
const strange = [
  0,
  -1,
  1,
  0.5,
  -0.5,
  2,
  65,
  1e6,
  1e9,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 53,
  1e18,
  1e38,
  -1e38,
  1e300,
  1e-300,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];
const strangeJson: readonly unknown[] = [
  ...strange.filter(Number.isFinite),
  null,
  true,
  '',
  'ratings',
  [],
  {},
  [null],
  { min: 5, max: 1 },
  { min: 0, max: 0 },
  '__proto__',
];

/** One kind of change, and the file without its checksum. */
function mutated(bytes: Uint8Array, random: Random): [what: string, file: Uint8Array] {
  if (random.integer(4) === 0) return flipped(bytes, random);
  const { tensors, metadata } = decodeSafetensors(bytes.slice());
  const file = { tensors: new Map(tensors), metadata: new Map(metadata) };
  file.metadata.delete('likewise.checksum');
  const kinds = [changedValue, changedValue, changedSetting, changedSetting, changedJson, otherShape, otherType];
  const what = Array.from({ length: 1 + random.integer(2) }, () => pick(random, kinds)(file, random)).join('; ');
  return [what, encodeSafetensors(file)];
}

type Parts = { readonly tensors: Map<string, StoredTensor>; readonly metadata: Map<string, string> } & TensorFile;

function flipped(bytes: Uint8Array, random: Random): [what: string, file: Uint8Array] {
  // The key of the checksum is renamed, so that the file is one without.
  const file = bytes.slice();
  const text = new TextDecoder('latin1').decode(file);
  file[text.indexOf('likewise.checksum') + 3] ^= 1;
  const places = Array.from({ length: 1 + random.integer(3) }, () => 8 + random.integer(file.length - 8));
  for (const at of places) file[at] = random.integer(256);
  return [`bytes ${places}`, file];
}

function changedValue({ tensors }: Parts, random: Random): string {
  const [name, { shape, values }] = pick(random, [...tensors]);
  const changed = values.slice();
  const value = pick(random, strange);
  const all = random.integer(4) === 0;
  const at = random.integer(Math.max(1, changed.length));
  if (all) changed.fill(value);
  else if (changed.length > 0) changed[at] = value;
  tensors.set(name, { shape, values: changed });
  return `${name}[${all ? 'all' : at}] = ${value}`;
}

function changedSetting({ metadata }: Parts, random: Random): string {
  const settings = JSON.parse(metadata.get('json.settings') as string) as Record<string, unknown>;
  const names = Object.keys(settings);
  if (names.length === 0) return 'nothing';
  const name = pick(random, names);
  settings[name] = pick(random, strangeJson);
  if (random.integer(6) === 0) delete settings[name];
  metadata.set('json.settings', JSON.stringify(settings));
  return `settings.${name} = ${JSON.stringify(settings[name])}`;
}

function changedJson({ metadata }: Parts, random: Random): string {
  const keys = [...metadata.keys()].filter((key) => key.startsWith('json.') && key !== 'json.settings');
  if (keys.length === 0) return 'nothing';
  const key = pick(random, keys);
  const value = JSON.parse(metadata.get(key) as string) as unknown;
  const strangeValue = pick(random, strangeJson);
  const parts = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const part = parts.length > 0 && random.integer(2) === 0 ? pick(random, parts) : undefined;
  if (part === undefined) metadata.set(key, JSON.stringify(strangeValue));
  else {
    (value as Record<string, unknown>)[part] = strangeValue;
    metadata.set(key, JSON.stringify(value));
  }
  return `${key}${part === undefined ? '' : `.${part}`} = ${JSON.stringify(strangeValue)}`;
}

function otherShape({ tensors }: Parts, random: Random): string {
  const [name, { shape, values }] = pick(random, [...tensors]);
  const length = random.integer(values.length + 1);
  if (shape.length === 2 && random.integer(2) === 0) {
    tensors.set(name, { shape: [shape[1], shape[0]], values });
    return `${name} turned`;
  }
  tensors.set(name, { shape: shape.length === 1 ? [length] : [length, 1], values: values.slice(0, length) });
  return `${name} cut to ${length}`;
}

function otherType({ tensors }: Parts, random: Random): string {
  const [name, { shape, values }] = pick(random, [...tensors]);
  const Type = pick(random, [Float32Array, Float64Array, Uint32Array, Int32Array, Uint8Array]);
  tensors.set(name, { shape, values: Type.from(values as Float32Array) });
  return `${name} as ${Type.name}`;
}
