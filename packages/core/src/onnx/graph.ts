/** A network after training as a graph of ONNX operators (operator set 17), for other runtimes; nothing is encoded here. Source: onnx.ai/onnx/operators. */
import type { Activation } from '../kernels/neural-program.ts';

type Sizes = readonly (number | string)[];
/** What comes in or goes out: names among its sizes stand for any size. */
export interface OnnxPort {
  readonly name: string;
  readonly type: 'float' | 'int64';
  readonly sizes: Sizes;
}
export interface OnnxConstant {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly values: Float32Array | BigInt64Array;
}
export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Integers, lists of them, and { float }. */
  readonly attributes: Readonly<Record<string, number | readonly number[] | { readonly float: number }>>;
}

/** Values are known by their names. */
export class OnnxGraph {
  readonly inputs: OnnxPort[] = [];
  readonly outputs: OnnxPort[] = [];
  readonly constants: OnnxConstant[] = [];
  readonly nodes: OnnxNode[] = [];

  input(name: string, type: OnnxPort['type'], sizes: Sizes): string {
    this.inputs.push({ name, type, sizes });
    return name;
  }
  /** Gives a value its name outside. */
  output(name: string, value: string, sizes: Sizes): void {
    this.nodes.push({ operator: 'Identity', inputs: [value], output: name, attributes: {} });
    this.outputs.push({ name, type: 'float', sizes });
  }
  floats(name: string, values: Float32Array, sizes: readonly number[] = [values.length]): string {
    this.constants.push({ name, sizes, values });
    return name;
  }
  number(value: number): string {
    return this.floats(`number ${this.constants.length}`, Float32Array.of(value), []);
  }
  integers(...values: number[]): string {
    return this.#integers(values, [values.length]);
  }
  integer(value: number): string {
    return this.#integers([value], []);
  }
  #integers(values: readonly number[], sizes: readonly number[]): string {
    const name = `integers ${this.constants.length}`;
    this.constants.push({ name, sizes, values: BigInt64Array.from(values, BigInt) });
    return name;
  }
  node(operator: string, inputs: readonly string[], attributes: OnnxNode['attributes'] = {}): string {
    const output = `${operator} ${this.nodes.length}`;
    this.nodes.push({ operator, inputs, output, attributes });
    return output;
  }

  add(a: string, b: string): string {
    return this.node('Add', [a, b]);
  }
  multiply(a: string, b: string): string {
    return this.node('Mul', [a, b]);
  }
  /** x · W + b; W [inputs × outputs]. */
  dense(name: string, x: string, weights: Float32Array, biases: Float32Array): string {
    const [inputs, outputs] = [weights.length / biases.length, biases.length];
    const product = this.node('MatMul', [x, this.floats(`${name} weights`, weights, [inputs, outputs])]);
    return this.add(product, this.floats(`${name} biases`, biases));
  }
  /** Rows of a table by number. */
  rows(table: string, numbers: string): string {
    return this.node('Gather', [table, numbers], { axis: 0 });
  }
  /** NaN for what is not known, beside numbers 0: to be added to what nothing can be said of. */
  unknown(name: string, known: (k: number) => boolean, count: number): string {
    return this.floats(
      name,
      Float32Array.from({ length: count }, (_, k) => (known(k) ? 0 : Number.NaN)),
    );
  }
  activate(x: string, activation: Activation): string {
    switch (activation) {
      case 'elu':
        return this.node('Elu', [x], { alpha: { float: 1 } });
      case 'leakyRelu':
        return this.node('LeakyRelu', [x], { alpha: { float: 0.01 } });
      case 'swish':
        return this.multiply(x, this.node('Sigmoid', [x]));
      case 'gelu': {
        const cube = this.multiply(x, this.multiply(x, x));
        const inner = this.multiply(this.number(Math.sqrt(2 / Math.PI)), this.add(x, this.multiply(this.number(0.044715), cube)));
        return this.multiply(this.multiply(this.number(0.5), x), this.add(this.number(1), this.node('Tanh', [inner])));
      }
      default:
        return this.node({ relu: 'Relu', sigmoid: 'Sigmoid', tanh: 'Tanh', softplus: 'Softplus', exp: 'Exp' }[activation], [x]);
    }
  }
}

/** A model that can be written as such a graph. */
export interface OnnxExportable {
  onnxGraph(): OnnxGraph;
}
