/** Model files on disk: written beside, synced, renamed, so that a path holds the whole new model or what it held before. */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, type FileHandle, open, readFile, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  decodeModel,
  type ErrorCode,
  encodeModel,
  LikewiseError,
  type Model,
  type ModelFileAbout,
  type ModelOrigin,
  modelCatalog,
  modelFileAbout,
} from '@likewise/core';

/**
 * Refuses a path that a model could not be written to; call it before training. Nothing is left on the disk.
 * @throws LikewiseError `path-is-folder`, `folder-missing`, `not-writable`, `disk-full`, `name-too-long`
 */
export async function checkWritable(path: string): Promise<void> {
  const target = await targetOf(path);
  const probe = besideOf(target);
  try {
    await (await open(probe, 'wx')).close();
    await unlink(probe);
  } catch (error) {
    await removed(probe);
    throw failureOf(error, path, unwritable);
  }
}

/**
 * Writes the model to exactly this path (no ending is added) and resolves when it is on the disk; gives the number of bytes.
 * Whatever stood there stays whole until the new file is.
 * @throws LikewiseError as `checkWritable`
 */
export async function writeModelFile(path: string, model: Model, origin: ModelOrigin = {}): Promise<number> {
  const target = await targetOf(path);
  const bytes = encodeModel(model, { savedAt: new Date().toISOString(), ...origin });
  const beside = besideOf(target);
  let handle: FileHandle | undefined;
  try {
    handle = await open(beside, 'wx');
    await handle.writeFile(bytes);
    await handle.sync();
    await handle.close();
    handle = undefined;
    await rename(beside, target);
  } catch (error) {
    await handle?.close().catch(() => {});
    await removed(beside);
    throw failureOf(error, path, unwritable);
  }
  await syncFolder(dirname(target));
  return bytes.length;
}

/**
 * The model of a file.
 * @throws LikewiseError `file-missing`, `path-is-folder`, `not-readable`, and those of `decodeModel`, each naming the path
 */
export async function readModelFile(path: string): Promise<Model> {
  const bytes = await readFile(path).catch((error) => {
    throw failureOf(error, path, unreadable);
  });
  return naming(path, () => decodeModel(bytes, modelCatalog));
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
    throw failureOf(error, path, unreadable);
  } finally {
    await handle?.close();
  }
  return naming(path, () => modelFileAbout(head, fileBytes));
}

/** Where the bytes go: through symbolic links, so that a link stays a link. */
async function targetOf(path: string): Promise<string> {
  if (path === '') throw new LikewiseError('not-writable', 'the path of the model file is empty; give a file name.', { path });
  let target = path;
  try {
    target = await realpath(path);
    const found = await stat(target);
    if (found.isDirectory()) throw new LikewiseError('path-is-folder', `${path} is a folder; give the name of a file in it.`, { path });
    if (!found.isFile()) throw new LikewiseError('not-writable', `${path} is not a regular file; give another path.`, { path });
    await access(target, constants.W_OK);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw failureOf(error, path, unwritable);
    if (path.endsWith('/')) throw new LikewiseError('folder-missing', `${path} names a folder; give the name of a file.`, { path });
  }
  return target;
}

const besideOf = (target: string): string => join(dirname(target), `.${basename(target).slice(0, 200)}.${randomUUID().slice(0, 8)}.part`);

const removed = (path: string): Promise<void> => unlink(path).catch(() => {});

/** The new name must survive a loss of power too; some file systems cannot sync a folder. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

function naming<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof LikewiseError)) throw error;
    throw new LikewiseError(error.code, `${path}: ${error.message}`, { ...error.data, path });
  }
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;

type Failures = Readonly<Record<string, readonly [code: ErrorCode, sentence: (path: string) => string]>>;

const cannotWrite = (code: ErrorCode, why: string): Failures[string] => [code, (path) => `cannot write ${path}: ${why}`];
const writeDenied = cannotWrite('not-writable', 'permission denied; change the permissions or give another path.');
const diskFull = cannotWrite('disk-full', 'no space is left on the disk; free some or give another path. What stood there is unchanged.');
const unwritable: Failures = {
  ENOENT: ['folder-missing', (path) => `cannot write ${path}: the folder ${dirname(path)} does not exist; make it first.`],
  ENOTDIR: cannotWrite('folder-missing', 'a part of the path is a file, not a folder; give another path.'),
  EACCES: writeDenied,
  EPERM: writeDenied,
  EROFS: cannotWrite('not-writable', 'the file system is read-only; give another path.'),
  ENOSPC: diskFull,
  EDQUOT: diskFull,
  ENAMETOOLONG: cannotWrite('name-too-long', 'the name is too long; give a shorter one.'),
};

const missing: Failures[string] = [
  'file-missing',
  (path) => `there is no model file ${path}; fit one first, for example: likewise fit popular ratings.csv -o ${path}`,
];
const readDenied: Failures[string] = ['not-readable', (path) => `cannot read ${path}: permission denied; change the permissions.`];
const unreadable: Failures = {
  ENOENT: missing,
  ENOTDIR: missing,
  EISDIR: ['path-is-folder', (path) => `${path} is a folder; give the model file in it.`],
  EACCES: readDenied,
  EPERM: readDenied,
  ERR_FS_FILE_TOO_LARGE: ['model-file-foreign', (path) => `${path} is larger than any model file (2 GiB).`],
};

/** What the operating system says, in a sentence; an error that is none of these as it is. */
function failureOf(error: unknown, path: string, failures: Failures): unknown {
  const known = error instanceof LikewiseError ? undefined : failures[String(codeOf(error))];
  return known === undefined ? error : new LikewiseError(known[0], known[1](path), { path });
}
