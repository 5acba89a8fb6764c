/**
 * Context columns of a factorization machine: which of them are features, how they stand in blocks, and what interactions and questions
 * say of them. The day of each interaction can be one: users rate in sittings, and what holds on a day holds for all they rate on it.
 *
 * Source of the day: Rendle, Zhang, Koren: On the Difficulty of Evaluating Baselines, 2019, arXiv:1905.01395 (timeSVD++ flipped).
 */
import type { CategoryColumn, ContextColumn } from '../../../data/interaction-columns.ts';
import type { Interactions } from '../../../data/interactions.ts';
import { LikewiseError } from '../../../errors.ts';
import { type SparseRows, withEmptyRows } from '../../../matrix/sparse.ts';
import { unknownName } from '../../../options.ts';
import type { ContextValues } from '../../contract/model.ts';
import { requireTrainingTimes } from '../../contract/requirements.ts';
import { type Block, oneHot } from './blocks.ts';
import type { FactorizationMachineOptions } from './options.ts';

/** A context column as the model keeps it: each level is a feature, a number is one. */
export type ContextShape = {
  readonly name: string;
  readonly kind: 'category' | 'number';
  /** Of a category. */
  readonly levels: readonly string[];
  /** Of a number: subtracted, then divided by. */
  readonly mean: number;
  readonly deviation: number;
};

/** Name of the column, and of its value in a question: "2026-11-25". */
const DAY = 'day';
const DAY_SECONDS = 86_400;
/** Beyond it `Date` has no days. */
const LAST_SECOND = 8.64e12;

/** Day in UTC; `undefined` where the time is not known. */
function dayOf(seconds: number): string | undefined {
  if (!(Math.abs(seconds) <= LAST_SECOND)) return undefined;
  return new Date(Math.floor(seconds / DAY_SECONDS) * DAY_SECONDS * 1000).toISOString().slice(0, -'T00:00:00.000Z'.length);
}

function dayColumn(timestamps: Float64Array): CategoryColumn {
  const numbers = timestamps.map((seconds) => (dayOf(seconds) === undefined ? Number.NaN : Math.floor(seconds / DAY_SECONDS)));
  const days = [...new Set(numbers.filter((day) => !Number.isNaN(day)))].sort((a, b) => a - b);
  const codeOf = new Map(days.map((day, code) => [day, code]));
  return {
    kind: 'category',
    levels: days.map((day) => dayOf(day * DAY_SECONDS) as string),
    codes: Uint32Array.from(numbers, (day) => codeOf.get(day) ?? days.length),
  };
}

/**
 * The columns that the options name, each with its block.
 * @throws LikewiseError `unknown-context`; `missing-timestamps`; `invalid-option` where a column is named "day" already; `invalid-value`
 */
export function contextBlocks(
  train: Interactions,
  { context: option, day }: FactorizationMachineOptions,
): readonly { readonly block: Block; readonly shape: ContextShape }[] {
  const context = new Map(train.context);
  if (day) {
    const timestamps = requireTrainingTimes('factorizationMachine: with day', train);
    if (context.has(DAY)) {
      throw new LikewiseError('invalid-option', `factorizationMachine: the data has a context column "${DAY}" already; leave day out.`, {
        option: DAY,
      });
    }
    context.set(DAY, dayColumn(timestamps));
  }
  const named = option === 'none' ? [] : option.split(/[+,]/).map((name) => name.trim());
  const names = option === 'all' ? context.keys() : new Set([...named, ...(day ? [DAY] : [])]);
  return Array.from(names, (name) => {
    const column = context.get(name);
    if (column === undefined)
      throw unknownName('unknown-context', `factorizationMachine: the data has no context column "${name}"`, name, [...context.keys()]);
    return contextBlock(name, column);
  });
}

/** One row for each level or distinct number, in ascending order; an empty cell is a row without a feature: it says nothing. */
function contextBlock(name: string, column: ContextColumn): { readonly block: Block; readonly shape: ContextShape } {
  const blockOf = (matrix: SparseRows, rowOf: Uint32Array): Block => ({
    matrix: withEmptyRows(matrix, matrix.rows + 1),
    groups: [{ begin: 0, end: matrix.columns, disjoint: true }],
    rowOf,
  });
  if (column.kind === 'category') {
    const { levels, codes } = column;
    return { block: blockOf(oneHot(levels.length), codes), shape: { name, kind: 'category', levels, mean: 0, deviation: 1 } };
  }
  const known = column.values.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  const deviation = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, known.length)) || 1;
  if (!Number.isFinite(mean) || !Number.isFinite(deviation)) {
    throw new LikewiseError('invalid-value', `factorizationMachine: context column ${name} must hold finite numbers.`, { column: name });
  }
  const distinct = [...new Set(known)].sort((a, b) => a - b);
  const rowOfValue = new Map(distinct.map((value, row) => [value, row]));
  const size = distinct.length;
  const values = Float32Array.from(distinct, (value) => (value - mean) / deviation);
  const matrix = { ...oneHot(size), columns: 1, indexes: new Uint32Array(size), values };
  const rowOf = Uint32Array.from(column.values, (value) => rowOfValue.get(value) ?? size);
  return { block: blockOf(matrix, rowOf), shape: { name, kind: 'number', levels: [], mean, deviation } };
}

/** What interaction `entry` says of the columns. */
export function contextOf(
  shapes: readonly ContextShape[],
  { day }: FactorizationMachineOptions,
  { context, timestamps }: Interactions,
  entry: number,
): ContextValues {
  const saidOf = (name: string): string | number | undefined => {
    if (day && name === DAY) return dayOf(timestamps?.[entry] ?? Number.NaN);
    const column = context.get(name);
    return column?.kind === 'category' ? column.levels[column.codes[entry]] : column?.values[entry];
  };
  const values = shapes.map(({ name }) => [name, saidOf(name)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined && !Number.isNaN(value)));
}

/**
 * What a question says of each column: the index of its level, or the number itself; `undefined` where nothing that training knew.
 * @throws LikewiseError `unknown-context`, `invalid-value`
 */
export function levelsOf(shapes: readonly ContextShape[], context: ContextValues): readonly (number | undefined)[] {
  const names = shapes.map(({ name }) => name);
  for (const name of Object.keys(context))
    if (!names.includes(name))
      throw unknownName('unknown-context', `factorization-machine: training had no context column "${name}"`, name, names);
  return shapes.map(({ name, kind, levels }) => {
    const value = Object.hasOwn(context, name) ? context[name] : undefined;
    if (value === undefined || value === '') return undefined;
    const level = kind === 'number' ? Number(value) : levels.indexOf(String(value));
    if (Number.isFinite(level)) return level < 0 && kind === 'category' ? undefined : level;
    throw new LikewiseError('invalid-value', `factorization-machine: ${name} must be a finite number; got ${level}.`, {
      field: name,
      value: level,
    });
  });
}
