/** A command of the program: data that help and parsing read, and one function that does the work. */
import { camelCase } from '../words/case.ts';
import { CliError } from '../words/cli-error.ts';
import type { Output } from './print/output.ts';
import type { Progress } from './print/progress.ts';

/** What is given by place, in its order: `<ratings>` must be there, `[ratings]` may be, `<ratings...>` takes all that follow; each with its meaning. */
export type Arguments = Readonly<Record<string, string>>;

/** Flags as commander writes them (`-n, --count <n>`, `--json`), each with its meaning. */
export type Flags = Readonly<Record<string, string | DemandingFlag>>;
interface DemandingFlag {
  readonly meaning: string;
  /** May be given several times; the values come as a list. */
  readonly repeat?: boolean;
  readonly required?: boolean;
}
export const repeated = (meaning: string): DemandingFlag => ({ meaning: `${meaning}; may be repeated`, repeat: true });
export const required = (meaning: string): DemandingFlag => ({ meaning, required: true });

export const jsonFlag: Flags = { '--json': 'print one JSON document' };

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly arguments: Arguments;
  /** A function where the flags depend on what else is on the line, as the options of a model do. */
  readonly flags: Flags | ((words: readonly string[]) => Promise<Flags>);
  /** Lines that work as they stand. */
  readonly examples: readonly string[];
  run(given: Given, io: Io): Promise<void>;
}

/** What a command may touch of the outside. */
export interface Io {
  /** Print one JSON document instead of text. */
  readonly json: boolean;
  readonly output: Output;
  readonly progress: Progress;
  /** Aborted by Ctrl-C and SIGTERM, where `stopsWithin` was called; else they end the program at once. */
  readonly signal: AbortSignal;
  /** From here on there is something to put in order before the end, which takes so many milliseconds at most. */
  stopsWithin(ms: number): void;
}

/** The words of one call, asked for by name. Values are text: ranges belong to whoever uses them. */
export class Given {
  readonly #arguments: readonly (string | readonly string[] | undefined)[];
  readonly #flags: Readonly<Record<string, unknown>>;

  /** All words of the call, as typed. */
  readonly words: readonly string[];

  constructor(
    places: readonly (string | readonly string[] | undefined)[],
    flags: Readonly<Record<string, unknown>>,
    words: readonly string[] = [],
  ) {
    this.#arguments = places;
    this.#flags = flags;
    this.words = words;
  }

  /** A positional argument, from 0. */
  argument(position: number): string | undefined {
    return this.paths(position)[0];
  }
  /** All words of a positional argument that takes several; none where it was left out. */
  paths(position: number): readonly string[] {
    const given = this.#arguments[position];
    return given === undefined ? [] : typeof given === 'string' ? [given] : given;
  }
  /** The value of a flag, by its long name without dashes; the last one where it was given twice. */
  text(flag: string): string | undefined {
    const value = this.#flags[camelCase(flag)];
    return typeof value === 'string' ? value : undefined;
  }
  /** @throws CliError unless the value is one of the choices. */
  choice<C extends string>(flag: string, choices: readonly C[]): C | undefined {
    const text = this.text(flag);
    const choice = choices.find((one) => one === text);
    if (text === choice) return choice;
    const range = choices.length === 2 ? choices.join(' or ') : `one of ${choices.join(', ')}`;
    throw new CliError(`--${flag} must be ${range}; got "${text}".`);
  }
  /** Whether a flag without a value was given; `undefined` where neither it nor its `--no-` form was. */
  on(flag: string): boolean | undefined {
    const value = this.#flags[camelCase(flag)];
    return typeof value === 'boolean' ? value : undefined;
  }
  /** The values of a flag that may be repeated. */
  list(flag: string): readonly string[] {
    const value = this.#flags[camelCase(flag)];
    return Array.isArray(value) ? value : [];
  }
}
