/**
 * When and in which pieces instructions run. Instructions that hand on only their own rows follow each other within a piece of rows, so a
 * piece of the batch goes through the whole network while it is in the cache; all threads meet only where something needs all rows. Pieces
 * are cut by sizes alone, never by threads: the same bits for any number of them.
 */
import { TASK_LENGTH } from '../kernels/neural-program.ts';
import type { Dimension, Instruction, Storage } from './tape.ts';

/** Instructions in the order of their records, and the pieces of work [first, last, begin, end] with the number that each phase ends at. */
export interface Program {
  readonly instructions: readonly Instruction[];
  readonly tasks: Int32Array;
  /** Tasks done when each phase ends; ascending. */
  readonly phaseEnds: readonly number[];
  /** Floating-point operations of a full batch. */
  readonly work: number;
  /** Of each task, phase by phase, the heaviest first. */
  readonly works: readonly (readonly number[])[];
}

/** What a meeting of threads costs, in operations: some microseconds. */
const WORK_OF_A_MEETING = 100_000;
/** Part of the time that one more thread must take off. */
const WORTH_A_THREAD = 0.1;

/** How many of `most` threads a batch is done soonest by. Decides about time alone: the bits are the same. */
export function threadsWorth({ works }: Pick<Program, 'works'>, most: number): number {
  let [best, time] = [1, works.flat().reduce((sum, work) => sum + work, 0)];
  for (let threads = 2; threads <= most; threads++) {
    const taken = works.reduce((sum, phase) => sum + WORK_OF_A_MEETING + longestShare(phase, threads), 0);
    if (taken < time * (1 - WORTH_A_THREAD)) [best, time] = [threads, taken];
  }
  return best;
}

/** Each piece goes to the thread that is free first. */
function longestShare(pieces: readonly number[], threads: number): number {
  const shares = new Float64Array(threads);
  for (const work of pieces) shares[shares.indexOf(Math.min(...shares))] += work;
  return Math.max(...shares);
}

interface Touch {
  readonly phase: number;
  readonly rows: Dimension;
  readonly local: boolean;
}

/** About 50 microseconds. */
const WORK_OF_A_TASK = 600_000;
const [FEWEST_ROWS, MOST_ROWS] = [16, 256];
/** From here on the fewest rows do so much work that what they share, a matrix beyond the caches, is better read for more of them. */
const HEAVY_TASK = 20_000_000;
const [HEAVY_TASKS, HEAVY_ROWS] = [8, 64];

export function scheduled(instructions: readonly Instruction[]): Program {
  const phases: Map<Dimension, Instruction[]>[] = [];
  const written = new Map<Storage, Touch>();
  const readSince = new Map<Storage, Touch[]>();
  for (const instruction of instructions) {
    const { rows } = instruction;
    const after = (touch: Touch | undefined, here: boolean): number =>
      touch === undefined ? 0 : touch.phase + (here && touch.local && touch.rows === rows ? 0 : 1);
    let phase = 0;
    for (const { storage, local } of instruction.reads) phase = Math.max(phase, after(written.get(storage), local));
    for (const storage of instruction.writes) {
      phase = Math.max(phase, after(written.get(storage), true));
      for (const touch of readSince.get(storage) ?? []) phase = Math.max(phase, after(touch, true));
    }
    for (const { storage, local } of instruction.reads) {
      const list = readSince.get(storage) ?? [];
      list.push({ phase, rows, local });
      readSince.set(storage, list);
    }
    for (const storage of instruction.writes) {
      written.set(storage, { phase, rows, local: true });
      readSince.delete(storage);
    }
    while (phases.length <= phase) phases.push(new Map());
    const group = phases[phase].get(rows);
    if (group === undefined) phases[phase].set(rows, [instruction]);
    else group.push(instruction);
  }
  return cut(phases);
}

function cut(phases: readonly Map<Dimension, Instruction[]>[]): Program {
  const ordered: Instruction[] = [];
  const tasks: number[] = [];
  const phaseEnds: number[] = [];
  const works: number[][] = [];
  let total = 0;
  for (const phase of phases) {
    const pieces: { readonly task: readonly number[]; readonly work: number }[] = [];
    for (const [{ size }, instructions] of phase) {
      const first = ordered.length;
      ordered.push(...instructions);
      const work = instructions.reduce((sum, instruction) => sum + instruction.work, 0);
      total += work * size;
      const fewest = work * FEWEST_ROWS < HEAVY_TASK ? 0 : Math.min(HEAVY_ROWS, Math.ceil(size / HEAVY_TASKS / 16) * 16);
      const rows = Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, fewest, Math.ceil(WORK_OF_A_TASK / work / 8) * 8));
      // Light work in many rows: long pieces.
      const step = rows === MOST_ROWS ? Math.max(rows, Math.ceil(WORK_OF_A_TASK / work / 8) * 8) : rows;
      for (let begin = 0; begin < size; begin += step) {
        const end = Math.min(begin + step, size);
        pieces.push({ task: [first, ordered.length, begin, end], work: work * (end - begin) });
      }
    }
    // The heaviest first: the last to end is then short.
    pieces.sort((a, b) => b.work - a.work);
    for (const { task } of pieces) tasks.push(...task);
    works.push(pieces.map(({ work }) => work));
    phaseEnds.push(tasks.length / TASK_LENGTH);
  }
  return { instructions: ordered, tasks: Int32Array.from(tasks), phaseEnds, work: total, works };
}
