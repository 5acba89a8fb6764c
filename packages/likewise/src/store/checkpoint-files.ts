/** Checkpoints of a training on disk: read before it, written during it, taken away after it. */
import { readFile, unlink } from 'node:fs/promises';
import { decodeCheckpoint, encodeCheckpoint, type FitCheckpoint, LikewiseError } from '@likewise/core';
import { readFailures, storedFileFailure, systemCode } from './file-failures.ts';
import { writeWhole } from './whole-files.ts';

/** `undefined` where there is no such file yet. @throws LikewiseError those of `decodeCheckpoint` and of reading, each naming the path */
export async function readCheckpointFile(path: string): Promise<FitCheckpoint | undefined> {
  const bytes = await readFile(path).catch((error) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw storedFileFailure(error, path, readFailures);
  });
  if (bytes === undefined) return undefined;
  try {
    return decodeCheckpoint(bytes);
  } catch (error) {
    if (!(error instanceof LikewiseError)) throw error;
    throw new LikewiseError(error.code, `${path}: ${error.message}`, { ...error.data, path });
  }
}

/** Writing takes at most a tenth of the time, and is not done more often than this. */
const LEAST_MS = 1000;

/** Keeps the newest checkpoint of a training that gives one each epoch; the file is whole at any moment. */
export class CheckpointFile {
  readonly #path: string;
  #due: number = performance.now() + LEAST_MS;

  constructor(path: string) {
    this.#path = path;
  }
  /** @throws LikewiseError as `writeWhole` */
  async keep(checkpoint: FitCheckpoint): Promise<void> {
    const started = performance.now();
    if (started < this.#due) return;
    await writeWhole(this.#path, encodeCheckpoint(checkpoint));
    const ended = performance.now();
    this.#due = ended + Math.max(LEAST_MS, 9 * (ended - started));
  }
  async remove(): Promise<void> {
    await unlink(this.#path).catch(() => {});
  }
}
