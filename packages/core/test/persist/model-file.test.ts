import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import golden from '../../../../golden/model_file.json' with { type: 'json' };
import manifest from '../../package.json' with { type: 'json' };
import { interactionsFromRows } from '../../src/data/rows.ts';
import { LikewiseError } from '../../src/errors.ts';
import { biasEntry } from '../../src/models/baseline/bias.ts';
import { popular, popularEntry } from '../../src/models/baseline/popular.ts';
import { decodeModel, encodeModel, modelFileAbout } from '../../src/persist/model-file.ts';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from '../../src/persist/safetensors.ts';
import { libraryVersion, modelFormatVersion } from '../../src/persist/version.ts';
import fc from '../../testkit/properties.ts';

// biome-ignore lint/suspicious/noExplicitAny: the tests write what no type allows.
type Header = Record<string, any>;

const rows = [
  { user: 'ann', item: 7 },
  { user: 'ann', item: '7' },
  { user: 'ann', item: '007' },
  { user: 'bob', item: 'Tape\nwide "M8"' },
  { user: 'bob', item: '7' },
  { user: '😀 é \ud800', item: -1.5 },
];
const model = await popular().fit(interactionsFromRows(rows));
const origin = { savedAt: '2026-01-02T03:04:05Z', data: { interactions: 6, valueKind: 'none' } };
const bytes = encodeModel(model, origin);

/** Decodes; the code of the refusal. Any other kind of exception fails the test. */
function refusal(file: Uint8Array): string | undefined {
  try {
    decodeModel(file, [popularEntry]);
  } catch (error) {
    if (error instanceof LikewiseError) return error.code;
    throw error;
  }
  return undefined;
}

/** The file with header and metadata changed, checksum dropped: what a forger would write. */
function forged(change: (header: Header) => void, { text }: { text?: string } = {}): Uint8Array {
  const size = new DataView(bytes.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + size)));
  delete header.__metadata__['likewise.checksum'];
  change(header);
  const encoded = new TextEncoder().encode(text ?? JSON.stringify(header));
  const data = bytes.subarray(8 + size);
  const file = new Uint8Array(8 + encoded.length + data.length);
  new DataView(file.buffer).setUint32(0, encoded.length, true);
  file.set(encoded, 8);
  file.set(data, 8 + encoded.length);
  return file;
}

test('a model comes back as it was', () => {
  const again = decodeModel(bytes.slice(), [popularEntry]);
  expect(again).toEqual(model);
  expect(again.items.ids).toEqual([7, '7', '007', 'Tape\nwide "M8"', -1.5]);
  expect(again.recommend('bob')).toEqual(model.recommend('bob'));
});

test('a file of a model whose entry was not given is refused', () => {
  expect(() => decodeModel(bytes.slice(), [biasEntry])).toThrow(
    'decodeModel: the file holds the model "popular", whose entry was not given; expected one of bias.',
  );
});

test('bytes that are not aligned in memory decode too', () => {
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  expect(decodeModel(shifted.subarray(3), [popularEntry])).toEqual(model);
});

test('the same model gives the same bytes', () => {
  expect(encodeModel(decodeModel(bytes.slice(), [popularEntry]), origin)).toEqual(bytes);
});

test('the header says what is inside, and is enough to tell', () => {
  const about = {
    ...origin,
    model: 'popular',
    formatVersion: modelFormatVersion,
    libraryVersion,
    users: 3,
    items: 5,
    settings: {},
  };
  expect(modelFileAbout(bytes)).toEqual(about);
  const dataStart = 8 + new DataView(bytes.buffer).getUint32(0, true);
  expect(modelFileAbout(bytes.subarray(0, dataStart), bytes.length)).toEqual(about);
});

test('the version in files is the version of the package', () => {
  expect(libraryVersion).toBe(manifest.version);
});

test('data begin at a multiple of 8, and each tensor at a multiple of its element size', () => {
  const file = encodeSafetensors({
    metadata: new Map(),
    tensors: new Map<string, StoredTensor>([
      ['a', { shape: [3], values: new Uint8Array(3) }],
      ['b', { shape: [1], values: new Float64Array(1) }],
      ['c', { shape: [1], values: new Float32Array(1) }],
    ]),
  });
  for (const { values } of decodeSafetensors(file).tensors.values()) expect(values.buffer).toBe(file.buffer);
});

describe('Python safetensors (golden/model_file.py)', () => {
  const original = Uint8Array.from(Buffer.from(golden.ours, 'base64'));
  const expected = decodeModel(original.slice(), [popularEntry]).state;

  test('reads the tensors of our file', () => {
    expect(golden.tensors).toEqual({
      counts: [...expected.counts],
      'seen.pointers': [...expected.seen.pointers],
      'seen.indexes': [...expected.seen.indexes],
    });
  });

  test('a file that it saved again loads: the checksum does not depend on the layout', () => {
    const resaved = Uint8Array.from(Buffer.from(golden.resaved, 'base64'));
    expect(resaved).not.toEqual(original);
    expect(decodeModel(resaved, [popularEntry]).state).toEqual(expected);
  });

  test('an older file stays readable', () => {
    expect(expected.items.ids).toEqual([7, '7', '007', 'café 😀']);
    expect([...expected.counts]).toEqual([1, 2, 1, 1]);
  });

  test('the maker of the file is beside it', () => {
    expect(readFileSync(new URL(`../../../../${golden.generator}`, import.meta.url), 'utf8')).toContain('safetensors');
  });
});

describe('what is not whole is refused', () => {
  test('cut at any byte', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(refusal(bytes.slice(0, length)), `cut at ${length}`).toBe('model-file-cut');
    }
  });

  test('any one byte changed: refused, or the same model', () => {
    let refused = 0;
    for (let at = 0; at < bytes.length; at++) {
      for (const flip of [0x01, 0x80, 0xff]) {
        const changed = bytes.slice();
        changed[at] ^= flip;
        const code = refusal(changed);
        if (code === undefined) expect(decodeModel(changed, [popularEntry]), `byte ${at}`).toEqual(model);
        else refused++;
      }
    }
    // All but the name and quotes of the checksum and the blanks that pad the header.
    expect(refused).toBeGreaterThan(bytes.length * 2.8);
  });

  test('bytes after the end', () => {
    expect(refusal(Uint8Array.from([...bytes, 0]))).toBe('model-file-damaged');
  });

  test('any bytes at all: a LikewiseError or a model, nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (file) => {
        expect(refusal(file)).toBeDefined();
      }),
    );
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(refusal(forged(() => {}, { text }))).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });

  test('any header: a LikewiseError or a model, nothing else', () => {
    const side = fc.oneof(fc.nat(20), fc.constantFrom(-1, 0.5, 2 ** 31, 2 ** 32, 2 ** 53, 1e308, Number.NaN, '3', null));
    const tensor = fc.record({
      dtype: fc.constantFrom('F32', 'F64', 'U32', 'U8', 'I32', 'BF16', '__proto__', 7),
      shape: fc.oneof(fc.array(side, { maxLength: 4 }), fc.constant('x')),
      data_offsets: fc.oneof(fc.tuple(side, side), fc.array(side)),
    });
    const headers = fc.dictionary(fc.constantFrom('counts', 'seen.pointers', 'seen.indexes', '__proto__', 'x'), tensor);
    fc.assert(
      fc.property(headers, (tensors) => {
        refusal(forged((header) => Object.assign(header, tensors)));
      }),
      { numRuns: 2000 },
    );
  });

  test.each<[string, string, (header: Header) => void]>([
    ['a newer format', 'model-version', ({ __metadata__ }) => (__metadata__['likewise.format'] = '2')],
    ['a format that is no number', 'model-file-damaged', ({ __metadata__ }) => (__metadata__['likewise.format'] = 'x')],
    ['an unknown model', 'unknown-model', ({ __metadata__ }) => (__metadata__['likewise.model'] = 'populer')],
    ['metadata of something else', 'model-file-foreign', (header) => (header.__metadata__ = { format: 'pt' })],
    ['no metadata', 'model-file-foreign', (header) => delete header.__metadata__],
    ['no layout', 'model-file-damaged', ({ __metadata__ }) => delete __metadata__.layout],
    ['no ids', 'model-file-damaged', ({ __metadata__ }) => delete __metadata__['ids.users']],
    ['ids twice', 'model-file-damaged', ({ __metadata__ }) => (__metadata__['ids.users'] = '["a","a","b"]')],
    ['fewer ids than rows', 'model-file-damaged', ({ __metadata__ }) => (__metadata__['ids.users'] = '["a"]')],
    ['ids of another kind', 'model-file-damaged', ({ __metadata__ }) => (__metadata__['ids.users'] = '[true,null,{}]')],
    ['a giant shape', 'model-file-damaged', (header) => (header.counts.shape = [2 ** 40])],
    ['a giant place', 'model-file-damaged', (header) => (header.counts.data_offsets = [0, 2 ** 50])],
    ['sides whose product overflows', 'model-file-damaged', (header) => (header.counts.shape = Array(400).fill(2 ** 52))],
    ['tensors on top of each other', 'model-file-damaged', (header) => (header.counts.data_offsets = header['seen.pointers'].data_offsets)],
    ['a missing tensor', 'model-file-damaged', (header) => delete header.counts],
    ['another element type', 'model-file-damaged', (header) => (header['seen.pointers'].dtype = 'F32')],
    ['a tensor too many', 'model-file-damaged', (header) => (header.more = { dtype: 'U8', shape: [0], data_offsets: [0, 0] })],
    ['a name of the prototype', 'model-file-damaged', (header) => (header.counts.dtype = 'constructor')],
  ])('%s', (_, code, change) => {
    expect(refusal(forged(change))).toBe(code);
  });

  test('a newer file says what to do', () => {
    const file = forged(({ __metadata__ }) => Object.assign(__metadata__, { 'likewise.format': '9', 'likewise.version': '3.1.0' }));
    expect(() => decodeModel(file, [popularEntry])).toThrow(
      `the model file was written by a newer likewise (3.1.0, file format 9); this one (${libraryVersion}) reads up to format 1: update likewise.`,
    );
  });

  test('a header that claims terabytes is refused at once', () => {
    const file = new Uint8Array(64);
    new DataView(file.buffer).setBigUint64(0, 2n ** 42n, true);
    expect(refusal(file)).toBe('model-file-foreign');
  });

  test.each([
    ['pointers that fall', 'seen.pointers', 1, 4000],
    ['an index outside', 'seen.indexes', 0, 99],
    ['indexes that do not ascend', 'seen.indexes', 0, 2],
  ])('%s', (_, name, at, value) => {
    const file = forged(() => {});
    const { tensors } = decodeSafetensors(file);
    (tensors.get(name)!.values as Uint32Array)[at] = value;
    const metadata = new Map(decodeSafetensors(file).metadata);
    expect(refusal(encodeSafetensors({ tensors, metadata }))).toBe('model-file-damaged');
  });

  test('files of other kinds are foreign', () => {
    expect(refusal(new TextEncoder().encode('user,item,rating\n1,2,3\n'))).toBe('model-file-foreign');
    expect(refusal(Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3]))).toBe('model-file-foreign');
  });
});
