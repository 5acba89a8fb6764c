/** `likewise export`: a fitted network as a file for other runtimes. */
import { bytes } from '../../words/numbers.ts';
import { type Command, jsonFlag, required } from '../command.ts';
import { modelArgument, openModel } from '../flags/model-file.ts';
import { pairs } from '../print/table.ts';

export const exportModel: Command = {
  name: 'export',
  summary: 'write a fitted network in ONNX, for other runtimes',
  arguments: { ...modelArgument },
  flags: { '--onnx <file>': required('where to write it'), ...jsonFlag },
  examples: ['likewise export deep.safetensors --onnx deep.onnx'],
  async run(given, io) {
    const { exportOnnx } = await import('@likewise/core');
    const { checkWritable, writeWhole } = await import('../../store/whole-files.ts');
    const [path, out] = [given.argument(0) as string, given.text('onnx') as string];
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
  },
};
