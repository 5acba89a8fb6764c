/** `likewise export`: a fitted network as a file for other runtimes, or a model's vectors for other programs. */
import { resolve } from 'node:path';
import type { Model } from '@likewise/core';
import type { FileOfBytes } from '../../store/tables/write-tables.ts';
import { CliError } from '../../words/cli-error.ts';
import { bytes, whole } from '../../words/numbers.ts';
import { type Command, type Given, type Io, jsonFlag } from '../command.ts';
import { readTitles, titlesFlag } from '../flags/files.ts';
import { modelArgument, openModel } from '../flags/model-file.ts';
import { left, pairs, right, table } from '../print/table.ts';

export const exportModel: Command = {
  name: 'export',
  summary: 'write a fitted network in ONNX for other runtimes, or the vectors of items and users for other programs',
  arguments: { ...modelArgument },
  flags: {
    '--onnx <file>': 'the network, for other runtimes',
    '--item-vectors <file>':
      'a vector a line with its id: .csv, .tsv, .jsonl (also .gz), .parquet; .npy for NumPy, with the ids in a .ids.csv beside it',
    '--user-vectors <file>': 'the same of users',
    ...titlesFlag,
    ...jsonFlag,
  },
  examples: [
    'likewise export deep.safetensors --onnx deep.onnx',
    'likewise export model.safetensors --item-vectors items.csv --titles movies.csv',
    'likewise export model.safetensors --item-vectors items.npy --user-vectors users.npy',
  ],
  async run(given, io) {
    const [onnx, items, users] = [given.text('onnx'), given.text('item-vectors'), given.text('user-vectors')];
    if (onnx === undefined && items === undefined && users === undefined)
      throw new CliError('export: say what to write: --onnx model.onnx, --item-vectors items.csv or --user-vectors users.csv.');
    if (items === undefined && given.text('titles') !== undefined)
      throw new CliError('export: --titles go with --item-vectors; leave them out.');
    if (onnx !== undefined && (items ?? users) !== undefined)
      throw new CliError('export: give --onnx, or --item-vectors and --user-vectors, not both.');
    return onnx === undefined ? exportVectors(given, io) : exportNetwork(onnx, given, io);
  },
};

async function exportNetwork(out: string, given: Given, io: Io): Promise<void> {
  const { exportOnnx } = await import('@likewise/core');
  const { checkWritable, writeWhole } = await import('../../store/whole-files.ts');
  const path = given.argument(0) as string;
  await checkWritable(out, [path]);
  const model = await openModel(path);
  const { inputs, outputs, bytes: content } = exportOnnx(model);
  const fileBytes = await writeWhole(out, content);
  if (io.json) return io.output.json({ model: model.name, out, fileBytes, inputs, outputs });
  const told = ({ name, type, sizes }: (typeof inputs)[number]): string => `${name}: ${type} [${sizes.join(', ')}]`;
  io.output.print(
    pairs(io.output, [
      ['model', model.name],
      ['inputs', inputs.map(told).join(', ')],
      ['outputs', outputs.map(told).join(', ')],
      ['file', `${out}, ${bytes(fileBytes)}`],
    ]),
  );
}

interface Written {
  readonly of: 'items' | 'users';
  readonly rows: number;
  readonly factors: number;
  readonly files: readonly { readonly file: string; readonly bytes: number }[];
}

async function exportVectors(given: Given, io: Io): Promise<void> {
  const { vectorsOf } = await import('@likewise/core');
  const { vectorFiles, vectorPaths } = await import('../../store/vector-files.ts');
  const { writeTogether } = await import('../../store/tables/write-tables.ts');
  const { checkWritable } = await import('../../store/whole-files.ts');
  const asked = (['items', 'users'] as const).flatMap((of) => {
    const path = given.text(`${of.slice(0, -1)}-vectors`);
    return path === undefined ? [] : [{ of, path, paths: vectorPaths(path) }];
  });
  const every = asked.flatMap(({ paths }) => paths);
  for (const [at, path] of every.entries()) {
    await checkWritable(path, [given.argument(0), given.text('titles')]);
    if (every.slice(0, at).some((other) => resolve(other) === resolve(path)))
      throw new CliError(`export: ${path} would be written twice; give items and users files of their own.`);
  }
  const model: Model = await openModel(given.argument(0));
  const titles = given.text('titles') === undefined ? undefined : await readTitles(given, io, model.items);
  io.stopsWithin(900);
  const files: FileOfBytes[] = [];
  const parts = asked.map(({ of, path, paths }) => {
    const vectors = vectorsOf(model, of);
    files.push(
      ...vectorFiles(path, vectors, {
        of: of === 'items' ? 'item' : 'user',
        titles: of === 'items' ? titles : undefined,
        signal: io.signal,
      }),
    );
    return { of, paths, rows: vectors.vectors.rows, factors: vectors.vectors.columns };
  });
  const sizes = await writeTogether(files, io.signal);
  const sizeOf = new Map(files.map(({ path }, f) => [path, sizes[f]]));
  const written = parts.map(
    ({ paths, ...part }): Written => ({ ...part, files: paths.map((file) => ({ file, bytes: sizeOf.get(file) as number })) }),
  );
  if (io.json) return io.output.json({ model: model.name, vectors: written });
  io.output.print(
    table(io.output, written, [
      left('vectors of', ({ of }) => of),
      right('rows', ({ rows }) => whole(rows)),
      right('factors', ({ factors }) => whole(factors)),
      left('file', ({ files: parted }) => parted.map(({ file, bytes: size }) => `${file} (${bytes(size)})`).join(', ')),
    ]),
  );
}
