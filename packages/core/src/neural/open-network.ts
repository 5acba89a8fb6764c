/** A planned network in kernel memory: its parameters, and the running of batches. */
import { LikewiseError } from '../errors.ts';
import { runCuts } from '../kernels/chunks.ts';
import {
  type ArraySpec,
  float32,
  float64,
  int32,
  type KernelSession,
  type Kernels,
  type RunCuts,
  type StopSignal,
} from '../kernels/kernels.ts';
import { TASK_LENGTH } from '../kernels/neural-program.ts';
import { seededRandom } from '../math/random.ts';
import { Batch } from './batch.ts';
import { started } from './initialisers.ts';
import { type Program, threadsWorth } from './phases.ts';
import { bytesOf, type Plan, recordsOf } from './plan.ts';
import { RowFinder } from './rows-met.ts';
import type { LossTerm, Parameter, Tensor } from './tape.ts';

type Layout = {
  readonly trainingTasks: Int32Array;
  readonly trainingRecords: Int32Array;
  readonly inferenceTasks: Int32Array;
  readonly inferenceRecords: Int32Array;
  readonly floats: ArraySpec<Float32Array>;
  readonly inputs: ArraySpec<Int32Array>;
  readonly sums: ArraySpec<Float64Array>;
};
export type RunMode = 'training' | 'inference';

/** Batches that one run can hold: enough for a run of small ones to be worth its cost, within some memory. */
const MOST_BATCHES = 128;
const INPUT_BYTES = 16 * 2 ** 20;

export interface OpenNetworkOptions {
  /** Start of parameters and of dropout. @default 0 */
  readonly seed?: number | undefined;
  /** Most batches a run. */
  readonly batches?: number | undefined;
}

/** @throws LikewiseError `too-large` where the plan does not fit */
export async function openNetwork(plan: Plan, kernels: Kernels, options: OpenNetworkOptions = {}): Promise<OpenNetwork> {
  const { layout, network } = plan;
  const { seed = 0, batches = Math.min(MOST_BATCHES, Math.max(1, Math.floor(INPUT_BYTES / (4 * layout.inputs)))) } = options;
  const session = await kernels.open<Layout>(
    {
      trainingTasks: layout.training.tasks,
      trainingRecords: recordsOf(layout.training),
      inferenceTasks: layout.inference.tasks,
      inferenceRecords: recordsOf(layout.inference),
      floats: float32(layout.floats),
      inputs: int32(layout.inputs * batches),
      sums: float64(Math.max(1, network.tape.sums) * batches),
    },
    { scratchBytes: network.tape.scratchBytes },
  );
  const opened = new OpenNetwork(plan, session, { batches, seed, threads: kernels.threads });
  for (const parameter of network.tape.parameters) {
    const random = seededRandom(seed, `start of ${parameter.name}`);
    opened.write(parameter, started(parameter.start, parameter.rows.size, parameter.width, random));
  }
  for (const { tensor, value } of network.tape.statistics)
    opened.write(tensor, new Float32Array(tensor.rows.size * tensor.width).fill(value));
  return opened;
}

export class OpenNetwork {
  readonly plan: Plan;
  /** Written by the model before a run. */
  readonly batches: readonly Batch[];
  readonly bytes: number;
  readonly #session: KernelSession<Layout>;
  readonly #finders: readonly RowFinder[];
  readonly #cuts = new Map<number, RunCuts>();
  readonly #seed: number;
  readonly #threads: Readonly<Record<RunMode, number>>;

  constructor(
    plan: Plan,
    session: KernelSession<Layout>,
    { batches, seed, threads }: { readonly batches: number; readonly seed: number; readonly threads: number },
  ) {
    const { training, inference } = plan.layout;
    this.#threads = { training: threadsWorth(training, threads), inference: threadsWorth(inference, threads) };
    this.plan = plan;
    this.#session = session;
    this.#seed = Number(BigInt.asIntN(32, BigInt(seed)));
    this.batches = Array.from({ length: batches }, (_, index) => new Batch(plan, session.arrays.inputs, index));
    this.#finders = plan.met.map((group) => new RowFinder(group));
    this.bytes = bytesOf(plan.layout, plan.network.tape, batches);
  }

  /** Values of a tensor as they stand; [rows × width], row-major. `rows` = how many, of what a batch computed. */
  read(tensor: Tensor, rows: number = tensor.rows.size, out: Float32Array = new Float32Array(rows * tensor.width)): Float32Array {
    const { floats } = this.#session.arrays;
    const { stride, width, storage } = tensor;
    for (let row = 0; row < rows; row++) {
      const from = storage.start + row * stride;
      for (let k = 0; k < width; k++) out[row * width + k] = floats[from + k];
    }
    return out;
  }
  /** @throws LikewiseError `invalid-state` where the size is not the tensor's */
  write(tensor: Tensor, values: ArrayLike<number>): void {
    const { stride, width, storage, rows } = tensor;
    if (values.length !== rows.size * width)
      throw new LikewiseError('invalid-state', `network: ${values.length} numbers for a tensor of ${rows.size} × ${width}.`, {});
    const { floats } = this.#session.arrays;
    for (let row = 0; row < rows.size; row++)
      for (let k = 0; k < width; k++) floats[storage.start + row * stride + k] = values[row * width + k];
  }
  /** Parameters, moments and statistics: all that training changes, as one array. */
  lasting(out: Float32Array = new Float32Array(this.plan.layout.lasting)): Float32Array {
    out.set(this.#session.arrays.floats.subarray(0, this.plan.layout.lasting));
    return out;
  }
  restore(lasting: Float32Array): void {
    if (lasting.length !== this.plan.layout.lasting)
      throw new LikewiseError(
        'invalid-state',
        `network: a checkpoint of ${lasting.length} numbers for a network of ${this.plan.layout.lasting}.`,
        {},
      );
    this.#session.arrays.floats.set(lasting);
  }
  /** Whether every number of every parameter is finite and at most this large. */
  parametersWithin(largest: number): boolean {
    const { floats } = this.#session.arrays;
    return this.plan.network.tape.parameters.every(({ stride, width, storage, rows }) => {
      for (let row = 0; row < rows.size; row++)
        for (let k = 0; k < width; k++) if (!(Math.abs(floats[storage.start + row * stride + k]) <= largest)) return false;
      return true;
    });
  }
  /** Values of the parameters by name. */
  parameters(): Record<string, Float32Array> {
    return Object.fromEntries(this.plan.network.tape.parameters.map((parameter: Parameter) => [parameter.name, this.read(parameter)]));
  }

  /** Runs the first `count` batches, each begun and filled before. */
  async run(mode: RunMode, count: number, signal?: StopSignal): Promise<void> {
    const { arrays } = this.#session;
    const { layout, network } = this.plan;
    const program: Program = layout[mode];
    const tasks = program.tasks.length / TASK_LENGTH;
    if (mode === 'training') for (let k = 0; k < count; k++) this.batches[k].find(this.#finders);
    const key = mode === 'training' ? count : -count;
    let cuts = this.#cuts.get(key);
    if (cuts === undefined) {
      const meetAt = Array.from({ length: count }, (_, k) => program.phaseEnds.map((end) => k * tasks + end)).flat();
      cuts = runCuts({ rows: count * tasks, grain: 1, meetAt });
      this.#cuts.set(key, cuts);
    }
    const [tasksOf, recordsOfMode] =
      mode === 'training'
        ? ([arrays.trainingTasks, arrays.trainingRecords] as const)
        : ([arrays.inferenceTasks, arrays.inferenceRecords] as const);
    await this.#session.run(
      'neuralSteps',
      [tasksOf, tasks, recordsOfMode, arrays.floats, arrays.inputs, layout.inputs, arrays.sums, Math.max(1, network.tape.sums), this.#seed],
      { rows: count * tasks, cuts, signal, threads: this.#threads[mode] },
    );
  }
  /** Sum of a loss in batch `index` of the last run, and what it is divided by. */
  lossOf({ sum, mean }: LossTerm, index: number): { readonly sum: number; readonly count: number } {
    const total = this.#session.arrays.sums[index * Math.max(1, this.plan.network.tape.sums) + sum];
    return { sum: total, count: mean === undefined ? 1 : this.batches[index].countOf(mean) };
  }
  close(): void {
    this.#session.close();
  }
}
