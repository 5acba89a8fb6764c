/**
 * The safetensors container: 8 bytes little-endian length of the header, a JSON header (name → dtype, shape, data_offsets;
 * `__metadata__` = strings by name), then the tensors' bytes without gaps. Source: github.com/huggingface/safetensors, "Format".
 *
 * Nothing in a file is believed before it is checked, and nothing is allocated for its data: tensors are views of the bytes.
 */
import { LikewiseError } from '../errors.ts';
import type { StateTensor } from '../models/contract/state.ts';
import { utf8Bytes, utf8Text } from './utf8.ts';

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: StateTensor;
}
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** What the header says of one tensor. */
interface TensorHeader {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Bytes from the start of the data: first, and one past the last. */
  readonly start: number;
  readonly end: number;
}
export interface FileHeader {
  readonly tensors: ReadonlyMap<string, TensorHeader>;
  readonly metadata: ReadonlyMap<string, string>;
  /** Where the data begin, from the start of the file. */
  readonly dataStart: number;
}

export type Dtype = 'F64' | 'F32' | 'U32' | 'I32' | 'U8';
const arrays = { F64: Float64Array, F32: Float32Array, U32: Uint32Array, I32: Int32Array, U8: Uint8Array } as const;

/** The format's own limit on a header. */
const maxHeaderBytes = 100_000_000;

export const damaged = (what: string, data: Record<string, unknown> = {}): LikewiseError =>
  new LikewiseError('model-file-damaged', `the model file is damaged: ${what}; take a copy of it or fit the model again.`, data);
export const foreign = (what: string): LikewiseError =>
  new LikewiseError('model-file-foreign', `this is not a model file of likewise: ${what}.`);
const cut = (have: number, need: number): LikewiseError =>
  new LikewiseError(
    'model-file-cut',
    `the model file is cut short: it has ${have} bytes and needs ${need}; copy it again or fit the model again.`,
    { have, need },
  );

/** @throws LikewiseError `too-large` when the header would pass the format's limit of 100 MB. */
export function encodeSafetensors({ tensors, metadata }: TensorFile): Uint8Array {
  // Wide elements first: without gaps every tensor still begins at a multiple of its element's size.
  const sorted = [...tensors].sort(
    ([a, left], [b, right]) => right.values.BYTES_PER_ELEMENT - left.values.BYTES_PER_ELEMENT || (a < b ? -1 : 1),
  );
  const header: Record<string, unknown> = { __metadata__: Object.fromEntries(metadata) };
  let end = 0;
  for (const [name, { shape, values }] of sorted) {
    const start = end;
    end += values.byteLength;
    header[name] = { dtype: dtypeOf(values), shape, data_offsets: [start, end] };
  }
  const text = utf8Bytes(JSON.stringify(header));
  const headerBytes = Math.ceil(text.length / 8) * 8;
  if (headerBytes > maxHeaderBytes) {
    throw new LikewiseError(
      'too-large',
      `encodeModel: the header takes ${headerBytes} bytes, the file format allows ${maxHeaderBytes}; shorten the ids.`,
      { headerBytes },
    );
  }
  const bytes = new Uint8Array(8 + headerBytes + end);
  new DataView(bytes.buffer).setUint32(0, headerBytes, true);
  bytes.fill(0x20, 8 + text.length, 8 + headerBytes);
  bytes.set(text, 8);
  let at = 8 + headerBytes;
  for (const [, { values }] of sorted) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/**
 * Tensors as views of `bytes` (copies only where the memory is not aligned).
 * @throws LikewiseError `model-file-cut`, `model-file-damaged`, `model-file-foreign`
 */
export function decodeSafetensors(bytes: Uint8Array): TensorFile {
  const { tensors, metadata, dataStart } = readHeader(bytes, bytes.length);
  return {
    metadata,
    tensors: new Map([...tensors].map(([name, tensor]) => [name, { shape: tensor.shape, values: valuesOf(bytes, dataStart, tensor) }])),
  };
}

/** The checked header; `bytes` must reach at least to its end, `fileBytes` is the length of the whole file. */
export function readHeader(bytes: Uint8Array, fileBytes: number): FileHeader {
  if (bytes.length < 8) throw cut(fileBytes, 8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (headerBytes > maxHeaderBytes || (bytes.length > 8 && bytes[8] !== 0x7b)) throw foreign('it does not begin as safetensors do');
  const dataStart = 8 + headerBytes;
  if (dataStart > fileBytes) throw cut(fileBytes, dataStart);
  const parsed = parseObject(utf8Text(bytes.subarray(8, dataStart)));
  if (parsed === undefined) throw damaged('its header is not JSON');

  const metadata = new Map<string, string>();
  const tensors = new Map<string, TensorHeader>();
  for (const [name, value] of Object.entries(parsed)) {
    if (name !== '__metadata__') tensors.set(name, tensorHeader(name, value));
    else {
      if (!isObject(value)) throw damaged('its metadata are not strings by name');
      for (const [key, text] of Object.entries(value)) {
        if (typeof text !== 'string') throw damaged(`its metadata "${key}" is not a string`);
        metadata.set(key, text);
      }
    }
  }
  let end = 0;
  for (const [name, tensor] of [...tensors].sort(([, a], [, b]) => a.start - b.start || a.end - b.end)) {
    if (tensor.start !== end)
      throw damaged(`tensor "${name}" begins at byte ${tensor.start} of the data, the one before it ends at ${end}`);
    end = tensor.end;
  }
  if (dataStart + end > fileBytes) throw cut(fileBytes, dataStart + end);
  if (dataStart + end < fileBytes) throw damaged(`${fileBytes - dataStart - end} bytes follow its last tensor`);
  return { tensors, metadata, dataStart };
}

/** The object that a JSON text holds; `undefined` for anything else. */
export function parseObject(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function dtypeOf(values: StateTensor): Dtype {
  if (values instanceof Float32Array) return 'F32';
  if (values instanceof Float64Array) return 'F64';
  if (values instanceof Uint32Array) return 'U32';
  return values instanceof Int32Array ? 'I32' : 'U8';
}

function tensorHeader(name: string, value: unknown): TensorHeader {
  if (!isObject(value)) throw damaged(`tensor "${name}" is not described`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !Object.hasOwn(arrays, dtype)) {
    throw damaged(`tensor "${name}" has the element type ${JSON.stringify(dtype)}; known are ${Object.keys(arrays).join(', ')}`);
  }
  if (!Array.isArray(shape) || !shape.every(isCount)) throw damaged(`tensor "${name}" has no valid shape`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) throw damaged(`tensor "${name}" has no valid place`);
  const [start, end] = offsets as [number, number];
  const size = shape.reduce((product: number, side: number) => product * side, arrays[dtype as Dtype].BYTES_PER_ELEMENT);
  if (end - start !== size) throw damaged(`tensor "${name}" of shape [${shape.join(', ')}] takes ${size} bytes and has ${end - start}`);
  return { dtype: dtype as Dtype, shape, start, end };
}

function valuesOf(bytes: Uint8Array, dataStart: number, { dtype, start, end }: TensorHeader): StateTensor {
  const ArrayType = arrays[dtype];
  const from = bytes.byteOffset + dataStart + start;
  const length = (end - start) / ArrayType.BYTES_PER_ELEMENT;
  if (from % ArrayType.BYTES_PER_ELEMENT === 0) return new ArrayType(bytes.buffer as ArrayBuffer, from, length);
  return new ArrayType(bytes.slice(dataStart + start, dataStart + end).buffer, 0, length);
}
