/** A network, its optimizer and the shape of a batch, laid out: everything that training will need is known before any of it is allocated. */
import { LikewiseError } from '../errors.ts';
import { INSTRUCTION_LENGTH, NONE, OPERANDS, OPERATIONS, type Operation } from '../kernels/neural-program.ts';
import { xxHash32 } from '../math/xxhash.ts';
import type { Network } from './network.ts';
import { emitStep, type Met, type Optimizer } from './optimizers.ts';
import { type Program, scheduled } from './phases.ts';
import { type MetRows, metRowsOf } from './rows-met.ts';
import { at, bits, input, local, type Parameter, type Storage, type Tape, type Tensor, whole } from './tape.ts';

export interface PlanOptions {
  readonly optimizer: Optimizer;
  /** Most of the norm of all gradients together; > 0. @default no limit */
  readonly clip?: number | undefined;
}

export interface Layout {
  readonly training: Program;
  readonly inference: Program;
  /** Words of the floats that last (parameters, moments, statistics): they come first. */
  readonly lasting: number;
  /** Words of all floats, and of one batch of inputs. */
  readonly floats: number;
  readonly inputs: number;
}

export interface Plan {
  readonly network: Network;
  readonly layout: Layout;
  readonly optimizer: Optimizer;
  readonly met: readonly MetRows[];
  readonly moments: ReadonlyMap<Parameter, readonly Tensor[]>;
  /** Numbers that are learned. */
  readonly parameterCount: number;
  /** Memory of a session, without the working memory of threads. */
  readonly bytes: number;
  /** Floating-point operations of a full training batch. */
  readonly work: number;
}

/** Closes the network: nothing can be added afterwards. @throws LikewiseError `invalid-option`, `too-large` above 4 GiB */
export function planned(network: Network, { optimizer, clip }: PlanOptions): Plan {
  const { tape } = network;
  if (tape.losses.length === 0)
    throw new LikewiseError('invalid-option', 'network: there is no loss, so there is nothing to learn from.', {});
  if (clip !== undefined && !(clip > 0))
    throw new LikewiseError('invalid-option', `network: clip must be a number > 0; got ${clip}.`, { clip });
  requireReadOnce(tape);
  tape.differentiate();
  const groups = new Map<string, MetRows>();
  const steps = tape.parameters.filter(({ learns }) => learns).flatMap((parameter) => gradientOfParameter(tape, parameter, groups));
  const scale =
    clip === undefined
      ? undefined
      : clipped(
          tape,
          steps.map(({ gradient }) => gradient),
          clip,
        );
  const moments = new Map<Parameter, readonly Tensor[]>();
  for (const { parameter, gradient, met } of steps) moments.set(parameter, emitStep(optimizer, parameter, gradient, met, scale));
  const layout = laidOut(tape);
  const met = [...groups.values()];
  const bytes = bytesOf(layout, tape, 1);
  if (bytes > 2 ** 32) {
    const gib = (bytes / 2 ** 30).toFixed(1);
    throw new LikewiseError(
      'too-large',
      `network: a batch needs ${gib} GiB of memory, and one WebAssembly memory ends at 4 GiB; use smaller batches or narrower layers.`,
      { bytes },
    );
  }
  const parameterCount = tape.parameters.reduce((sum, { rows, width, learns }) => sum + (learns ? rows.size * width : 0), 0);
  return { network, layout, optimizer, met, moments, parameterCount, bytes, work: layout.training.work };
}

/** The same for two plans of the same instructions in the same places. */
export function fingerprintOf({ layout }: Plan): string {
  const parts = [recordsOf(layout.training), layout.training.tasks, recordsOf(layout.inference)];
  return parts.map(({ buffer, byteOffset, byteLength }) => xxHash32(new Uint8Array(buffer, byteOffset, byteLength)).toString(16)).join('.');
}

/** Bytes of a session that holds `batches` batches of inputs. */
export function bytesOf({ training, inference, floats, inputs }: Layout, tape: Tape, batches: number): number {
  const records = [training, inference].reduce(
    (sum, { instructions, tasks }) => sum + instructions.length * INSTRUCTION_LENGTH + tasks.length,
    0,
  );
  return 4 * (records + floats + inputs * batches) + 8 * Math.max(1, tape.sums) * batches;
}

/** Before anything is differentiated. @throws LikewiseError `invalid-option` */
function requireReadOnce(tape: Tape): void {
  const instructions = tape.program('training');
  for (const storage of tape.overwritten) {
    const place = instructions.findIndex(({ operation, writes }) => IN_PLACE.has(operation) && writes.includes(storage));
    const other = instructions.find(
      ({ reads, writes }, k) => reads.some((read) => read.storage === storage) && k !== place && !(k < place && writes.includes(storage)),
    );
    if (other === undefined) continue;
    const { operation } = instructions[place];
    throw new LikewiseError(
      'invalid-option',
      `network: what ${operation} measures feeds ${other.operation} too, but its gradient takes its place in training; compute it once for each.`,
      { operation, other: other.operation },
    );
  }
}
const IN_PLACE: ReadonlySet<Operation> = new Set<Operation>(['softmaxCrossEntropy', 'multinomial']);

interface Step {
  readonly parameter: Parameter;
  readonly gradient: Tensor;
  readonly met: Met;
}

/** A parameter that no loss depends on has no step. */
function gradientOfParameter(tape: Tape, parameter: Parameter, groups: Map<string, MetRows>): Step[] {
  const uses = tape.lookups.filter(({ table, output }) => table.storage === parameter.storage && tape.gradientOf(output) !== undefined);
  const everyRow = parameter.everyRow || tape.usedWhole.has(parameter.storage);
  if (uses.length > 0) {
    const group = metRowsOf(tape, uses, everyRow, groups);
    if (!everyRow) {
      const gradient = tape.tensor(group.distinct, parameter.width, false);
      uses.forEach((use, k) => {
        scattered(tape, gradient, use.output, group, k, k === 0 ? 0 : 1, false);
      });
      return [{ parameter, gradient, met: { rows: group.distinct, ids: input(group.ids) } }];
    }
    uses.forEach((use, k) => {
      tape.contribute(parameter, (target, add) => scattered(tape, target, use.output, group, k, add, true));
    });
  }
  const gradient = tape.gradientOf(parameter);
  return gradient === undefined ? [] : [{ parameter, gradient, met: { rows: parameter.rows, ids: undefined } }];
}

function scattered(tape: Tape, target: Tensor, output: Tensor, group: MetRows, k: number, add: 0 | 1, everyRow: boolean): void {
  const source = tape.gradientOf(output) as Tensor;
  const { pointers, places, values } = group.uses[k];
  tape.emit(
    {
      operation: everyRow ? 'scatterAll' : 'scatter',
      rows: target.rows,
      operands: [
        at(target),
        target.stride,
        target.width,
        at(source),
        source.stride,
        input(pointers),
        input(places),
        values === undefined ? NONE : input(values),
        add,
        input(group.ids),
        group.distinct.counter,
      ],
      reads: [whole(source)],
      writes: [target.storage],
      work: 2 * target.width,
    },
    'training',
  );
}

/** The factor of all gradients that keeps their norm below the limit; [1]. */
function clipped(tape: Tape, gradients: readonly Tensor[], limit: number): Tensor {
  const sum = tape.sum();
  const { single } = tape;
  gradients.forEach((gradient, k) => {
    const squares = tape.tensor(gradient.rows, 1, false);
    tape.emit(
      {
        operation: 'rowSquares',
        rows: gradient.rows,
        operands: [at(squares), at(gradient), gradient.stride, gradient.width],
        reads: [local(gradient)],
        writes: [squares.storage],
        work: 2 * gradient.width,
      },
      'training',
    );
    const operands = [sum, at(squares), gradient.rows.counter, k === 0 ? 0 : 1];
    tape.emit(
      { operation: 'addSquares', rows: single, operands, reads: [whole(squares)], writes: [tape.sumsStorage], work: gradient.rows.size },
      'training',
    );
  });
  const scale = tape.tensor(single, 1, false);
  const reads = [{ storage: tape.sumsStorage, local: true }];
  tape.emit(
    { operation: 'clip', rows: single, operands: [at(scale), sum, bits(limit)], reads, writes: [scale.storage], work: 1 },
    'training',
  );
  return scale;
}

function laidOut(tape: Tape): Layout {
  const ends = { lasting: 0, working: 0, input: Math.ceil(tape.words / 4) * 4 };
  const place = (storage: Storage): void => {
    storage.start = ends[storage.kind];
    ends[storage.kind] = Math.ceil((storage.start + storage.length) / 4) * 4;
  };
  for (const storage of tape.storages) if (storage.kind !== 'working') place(storage);
  const lasting = ends.lasting;
  ends.working = lasting;
  for (const storage of tape.storages) if (storage.kind === 'working') place(storage);
  const [training, inference] = [scheduled(tape.program('training')), scheduled(tape.program('inference'))];
  return { training, inference, lasting, floats: ends.working, inputs: Math.ceil(ends.input / 16) * 16 };
}

/** Records of a program, once storages have their places. */
export function recordsOf({ instructions }: Program): Int32Array {
  const records = new Int32Array(instructions.length * INSTRUCTION_LENGTH);
  instructions.forEach(({ operation, rows, operands }, k) => {
    const values = operands.map((operand) => (typeof operand === 'number' ? operand : operand.storage.start + operand.offset));
    if (OPERANDS + values.length > INSTRUCTION_LENGTH) throw new Error(`${operation} has too many operands`);
    records.set([OPERATIONS[operation], rows.counter, ...values], k * INSTRUCTION_LENGTH);
  });
  return records;
}
