/** stdout: results only. Waits where the reader is slow; ends quietly where the reader has gone. */
import type { Writable } from 'node:stream';

export interface Output {
  /** Whether a person looks at it. */
  readonly terminal: boolean;
  /** Columns of the terminal; `undefined` in a pipe, where nothing is cut. */
  readonly columns: number | undefined;
  /** Text and a line break. */
  print(text: string): void;
  /** The one JSON document of `--json`. */
  json(document: unknown): void;
  /** A piece of a long result; resolves when the next piece may come. */
  write(piece: string): Promise<void>;
  /** Resolves when all is out. */
  flush(): Promise<void>;
  /** For headings; unchanged where colours are not wanted. */
  bold(text: string): string;
  /** For what matters less. */
  dim(text: string): string;
}

export function outputTo(stream: Writable & { isTTY?: boolean; columns?: number }, { NO_COLOR, TERM }: NodeJS.ProcessEnv): Output {
  const terminal = stream.isTTY === true;
  // https://no-color.org: any value that is not empty says no.
  const styled = terminal && !NO_COLOR && TERM !== 'dumb';
  const style = (open: number, close: number) => (text: string) => (styled ? `\x1b[${open}m${text}\x1b[${close}m` : text);
  return {
    terminal,
    columns: terminal ? stream.columns : undefined,
    print: (text) => void stream.write(`${text}\n`),
    json: (document) => void stream.write(`${JSON.stringify(document, null, terminal ? 2 : undefined)}\n`),
    write: (piece) => (stream.write(piece) ? Promise.resolve() : new Promise((resolve) => stream.once('drain', resolve))),
    flush: () => new Promise((resolve) => stream.write('', () => resolve())),
    bold: style(1, 22),
    dim: style(2, 22),
  };
}
