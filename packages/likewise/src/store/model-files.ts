/** Model files on disk. */
import { type FileHandle, open, readFile } from 'node:fs/promises';
import {
  decodeModel,
  encodeModel,
  LikewiseError,
  type Model,
  type ModelFileAbout,
  type ModelOrigin,
  modelCatalog,
  modelFileAbout,
} from '@likewise/core';
import { readFailures, storedFileFailure } from './file-failures.ts';
import { writeWhole } from './whole-files.ts';

/**
 * Writes the model to exactly this path (no ending is added) and resolves when it is on the disk; gives the number of bytes.
 * Whatever stood there stays whole until the new file is.
 * @throws LikewiseError as `checkWritable`
 */
export async function writeModelFile(path: string, model: Model, origin: ModelOrigin = {}): Promise<number> {
  return writeWhole(path, encodeModel(model, { savedAt: presentTime().toISOString(), ...origin }));
}

/** The clock's, or what SOURCE_DATE_EPOCH says (seconds since 1970): builds that must come out alike set it. */
function presentTime(): Date {
  const { SOURCE_DATE_EPOCH: stated = '' } = process.env;
  return /^\d{1,12}$/.test(stated) ? new Date(Number(stated) * 1000) : new Date();
}

/**
 * The model of a file.
 * @throws LikewiseError `file-missing`, `path-is-folder`, `not-readable`, and those of `decodeModel`, each naming the path
 */
export async function readModelFile(path: string): Promise<Model> {
  const bytes = await readFile(path).catch((error) => {
    throw storedFileFailure(error, path, readFailures);
  });
  return naming(path, () => decodeModel(bytes, modelCatalog));
}

/**
 * The model of a file and its bytes in memory that threads share: another thread can read the model from them, and its arrays exist once.
 * @throws LikewiseError as `readModelFile`
 */
export async function readSharedModelFile(path: string): Promise<{ readonly model: Model; readonly bytes: Uint8Array }> {
  const bytes = await sharedContent(path).catch((error) => {
    throw storedFileFailure(error, path, readFailures);
  });
  return { model: naming(path, () => decodeModel(bytes, modelCatalog)), bytes };
}

async function sharedContent(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const status = await handle.stat();
    const { size } = status;
    // Pipes have no size, folders no content, and of what is too large Node says so.
    if (!status.isFile() || size > 2 ** 31) return new Uint8Array(await handle.readFile());
    const bytes = new Uint8Array(new SharedArrayBuffer(size));
    for (let at = 0; at < size; ) {
      // The operating system reads at most 2 GiB at once.
      const { bytesRead } = await handle.read(bytes, at, Math.min(size - at, 2 ** 30), at);
      if (bytesRead === 0) return bytes.slice(0, at);
      at += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

/** What a model file says of itself; only its header is read. @throws LikewiseError as `readModelFile` */
export async function readModelFileAbout(path: string): Promise<ModelFileAbout> {
  let handle: FileHandle | undefined;
  let head: Uint8Array;
  let fileBytes: number;
  try {
    handle = await open(path, 'r');
    fileBytes = (await handle.stat()).size;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    // A length that the file cannot have is refused by the check below; it is not read.
    const headerEnd = bytesRead < 8 ? bytesRead : 8 + Number(buffer.readBigUInt64LE());
    head = Buffer.alloc(headerEnd <= Math.min(fileBytes, 100_000_008) ? headerEnd : Math.min(fileBytes, 64));
    await handle.read(head, 0, head.length, 0);
  } catch (error) {
    throw storedFileFailure(error, path, readFailures);
  } finally {
    await handle?.close();
  }
  return naming(path, () => modelFileAbout(head, fileBytes));
}

function naming<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof LikewiseError)) throw error;
    throw new LikewiseError(error.code, `${path}: ${error.message}`, { ...error.data, path });
  }
}
