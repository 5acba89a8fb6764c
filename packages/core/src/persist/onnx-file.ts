/**
 * ONNX files: a fitted network as other runtimes take it. Users and items are asked for by their places, which the file's metadata tell.
 * Format: github.com/onnx/onnx, onnx.proto3 (IR version 8); its wire format: protobuf.dev/programming-guides/encoding.
 */
import { LikewiseError } from '../errors.ts';
import type { Model } from '../models/contract/model.ts';
import type { OnnxConstant, OnnxExportable, OnnxGraph, OnnxNode, OnnxPort } from '../onnx/graph.ts';
import { utf8Bytes } from './utf8.ts';
import { libraryVersion } from './version.ts';

/** Of the proto file: what tells types apart. */
const [FLOAT, INT64] = [1, 7];
const ATTRIBUTE = { float: 1, int: 2, ints: 7 } as const;
const [IR_VERSION, OPERATOR_SET] = [8, 17];
/** Readers hold a whole file in one message, which ends here. */
const MOST_BYTES = 2 ** 31 - 1;

export interface OnnxFile {
  readonly bytes: Uint8Array;
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
}

/**
 * A fitted network in ONNX. Its inputs are numbers of users and items, by the order of `users` and `items` (JSON lists of the ids in the
 * metadata), with any number of rows; answers are those of the model, NaN where it has none.
 * @throws LikewiseError `wrong-model` for a model that is no such network; `too-large` above 2 GiB
 */
export function exportOnnx(model: Model): OnnxFile {
  if (!('onnxGraph' in model))
    throw new LikewiseError('wrong-model', `exportOnnx: ${model.name} has no ONNX form; deep, residual, neumf, mult-vae and sasrec have.`, {
      model: model.name,
    });
  const graph = (model as Model & OnnxExportable).onnxGraph();
  const metadata = {
    'likewise.model': model.name,
    'likewise.settings': JSON.stringify(model.state.settings),
    users: JSON.stringify(model.users.ids),
    items: JSON.stringify(model.items.ids),
  };
  const file = [
    integerField(1, IR_VERSION),
    textField(2, 'likewise'),
    textField(3, libraryVersion),
    messageField(7, graphOf(graph, model.name)),
    messageField(8, [integerField(2, OPERATOR_SET)]),
    ...Object.entries(metadata).map(([key, value]) => messageField(14, [textField(1, key), textField(2, value)])),
  ];
  const bytes = sizeOf(file);
  if (bytes > MOST_BYTES)
    throw new LikewiseError(
      'too-large',
      `exportOnnx: the file would have ${bytes} bytes, and the format ends at 2 GiB; use fewer factors.`,
      {
        bytes,
      },
    );
  const whole = new Uint8Array(bytes);
  write(file, whole, 0);
  return { bytes: whole, inputs: graph.inputs, outputs: graph.outputs };
}

function graphOf({ nodes, constants, inputs, outputs }: OnnxGraph, name: string): Pieces {
  return [
    ...nodes.map((node, k) => messageField(1, nodeOf(node, k))),
    textField(2, name),
    ...constants.map((constant) => messageField(5, constantOf(constant))),
    ...inputs.map((port) => messageField(11, portOf(port))),
    ...outputs.map((port) => messageField(12, portOf(port))),
  ];
}

function nodeOf({ operator, inputs, output, attributes }: OnnxNode, place: number): Pieces {
  return [
    ...inputs.map((input) => textField(1, input)),
    textField(2, output),
    textField(3, `${operator} ${place}`),
    textField(4, operator),
    ...Object.entries(attributes).map(([name, value]) => messageField(5, [textField(1, name), ...attributeOf(value)])),
  ];
}

function attributeOf(value: OnnxNode['attributes'][string]): Pieces {
  if (typeof value === 'number') return [integerField(3, value), integerField(20, ATTRIBUTE.int)];
  if ('float' in value) return [floatField(2, value.float), integerField(20, ATTRIBUTE.float)];
  return [...value.map((one) => integerField(8, one)), integerField(20, ATTRIBUTE.ints)];
}

const typeOf = (values: OnnxConstant['values']): number => (values instanceof Float32Array ? FLOAT : INT64);

function constantOf({ name, sizes, values }: OnnxConstant): Pieces {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return [...sizes.map((size) => integerField(1, size)), integerField(2, typeOf(values)), textField(8, name), bytesField(9, raw)];
}

function portOf({ name, type, sizes }: OnnxPort): Pieces {
  const dimensions = sizes.map((size) => messageField(1, [typeof size === 'number' ? integerField(1, size) : textField(2, size)]));
  const tensor = [integerField(1, type === 'float' ? FLOAT : INT64), messageField(2, dimensions)];
  return [textField(1, name), messageField(2, [messageField(1, tensor)])];
}

/** Bytes in pieces: weights are copied once, when the whole is put together. */
type Pieces = readonly (Uint8Array | Pieces)[];

const [VARINT, LENGTH, WORD] = [0, 2, 5];
const key = (field: number, wire: number): Uint8Array => varint(field * 8 + wire);
const integerField = (field: number, value: number): Pieces => [key(field, VARINT), varint(value)];
const textField = (field: number, value: string): Pieces => bytesField(field, utf8Bytes(value));
const bytesField = (field: number, bytes: Uint8Array): Pieces => [key(field, LENGTH), varint(bytes.length), bytes];
const messageField = (field: number, content: Pieces): Pieces => [key(field, LENGTH), varint(sizeOf(content)), content];
const floatField = (field: number, value: number): Pieces => [key(field, WORD), new Uint8Array(Float32Array.of(value).buffer)];

/** Seven bits a byte, the lowest first; negative numbers as their two's complement of 64 bits. */
function varint(value: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Uint8Array.of(...bytes, Number(rest));
}

function sizeOf(pieces: Pieces): number {
  return pieces.reduce((sum, piece) => sum + (piece instanceof Uint8Array ? piece.length : sizeOf(piece)), 0);
}

function write(pieces: Pieces, whole: Uint8Array, at: number): number {
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) {
      whole.set(piece, at);
      at += piece.length;
    } else at = write(piece, whole, at);
  }
  return at;
}
