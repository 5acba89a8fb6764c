/** Where a model writes the inputs of one batch: views of kernel memory, made once. */
import { LikewiseError } from '../errors.ts';
import { HEAD } from '../kernels/neural-program.ts';
import type { Plan } from './plan.ts';
import type { RowFinder } from './rows-met.ts';
import type { Dimension, Ids, Numbers, Scalar, Sequences, SparseInput, Storage } from './tape.ts';

export interface SparseViews {
  /** [rows + 1] */
  readonly pointers: Int32Array;
  readonly indexes: Int32Array;
  /** Empty where every value is 1. */
  readonly values: Float32Array;
}

export class Batch {
  readonly #plan: Plan;
  readonly #words: Int32Array;
  readonly #numbers: Float32Array;
  readonly #base: number;
  readonly #ints = new Map<Storage, Int32Array>();
  readonly #floats = new Map<Storage, Float32Array>();
  readonly #sparse = new Map<SparseInput, SparseViews>();

  /** `index` = number of the batch in the run. */
  constructor(plan: Plan, words: Int32Array, index: number) {
    this.#plan = plan;
    this.#words = words;
    this.#numbers = new Float32Array(words.buffer as ArrayBuffer, words.byteOffset, words.length);
    this.#base = index * plan.layout.inputs;
    for (const storage of plan.network.tape.storages.filter(({ kind }) => kind === 'input')) {
      const [begin, end] = [this.#base + storage.start, this.#base + storage.start + storage.length];
      this.#ints.set(storage, words.subarray(begin, end));
      this.#floats.set(storage, this.#numbers.subarray(begin, end));
    }
    for (const input of plan.network.tape.inputs) {
      if (!('indexes' in input)) continue;
      const values = input.values === undefined ? new Float32Array(0) : (this.#floats.get(input.values) as Float32Array);
      const [pointers, indexes] = [this.#ints.get(input.pointers) as Int32Array, this.#ints.get(input.indexes) as Int32Array];
      this.#sparse.set(input, { pointers, indexes, values });
    }
    for (const { counter, size } of plan.network.tape.dimensions) words[this.#base + counter] = size;
    for (const { word } of plan.network.tape.scalars) this.#numbers[this.#base + word] = 1;
  }

  /** Row numbers to write; [rows]. */
  ids(input: Ids): Int32Array {
    return this.#ints.get(input.storage) as Int32Array;
  }
  /** Numbers to write; [rows × width]. */
  numbers(input: Numbers): Float32Array {
    return this.#floats.get(input.storage) as Float32Array;
  }
  sparse(input: SparseInput): SparseViews {
    return this.#sparse.get(input) as SparseViews;
  }
  /** First token of each sequence and the number of all; [rows + 1]. */
  pointers(sequences: Sequences): Int32Array {
    return this.#ints.get(sequences.pointers) as Int32Array;
  }
  /** How many rows this batch has; also for `sparse.entries`. @throws LikewiseError `invalid-value` above the dimension's size */
  count(dimension: Dimension, rows: number): void {
    if (rows > dimension.size || dimension.fixed)
      throw new LikewiseError('invalid-value', `batch: ${rows} ${dimension.name}, but the network was planned for ${dimension.size}.`, {
        rows,
      });
    this.#words[this.#base + dimension.counter] = rows;
  }
  countOf(dimension: Dimension): number {
    return this.#words[this.#base + dimension.counter];
  }
  set(scalar: Scalar, value: number): void {
    this.#numbers[this.#base + scalar.word] = value;
  }
  scalarOf(scalar: Scalar): number {
    return this.#numbers[this.#base + scalar.word];
  }

  /** What the optimizer and dropout need; `step` from 1. */
  begin(step: number, rate: number): void {
    const { optimizer } = this.#plan;
    const { beta1 = 0.9, beta2 = 0.999 } = optimizer.kind === 'adam' ? optimizer : {};
    this.#words[this.#base + HEAD.step] = step;
    this.#numbers[this.#base + HEAD.rate] = rate;
    this.#numbers[this.#base + HEAD.firstCorrection] = 1 - beta1 ** step;
    this.#numbers[this.#base + HEAD.secondCorrection] = 1 - beta2 ** step;
  }
  /** As begun: from 1, or 0 where the network is only asked. What is drawn for a batch must depend on this alone, so that a checkpoint resumes. */
  get step(): number {
    return this.#words[this.#base + HEAD.step];
  }
  find(finders: readonly RowFinder[]): void {
    for (const finder of finders) finder.find(this.#words, this.#numbers, this.#base);
  }
}
