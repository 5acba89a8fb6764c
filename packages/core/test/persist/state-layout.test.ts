import { expect, test } from 'vitest';
import { IdMap } from '../../src/data/id-map.ts';
import { xxHash32 } from '../../src/math/xxhash.ts';
import type { ModelState } from '../../src/models/contract/state.ts';
import { decodeSafetensors, encodeSafetensors } from '../../src/persist/safetensors.ts';
import { packState, unpackState } from '../../src/persist/state-layout.ts';

const state: ModelState = {
  settings: { factors: 2, solver: 'auto', deep: { list: [1, null, 'x', true] }, left: undefined },
  users: new IdMap(['a', 'b']),
  items: new IdMap([3, '3', 'ü']),
  seen: { rows: 2, columns: 3, pointers: Uint32Array.of(0, 2, 2), indexes: Uint32Array.of(0, 2) },
  ratings: { rows: 2, columns: 3, pointers: Uint32Array.of(0, 1, 2), indexes: Uint32Array.of(1, 0), values: Float32Array.of(4.5, 0) },
  userFactors: { rows: 2, columns: 2, values: Float32Array.of(1, 2, 3, Number.NaN) },
  precise: { rows: 1, columns: 2, values: Float64Array.of(0.1, Number.POSITIVE_INFINITY) },
  empty: { rows: 0, columns: 5, values: new Float32Array(0) },
  bytes: Uint8Array.of(1, 2, 255),
  signed: Int32Array.of(-1),
  mean: 3.5,
  labels: ['x', 'y'],
  nothing: null,
  absent: undefined,
};
const { absent: _, ...kept } = {
  ...state,
  absent: undefined,
  settings: { factors: 2, solver: 'auto', deep: { list: [1, null, 'x', true] } },
};

test.each([{ idsInHeader: 1_000_000 }, { idsInHeader: 2 }])('every kind of value comes back, with %o', (limits) => {
  expect(unpackState(decodeSafetensors(encodeSafetensors(packState(state, limits))))).toEqual(kept);
});

test('very many ids stand in a tensor of JSON text', () => {
  const { tensors, metadata } = packState(state, { idsInHeader: 2 });
  expect(metadata.has('ids.items')).toBe(false);
  expect(new TextDecoder().decode(tensors.get('items')?.values as Uint8Array)).toBe('[3,"3","ü"]');
});

test.each<[string, Partial<ModelState>, string]>([
  ['NaN in settings', { settings: { rate: Number.NaN } }, 'encodeModel: settings.rate cannot be kept in a file; got NaN.'],
  ['a function', { extra: (() => 1) as never }, 'encodeModel: extra cannot be kept in a file'],
  ['a Map', { settings: { map: new Map() as never } }, 'encodeModel: settings.map cannot be kept'],
  ['an id that is NaN', { users: new IdMap([Number.NaN, 1]) }, 'encodeModel: users: an id must be text or a finite number; got NaN.'],
])('refuses %s', (_name, change, message) => {
  expect(() => packState({ ...state, ...change } as ModelState)).toThrow(message);
});

test('a state without users, items or settings is no model', () => {
  for (const key of ['users', 'items', 'settings']) {
    const { [key]: _gone, ...rest } = state;
    expect(() => unpackState(packState(rest as unknown as ModelState)), key).toThrow('the model file is damaged');
  }
});

test('xxHash32 gives the published hashes', () => {
  const hash = (text: string): number => xxHash32(new TextEncoder().encode(text));
  expect(hash('')).toBe(0x02cc5d05);
  expect(hash('a')).toBe(0x550d7456);
  expect(hash('abc')).toBe(0x32d153ff);
  expect(hash('Nobody inspects the spammish repetition')).toBe(0xe2293b2f);
});
