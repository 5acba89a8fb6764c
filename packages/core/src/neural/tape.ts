/**
 * The description of a network, made once for its largest batch: tensors, inputs, and the instructions that fill them. Each operation
 * writes its forward instructions at once and leaves its backward ones to be written in reverse order (reverse-mode differentiation;
 * Griewank, Walther: Evaluating Derivatives, 2008, chapter 3). Nothing is computed or allocated here.
 */
import { LikewiseError } from '../errors.ts';
import { HEAD, type Operation } from '../kernels/neural-program.ts';
import type { Start } from './initialisers.ts';

/** PACK_BYTES of assembly/matrix-product.ts. */
const PRODUCT_SCRATCH_BYTES = 67072;

/** How many rows something has: at most `size`, in each batch as many as its counter says. */
export interface Dimension {
  readonly name: string;
  readonly size: number;
  /** Word of the batch's head that counts the rows. */
  readonly counter: number;
  /** Always `size` rows. */
  readonly fixed: boolean;
}

/** A piece of memory: lasting (parameters, moments, running statistics), working (what a batch computes) or an input of the batch. */
export interface Storage {
  readonly kind: 'lasting' | 'working' | 'input';
  /** Words of 4 bytes. */
  readonly length: number;
  /** First word in its arena; the plan sets it. */
  start: number;
}

/** [rows × width] float32; rows stand `stride` apart. */
export interface Tensor {
  readonly tape: Tape;
  readonly rows: Dimension;
  readonly width: number;
  readonly stride: number;
  readonly storage: Storage;
  /** Whether a parameter that learns stands behind it. */
  readonly learns: boolean;
}

/** A tensor that lasts and, unless frozen, learns. */
export interface Parameter extends Tensor {
  readonly name: string;
  readonly start: Start;
  /** Adds decay · w to the gradient: the penalty ½ decay ‖w‖². */
  readonly decay: number;
  /** Whether its gradient, moments and steps cover all rows even where a batch meets few of them. */
  readonly everyRow: boolean;
}

/** An integer a row, −1 for none. */
export interface Ids {
  readonly name: string;
  readonly rows: Dimension;
  readonly storage: Storage;
}
/** Numbers of each row; [rows × width]. */
export interface Numbers extends Ids {
  readonly width: number;
}
/** Rows of (column, value): CSR. */
export interface SparseInput {
  readonly name: string;
  readonly rows: Dimension;
  readonly entries: Dimension;
  readonly pointers: Storage;
  readonly indexes: Storage;
  /** Absent: every value is 1. */
  readonly values: Storage | undefined;
}
/** Tokens of sequences that lie one after the other: those of sequence s stand from pointers[s] to pointers[s + 1]. */
export interface Sequences {
  readonly name: string;
  readonly rows: Dimension;
  readonly tokens: Dimension;
  /** Most tokens of one sequence. */
  readonly longest: number;
  readonly pointers: Storage;
}
/** A number a batch. */
export interface Scalar {
  readonly name: string;
  readonly word: number;
}

/** What an instruction reads or writes of a storage: the rows that it is cut to, or all. */
export interface Access {
  readonly storage: Storage;
  readonly local: boolean;
}
export interface Place {
  readonly storage: Storage;
  /** Words from its start. */
  readonly offset: number;
}
export type Operand = number | Place;
export interface Instruction {
  readonly operation: Operation;
  /** What it is cut over; it writes nothing but its own rows of this. */
  readonly rows: Dimension;
  readonly operands: readonly Operand[];
  readonly reads: readonly Access[];
  readonly writes: readonly Storage[];
  /** Floating-point operations a row. */
  readonly work: number;
}

/** Into which program an instruction goes. */
export type Mode = 'both' | 'training' | 'inference';

/** A loss that a batch reports. */
export interface LossTerm {
  readonly name: string;
  readonly weight: number;
  readonly scalar: Scalar | undefined;
  /** Number of its sum. */
  readonly sum: number;
  /** What the sum is divided by; absent: reported as it is. */
  readonly mean: Dimension | undefined;
}

/** One use of a table by row numbers. */
export interface Lookup {
  readonly table: Parameter;
  /** Row numbers; [ids.rows], or the columns of the sparse rows. */
  readonly by: Ids | SparseInput;
  readonly output: Tensor;
}

export const local = (tensor: Tensor): Access => ({ storage: tensor.storage, local: true });
export const whole = (tensor: Tensor): Access => ({ storage: tensor.storage, local: false });
/** First number of a tensor, or of its column. */
export const at = (tensor: Tensor, column = 0): Place => ({ storage: tensor.storage, offset: column });
export const input = (storage: Storage): Place => ({ storage, offset: 0 });

const word = new DataView(new ArrayBuffer(4));
/** The bits of a number as float32. */
export function bits(value: number): number {
  word.setFloat32(0, value);
  return word.getInt32(0);
}

/** Target of a write: 0 sets, 1 adds. */
export type Add = 0 | 1;

export class Tape {
  readonly #gradients = new Map<Storage, Tensor>();
  readonly #backward: (() => void)[] = [];
  readonly #instructions: { readonly mode: Mode; readonly instruction: Instruction }[] = [];
  #words: number = HEAD.counters;
  #keys = 0;
  #sums = 0;
  readonly dimensions: Dimension[] = [];
  readonly scalars: Scalar[] = [];
  readonly inputs: (Ids | Numbers | SparseInput)[] = [];
  readonly sequenceInputs: Sequences[] = [];
  readonly parameters: Parameter[] = [];
  /** Lasting tensors besides parameters that the network itself changes: running statistics. */
  readonly statistics: { readonly name: string; readonly tensor: Tensor; readonly value: number }[] = [];
  readonly storages: Storage[] = [];
  readonly lookups: Lookup[] = [];
  /** Parameters that something other than a lookup uses. */
  readonly usedWhole: Set<Storage> = new Set();
  readonly losses: LossTerm[] = [];
  /** What a loss reads and its gradient takes the place of: nothing else may read it. */
  readonly overwritten: Set<Storage> = new Set();
  /** Stands for the sums that a batch reports, which lie in an array of their own. */
  readonly sumsStorage: Storage = { kind: 'working', length: 0, start: 0 };
  /** Bytes of working memory of each thread; at least what matrix products pack (assembly/matrix-product.ts). */
  scratchBytes: number = PRODUCT_SCRATCH_BYTES;
  /** One row: what is not cut. */
  readonly single: Dimension;

  constructor() {
    this.single = this.fixed('one', 1);
  }

  /** @param size most rows of a batch; integer ≥ 1 */
  dimension(name: string, size: number): Dimension {
    return this.#newDimension(name, size, false);
  }
  fixed(name: string, size: number): Dimension {
    return this.#newDimension(name, size, true);
  }
  #newDimension(name: string, size: number, fixed: boolean): Dimension {
    if (!Number.isSafeInteger(size) || size < 1)
      throw new LikewiseError('invalid-option', `network: ${name} must be an integer ≥ 1; got ${size}.`, { name, size });
    const dimension = { name, size, fixed, counter: this.#words++ };
    this.dimensions.push(dimension);
    return dimension;
  }

  scalar(name: string): Scalar {
    const scalar = { name, word: this.#words++ };
    this.scalars.push(scalar);
    return scalar;
  }
  ids(name: string, rows: Dimension): Ids {
    const ids = { name, rows, storage: this.store('input', rows.size) };
    this.inputs.push(ids);
    return ids;
  }
  numbers(name: string, rows: Dimension, width = 1): Numbers {
    const numbers = { name, rows, width, storage: this.store('input', rows.size * width) };
    this.inputs.push(numbers);
    return numbers;
  }
  /** @param entries most entries of a batch in all its rows */
  sparse(name: string, rows: Dimension, entries: number, valued: boolean): SparseInput {
    const dimension = this.dimension(`entries of ${name}`, entries);
    const values = valued ? this.store('input', entries) : undefined;
    const pointers = this.store('input', rows.size + 1);
    const sparse = { name, rows, entries: dimension, pointers, indexes: this.store('input', entries), values };
    this.inputs.push(sparse);
    return sparse;
  }

  store(kind: Storage['kind'], length: number): Storage {
    const storage = { kind, length, start: -1 };
    this.storages.push(storage);
    return storage;
  }
  tensor(rows: Dimension, width: number, learns: boolean, kind: 'lasting' | 'working' = 'working'): Tensor {
    if (!Number.isSafeInteger(width) || width < 1)
      throw new LikewiseError('invalid-option', `network: a width must be an integer ≥ 1; got ${width}.`, { width });
    // Rows begin at 16 bytes, as vectors of four want; single numbers stand close.
    const stride = width === 1 ? 1 : Math.ceil(width / 4) * 4;
    return { tape: this, rows, width, stride, storage: this.store(kind, rows.size * stride), learns };
  }
  parameter(parameter: Parameter): Parameter {
    this.parameters.push(parameter);
    return parameter;
  }

  /** A number that no other use of randomness has. */
  key(): number {
    return ++this.#keys;
  }
  /** Number of a new sum that batches report. */
  sum(): number {
    return this.#sums++;
  }
  get sums(): number {
    return this.#sums;
  }
  /** Words of a batch before its inputs. */
  get words(): number {
    return this.#words;
  }

  emit(instruction: Instruction, mode: Mode = 'both'): void {
    this.#instructions.push({ mode, instruction });
  }
  /** Written when the backward pass comes to `output`, where something after it has a gradient. */
  whenBack(output: Tensor, emit: (gradient: Tensor) => void): void {
    if (!output.learns) return;
    this.#backward.push(() => {
      const gradient = this.#gradients.get(output.storage);
      if (gradient !== undefined) emit(gradient);
    });
  }
  /** Lets `emit` add to the gradient of `tensor`; the first of all sets it. */
  contribute(tensor: Tensor, emit: (gradient: Tensor, add: Add) => void): void {
    if (!tensor.learns) return;
    let gradient = this.#gradients.get(tensor.storage);
    const add = gradient === undefined ? 0 : 1;
    if (gradient === undefined) {
      gradient = this.tensor(tensor.rows, tensor.width, false);
      this.#gradients.set(tensor.storage, gradient);
    }
    emit(gradient, add);
  }
  gradientOf(tensor: Tensor): Tensor | undefined {
    return this.#gradients.get(tensor.storage);
  }
  /** The gradient of `tensor` in the place of another that nobody needs afterwards; false where it has one already. */
  giveGradient(tensor: Tensor, gradient: Tensor): boolean {
    if (this.#gradients.has(tensor.storage)) return false;
    this.#gradients.set(tensor.storage, gradient);
    return true;
  }

  /** Writes all backward instructions; once. */
  differentiate(): void {
    for (const emit of this.#backward.splice(0).reverse()) emit();
  }
  program(mode: 'training' | 'inference'): Instruction[] {
    return this.#instructions.filter((entry) => entry.mode === 'both' || entry.mode === mode).map((entry) => entry.instruction);
  }
}
