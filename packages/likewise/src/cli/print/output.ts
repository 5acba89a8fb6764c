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
  /** A piece of a long result; resolves when the next piece may come. @throws what the stream refused it with */
  write(piece: string): Promise<void>;
  /** Resolves when all is out. @throws what the stream refused a piece with, such as a full disk */
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
  let failure: Error | undefined;
  // Heard before the stream tells everyone: a result that is not out must not end as one that is.
  const put = (text: string): boolean =>
    stream.write(text, (error) => {
      failure ??= error ?? undefined;
    });
  return {
    terminal,
    columns: terminal ? stream.columns : undefined,
    print: (text) => void put(`${text}\n`),
    json: (document) => void put(`${JSON.stringify(document, null, terminal ? 2 : undefined)}\n`),
    async write(piece) {
      if (failure === undefined && !put(piece)) await drained(stream);
      if (failure !== undefined) throw failure;
    },
    flush: () =>
      new Promise((resolve, reject) =>
        stream.write('', (error) => {
          failure ??= error ?? undefined;
          if (failure === undefined) resolve();
          else reject(failure);
        }),
      ),
    bold: style(1, 22),
    dim: style(2, 22),
  };
}

/** Resolves when the stream takes more, or never will. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('error', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('error', done).on('close', done);
  });
}
