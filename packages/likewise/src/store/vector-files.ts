/** Vectors of a model as files: tables with ids and titles, or a NumPy matrix with its ids beside it. */
import type { Id, ModelVectors } from '@likewise/core';
import { numpyFile } from './tables/numpy-file.ts';
import { kindOfIds, type Table, type TableColumn, tableFormat } from './tables/table.ts';
import { type FileOfBytes, tableFile } from './tables/write-tables.ts';

export interface VectorFileOptions {
  /** What the ids are: the name of their column. */
  readonly of: 'user' | 'item';
  readonly titles?: ((id: Id) => string | undefined) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const isNumpy = (path: string): boolean => /\.npy$/i.test(path);
/** Where the ids of the rows of a .npy file stand: vectors.npy → vectors.ids.csv. */
const idsPath = (path: string): string => path.replace(/\.npy$/i, '.ids.csv');

/** Every path that is written for this one. @throws LikewiseError `unknown-ending` */
export function vectorPaths(path: string): readonly string[] {
  if (isNumpy(path)) return [path, idsPath(path)];
  tableFormat(path);
  return [path];
}

/**
 * Every number as the model has it, to the last bit: f1 … fk, in tables also the bias where the model has one. A row of zeros is one of which
 * training learned nothing.
 */
export function vectorFiles(path: string, model: ModelVectors, { of, titles, signal }: VectorFileOptions): readonly FileOfBytes[] {
  const { ids, vectors, biases } = model;
  const { rows, columns, values } = vectors;
  const written = ids.ids.map(String);
  const about: TableColumn[] = [{ name: of, kind: kindOfIds(written), at: (row) => written[row] }];
  if (titles !== undefined) about.push({ name: 'title', kind: 'text', at: (row) => titles(ids.ids[row]) });
  if (isNumpy(path)) {
    const named: Table = { rows, columns: [{ name: 'row', kind: 'integer', at: (row) => row }, ...about] };
    return [numpyFile(path, vectors), tableFile(idsPath(path), () => named, { signal })];
  }
  const numbers = Array.from(
    { length: columns },
    (_, f): TableColumn => ({ name: `f${f + 1}`, kind: 'float', at: (row) => values[row * columns + f] }),
  );
  if (biases !== undefined)
    numbers.push({ name: 'bias', kind: biases instanceof Float32Array ? 'float' : 'number', at: (row) => biases[row] });
  return [tableFile(path, () => ({ rows, columns: [...about, ...numbers] }), { signal })];
}
