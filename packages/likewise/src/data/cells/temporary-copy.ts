/** Bytes that must be a file, put into one for as long as they are read. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface TemporaryCopy {
  readonly path: string;
  /** Harmless when it is gone already. */
  remove(): Promise<void>;
}

/** A folder of each copy, with the number of the process that made it. */
const named = /^likewise-copy-(\d+)-/;

export async function temporaryCopy(chunks: AsyncIterable<Buffer>, fileName: string): Promise<TemporaryCopy> {
  await sweep();
  const folder = await mkdtemp(join(tmpdir(), `likewise-copy-${process.pid}-`));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await pipeline(Readable.from(chunks), createWriteStream(join(folder, fileName)));
  } catch (error) {
    await remove();
    throw error;
  }
  return { path: join(folder, fileName), remove };
}

/** Copies of processes that were killed go with the next one. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir()).catch(() => [])) {
    const [, pid] = named.exec(name) ?? [];
    if (pid !== undefined && !lives(Number(pid))) await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {});
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // One of somebody else lives, too.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
