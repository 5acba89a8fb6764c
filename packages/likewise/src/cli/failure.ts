/** From an error to one line or a stack, and to an exit code. */
import { CliError } from '../words/cli-error.ts';

/** Reason of the abort signal when someone stops the program. */
export class Interrupted extends Error {
  readonly exitCode: number;

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`stopped by ${signal}`);
    this.name = 'Interrupted';
    this.exitCode = signal === 'SIGINT' ? 130 : 143;
  }
}

/** The text is for stderr, the code 2 with one line where the user can mend it, 1 with the stack where the fault is ours, 130 or 143 without a word where it was stopped. */
export function failureOf(error: unknown, about: string): { readonly exitCode: number; readonly text: string } {
  if (error instanceof Interrupted) return { exitCode: error.exitCode, text: '' };
  const sentence = sentenceOf(error);
  if (sentence !== undefined) return { exitCode: 2, text: `likewise: ${sentence.trim().replaceAll(/\s*\r?\n\s*/g, ' ')}\n` };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { exitCode: 1, text: `${stack}\n\nlikewise: this is a fault of the program, not yours. ${about}\n` };
}

/** The sentence of an error that the user can mend; `undefined` for any other. */
function sentenceOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // By name: core is loaded only by commands that need it.
  if (error instanceof CliError || error.name === 'LikewiseError') return error.message;
  const { code, path } = error as Error & { code?: unknown; path?: unknown };
  const meaning = typeof code === 'string' ? systemErrors[code] : undefined;
  return meaning && `${path === undefined ? '' : `${path}: `}${meaning}`;
}

/** What the operating system says of files, in words; of ports the server says it. */
const systemErrors: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder.',
  EISDIR: 'is a folder; a file is needed.',
  ENOTDIR: 'a part of the path is not a folder.',
  EACCES: 'permission denied.',
  EPERM: 'permission denied.',
  EROFS: 'the file system is read-only.',
  ENOSPC: 'no space left on the disk.',
  EDQUOT: 'the disk quota is used up.',
  EMFILE: 'too many open files.',
  ENAMETOOLONG: 'the name is too long.',
};
