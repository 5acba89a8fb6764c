/** A log of JSON lines, each with its moment, on stderr or at the end of a file. */
import { createWriteStream, type WriteStream } from 'node:fs';
import { CliError } from '../../words/cli-error.ts';

export interface JsonLines {
  write(event: object): void;
  /** Opens the file anew, after it was renamed by whoever keeps old logs. */
  reopen(): void;
  close(): Promise<void>;
}

/** Bytes that may wait for a slow disk or reader; lines beyond are left out and counted. */
const MOST_WAITING = 4 * 1024 * 1024;

/** @param path `undefined`: stderr. @throws CliError where the file cannot be opened */
export async function jsonLinesTo(
  path: string | undefined,
  stderr: NodeJS.WritableStream & { readonly writableLength: number },
): Promise<JsonLines> {
  let file = path === undefined ? undefined : await opened(path);
  let left = 0;
  const line = (event: object): string => `${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`;
  return {
    write(event) {
      const to = file ?? stderr;
      if (to.writableLength > MOST_WAITING) {
        left++;
        return;
      }
      if (left > 0) to.write(line({ event: 'left-out', lines: left }));
      left = 0;
      to.write(line(event));
    },
    reopen() {
      if (path === undefined || file === undefined) return;
      file.end();
      file = appending(path);
    },
    close: () => new Promise((resolve) => (file === undefined ? resolve() : file.end(() => resolve()))),
  };
}

function appending(path: string): WriteStream {
  // A full disk must not stop the server that logs to it.
  return createWriteStream(path, { flags: 'a' }).on('error', () => {});
}

async function opened(path: string): Promise<WriteStream> {
  const file = createWriteStream(path, { flags: 'a' });
  await new Promise((resolve, reject) => {
    file.once('open', resolve);
    file.once('error', (error: NodeJS.ErrnoException) =>
      reject(new CliError(`--log: cannot write ${path} (${error.code}); give another path.`)),
    );
  });
  return file.on('error', () => {});
}
