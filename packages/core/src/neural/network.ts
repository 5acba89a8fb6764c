/** Where a model begins to describe its network: inputs and parameters. */
import { LikewiseError } from '../errors.ts';
import type { Start } from './initialisers.ts';
import {
  type Dimension,
  type Ids,
  type Numbers,
  type Parameter,
  type Scalar,
  type Sequences,
  type SparseInput,
  Tape,
  type Tensor,
} from './tape.ts';

export interface ParameterOptions {
  readonly start: Start;
  /** λ ≥ 0: adds λ · w to the gradient, the penalty ½ λ ‖w‖²; of a table with sparse steps only where the batch meets a row. @default 0 */
  readonly decay?: number | undefined;
  /** Keeps its values. @default false */
  readonly frozen?: boolean | undefined;
  /**
   * For tables: gradients, moments and steps of all rows each batch, as PyTorch and Keras do by default; else of the rows that the batch
   * meets (moments of the others stand still). @default false
   */
  readonly everyRow?: boolean | undefined;
}

/** Names must be unique: files and checkpoints know parameters by them. */
export class Network {
  readonly tape: Tape = new Tape();

  /** Rows of a batch, at most `size`. */
  rows(name: string, size: number): Dimension {
    return this.tape.dimension(name, size);
  }
  /** As many rows in every batch. */
  fixedRows(name: string, size: number): Dimension {
    return this.tape.fixed(name, size);
  }
  /** One row number a row; −1 stands for none: its vector is 0 and nothing is learned from it. */
  ids(name: string, rows: Dimension): Ids {
    return this.tape.ids(this.#unused(name), rows);
  }
  /** Numbers of each row: targets, weights, attributes. */
  numbers(name: string, rows: Dimension, width = 1): Numbers {
    return this.tape.numbers(this.#unused(name), rows, width);
  }
  /** CSR rows; `entries` = most entries of a batch; without `valued` every value is 1. */
  sparseRows(name: string, rows: Dimension, entries: number, { valued = false }: { readonly valued?: boolean } = {}): SparseInput {
    return this.tape.sparse(this.#unused(name), rows, entries, valued);
  }
  /** Sequences of at most `longest` tokens, at most `tokens` in a batch; `tokens` of the result is the dimension of their tokens. */
  sequences(name: string, rows: Dimension, tokens: number, longest: number): Sequences {
    const dimension = this.tape.dimension(`tokens of ${this.#unused(name)}`, tokens);
    const sequences = { name, rows, tokens: dimension, longest, pointers: this.tape.store('input', rows.size + 1) };
    this.tape.sequenceInputs.push(sequences);
    return sequences;
  }
  /** A number of each batch, such as an annealed weight. */
  scalar(name: string): Scalar {
    return this.tape.scalar(this.#unused(name));
  }

  /** [rows × width]; a vector is one row. */
  parameter(name: string, rows: number, width: number, options: ParameterOptions): Parameter {
    const { start, decay = 0, frozen = false, everyRow = false } = options;
    if (!(decay >= 0 && decay < Number.POSITIVE_INFINITY))
      throw new LikewiseError('invalid-option', `network: the decay of ${name} must be a finite number ≥ 0; got ${decay}.`, { decay });
    const dimension = this.tape.fixed(`rows of ${this.#unused(name)}`, rows);
    const tensor: Tensor = this.tape.tensor(dimension, width, !frozen, 'lasting');
    return this.tape.parameter({ ...tensor, name, start, decay, everyRow });
  }

  readonly #names = new Set<string>();
  #unused(name: string): string {
    if (this.#names.has(name)) throw new LikewiseError('duplicate-name', `network: two things are named "${name}".`, { name });
    this.#names.add(name);
    return name;
  }
}
