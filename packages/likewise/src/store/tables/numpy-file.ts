/** Matrices as NumPy's .npy files, version 1.0. Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
import type { DenseMatrix } from '@likewise/core';
import type { FileOfBytes } from './write-tables.ts';

/** Little-endian floats in C order, bit for bit those of the matrix: `numpy.load(path)` gives [rows, columns]. */
export function numpyFile(path: string, { rows, columns, values }: DenseMatrix): FileOfBytes {
  async function* content(): AsyncGenerator<Uint8Array> {
    yield numpyHeader('<f4', [rows, columns]);
    yield new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  }
  return { path, content };
}

/** Magic, version, length and a dictionary as Python writes it, padded so that numbers begin at a multiple of 64 bytes. */
function numpyHeader(descr: string, shape: readonly number[]): Buffer {
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const fixed = 10;
  const length = Math.ceil((fixed + dictionary.length + 1) / 64) * 64 - fixed;
  const head = Buffer.alloc(fixed + length, ' ');
  head.write('\x93NUMPY\x01\x00', 0, 'latin1');
  head.writeUInt16LE(length, 8);
  head.write(dictionary, fixed, 'latin1');
  head.write('\n', fixed + length - 1, 'latin1');
  return head;
}
