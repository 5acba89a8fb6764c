/** Attributes of users, attribute by attribute: what a new user states of them, and how much two users share. */
import type { Features } from '../../data/features.ts';
import { LikewiseError } from '../../errors.ts';
import { unknownName } from '../../options.ts';
import type { Attributes } from '../contract/model.ts';

/** One user's levels and numbers: columns ascending, their values. */
export interface Profile {
  readonly columns: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /** Attributes that are stated with levels nobody in training has. */
  readonly unmatched?: readonly string[] | undefined;
}

/** What is stated of a new user or item. */
export interface StatedProfile extends Profile {
  readonly columns: readonly number[];
  readonly values: readonly number[];
  /** How many levels of its attribute are stated, by column; 1 for a number. */
  readonly levels: readonly number[];
}

/** Mean and deviation of each number that was standardized. */
export type Moments = Readonly<Record<string, { readonly mean: number; readonly deviation: number }>>;

export const attributeMoments = (features: Features | undefined): Moments => Object.fromEntries(features?.moments ?? []);

/** "age" of "age=20"; a number is its own attribute. */
export const attributeOf = (name: string): string => (name.includes('=') ? name.slice(0, name.indexOf('=')) : name);

/** The highest level is open, but not without end: a postal code is not of the level of its last first digit. */
const OPEN_STEPS = 4;

export class AttributeSpace {
  /** Names of the columns, "attribute=level" or a number. */
  readonly names: readonly string[];
  readonly attributes: readonly string[];
  readonly #moments: Moments;
  /** Position in `attributes` of each column. */
  readonly #attribute: Uint32Array;
  /** 1 for a column that is a level, 0 for a number. */
  readonly #isLevel: Uint8Array;
  readonly #column: ReadonlyMap<string, number>;

  constructor(names: readonly string[], moments: Moments) {
    this.names = names;
    this.#moments = moments;
    this.attributes = [...new Set(names.map(attributeOf))];
    this.#attribute = Uint32Array.from(names, (name) => this.attributes.indexOf(attributeOf(name)));
    this.#isLevel = Uint8Array.from(names, (name) => (name.includes('=') ? 1 : 0));
    this.#column = new Map(names.map((name, column) => [name, column]));
  }

  /**
   * Sharing of each attribute, in [0, 1], −1 where `mine` does not state it; [attributes]. Levels: those in common ÷ those of either
   * (Jaccard); numbers: e^−|difference|, in standard deviations.
   */
  shared(mine: Profile, other: Profile): Float64Array {
    const common = new Float64Array(this.attributes.length);
    const either = new Float64Array(this.attributes.length);
    const stated = new Uint8Array(this.attributes.length);
    let [a, b] = [0, 0];
    while (a < mine.columns.length || b < other.columns.length) {
      const [left, right] = [mine.columns[a] ?? Number.POSITIVE_INFINITY, other.columns[b] ?? Number.POSITIVE_INFINITY];
      const column = Math.min(left, right);
      const attribute = this.#attribute[column];
      either[attribute]++;
      if (left === column) stated[attribute] = 1;
      if (left === right) common[attribute] += this.#isLevel[column] === 1 ? 1 : Math.exp(-Math.abs(mine.values[a] - other.values[b]));
      if (left === column) a++;
      if (right === column) b++;
    }
    for (const attribute of mine.unmatched ?? []) stated[this.attributes.indexOf(attribute)] = 1;
    for (let k = 0; k < common.length; k++) common[k] = stated[k] === 0 ? -1 : either[k] === 0 ? 0 : common[k] / either[k];
    return common;
  }

  /** What two users have in common, in words: "age=20, occupation=student"; "" for nothing. */
  inCommon(mine: Profile, other: Profile): string {
    const found: string[] = [];
    for (let a = 0, b = 0; a < mine.columns.length && b < other.columns.length; ) {
      const [left, right] = [mine.columns[a], other.columns[b]];
      if (left === right) {
        const name = this.names[left];
        if (name.includes('=')) found.push(name);
        else if (Math.abs(mine.values[a] - other.values[b]) < 0.5) found.push(`${name} alike`);
      }
      if (left <= right) a++;
      if (right <= left) b++;
    }
    return found.join(', ');
  }

  /**
   * The profile of someone new. A number where training has levels that are numbers is the highest level not above it, as age 24 is of
   * "age=20"; a level that nobody has matches nobody.
   * @throws LikewiseError `unknown-feature` for an attribute that training does not have; `invalid-value`
   */
  profileOf(owner: string, given: Attributes): StatedProfile {
    const cells = new Map<number, number>();
    const unmatched: string[] = [];
    for (const [attribute, stated] of Object.entries(given)) {
      if (stated === undefined || stated === '') continue;
      if (!this.attributes.includes(attribute))
        throw unknownName('unknown-feature', `${owner}: training had no attribute "${attribute}"`, attribute, this.attributes);
      const number = this.#column.get(attribute);
      if (number !== undefined) {
        const value = requireNumber(owner, attribute, stated);
        const moments = Object.hasOwn(this.#moments, attribute) ? this.#moments[attribute] : undefined;
        cells.set(number, moments === undefined ? value : moments.deviation === 0 ? 0 : (value - moments.mean) / moments.deviation);
        continue;
      }
      const columns = (typeof stated === 'object' ? stated : [stated]).flatMap((level) => this.#levelColumn(attribute, level) ?? []);
      if (columns.length === 0) unmatched.push(attribute);
      for (const column of columns) cells.set(column, 1);
    }
    const columns = [...cells.keys()].sort((a, b) => a - b);
    const alike = (column: number): number =>
      this.#isLevel[column] === 0 ? 1 : columns.filter((other) => this.#attribute[other] === this.#attribute[column]).length;
    return { columns, values: columns.map((column) => cells.get(column) as number), levels: columns.map(alike), unmatched };
  }

  #levelColumn(attribute: string, level: string | number): number | undefined {
    const exact = this.#column.get(`${attribute}=${level}`);
    if (exact !== undefined || typeof level === 'string') return exact;
    const bounds = this.names
      .map((name, column) => ({ column, bound: attributeOf(name) === attribute ? Number(name.slice(attribute.length + 1)) : Number.NaN }))
      .filter(({ bound }) => !Number.isNaN(bound))
      .sort((a, b) => a.bound - b.bound);
    const widest = bounds.reduce((most, { bound }, k) => Math.max(most, k === 0 ? 0 : bound - bounds[k - 1].bound), 0);
    if (bounds.length === 0 || level < bounds[0].bound || level > bounds[bounds.length - 1].bound + OPEN_STEPS * widest) return undefined;
    return bounds.findLast(({ bound }) => bound <= level)?.column;
  }
}

function requireNumber(owner: string, attribute: string, stated: unknown): number {
  const value = typeof stated === 'string' && stated.trim() !== '' ? Number(stated) : stated;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new LikewiseError('invalid-value', `${owner}: ${attribute} must be a finite number; got ${String(stated)}.`, { field: attribute });
}
