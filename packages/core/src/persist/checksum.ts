/** Whether a file is as it was written. */
import { xxHash32 } from '../math/xxhash.ts';
import { dtypeOf, type TensorFile } from './safetensors.ts';
import { utf8Bytes } from './utf8.ts';

/** Of everything in the file but itself, in an order that does not depend on how the file was laid out. */
export function checksumOf({ tensors, metadata }: TensorFile): string {
  const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
  const strings = [...metadata].filter(([key]) => key !== 'likewise.checksum').sort(byName);
  const arrays = [...tensors].sort(byName).map(([tensor, { shape, values }]) => {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return [tensor, dtypeOf(values), shape, xxHash32(bytes)];
  });
  return xxHash32(utf8Bytes(JSON.stringify([strings, arrays])))
    .toString(16)
    .padStart(8, '0');
}
