/** Files that are written beside, synced and renamed: a path holds the whole new file or what it held before. */
import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, type FileHandle, lstat, open, readdir, readlink, realpath, rename, stat, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { LikewiseError } from '@likewise/core';
import { storedFileFailure, systemCode, writeFailures } from './file-failures.ts';

/** A file in the making; nothing is seen of it under its name before `finish`. */
export interface WholeFile {
  write(piece: string | Uint8Array): Promise<void>;
  /** Puts it in place, with the permissions of what stood there; gives its bytes. */
  finish(): Promise<number>;
  /** Leaves nothing behind; may follow `finish`. */
  abandon(): Promise<void>;
}

/**
 * Refuses a path that a file could not be written to, or that would destroy what is read; call it before long work. Nothing is left on
 * the disk, and what killed runs left beside the path is swept.
 * @param inputs what the same run reads; "-" and what is absent are passed over
 * @throws LikewiseError `path-is-folder`, `folder-missing`, `not-writable`, `disk-full`, `name-too-long`, `output-is-input`
 */
export async function checkWritable(path: string, inputs: readonly (string | undefined)[] = []): Promise<void> {
  const target = await targetOf(path);
  for (const input of inputs) if (input !== undefined && input !== '-') await refuseInput(path, target, input);
  await sweep(target);
  const probe = besideOf(target);
  try {
    await (await open(probe, 'wx')).close();
    await unlink(probe);
  } catch (error) {
    await removed(probe);
    throw storedFileFailure(error, path, writeFailures);
  }
}

/** @throws LikewiseError as `checkWritable`, which has asked for more */
export async function openWhole(path: string): Promise<WholeFile> {
  const target = await targetOf(path);
  const beside = besideOf(target);
  let handle: FileHandle | undefined;
  let bytes = 0;
  const abandon = async (): Promise<void> => {
    const open = handle;
    handle = undefined;
    if (open === undefined) return;
    await open.close().catch(() => {});
    await removed(beside);
  };
  const guarded = async <T>(work: (handle: FileHandle) => Promise<T>): Promise<T> => {
    try {
      return await work(handle as FileHandle);
    } catch (error) {
      await abandon();
      throw storedFileFailure(error, path, writeFailures);
    }
  };
  try {
    handle = await open(beside, 'wx');
    making.add(beside);
  } catch (error) {
    throw storedFileFailure(error, path, writeFailures);
  }
  return {
    write: (piece) =>
      guarded(async (handle) => {
        const data = typeof piece === 'string' ? Buffer.from(piece) : piece;
        bytes += data.length;
        await handle.writeFile(data);
      }),
    async finish() {
      await guarded(async (handle) => {
        const old = await stat(target).catch(() => undefined);
        if (old !== undefined) await handle.chmod(old.mode & 0o7777);
        await handle.sync();
        await handle.close();
        await rename(beside, target);
      });
      handle = undefined;
      making.delete(beside);
      await syncFolder(dirname(target));
      return bytes;
    },
    abandon,
  };
}

/** The whole of a file at once; gives its bytes. @throws LikewiseError as `checkWritable` */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<number> {
  const file = await openWhole(path);
  await file.write(content);
  return file.finish();
}

/** Where the bytes go: through symbolic links, so that a link stays a link, also one whose file is yet to be. */
async function targetOf(path: string): Promise<string> {
  if (path === '') throw new LikewiseError('not-writable', 'the path of the file to write is empty; give a file name.', { path });
  let target = path;
  try {
    target = await realpath(path);
    const found = await stat(target);
    if (found.isDirectory()) throw new LikewiseError('path-is-folder', `${path} is a folder; give the name of a file in it.`, { path });
    if (!found.isFile()) throw new LikewiseError('not-writable', `${path} is not a regular file; give another path.`, { path });
    await access(target, constants.W_OK);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw storedFileFailure(error, path, writeFailures);
    if (path.endsWith('/')) throw new LikewiseError('folder-missing', `${path} names a folder; give the name of a file.`, { path });
    const link = await lstat(path).catch(() => undefined);
    if (link?.isSymbolicLink()) return targetOf(resolve(dirname(path), await readlink(path)));
  }
  return target;
}

/** By place and by inode: a hard link is the same file under another name. */
async function refuseInput(path: string, target: string, input: string): Promise<void> {
  const real = await realpath(input).catch(() => undefined);
  const [read, written] = await Promise.all([stat(input).catch(() => undefined), stat(target).catch(() => undefined)]);
  if (real === undefined || read === undefined || written === undefined) return;
  const same = read.dev === written.dev && read.ino === written.ino;
  if (!same && !(read.isDirectory() && target.startsWith(real + sep))) return;
  const it = same
    ? path === input
      ? 'it is read by this run'
      : `it is ${input}, which this run reads,`
    : `it lies in ${input}, which this run reads,`;
  throw new LikewiseError('output-is-input', `cannot write ${path}: ${it} and would be lost; give another path.`, { path, input });
}

/** Of files that this process is making. */
const making = new Set<string>();
const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 6);
const dayMs = 86_400_000;

/** The name tells who makes it, so that the next run can tell what a killed one left. */
const besideOf = (target: string): string =>
  join(dirname(target), `.${basename(target).slice(0, 200)}.${host}-${process.pid}-${randomUUID().slice(0, 8)}.part`);

/** Takes away what runs left beside the target that were killed while they wrote it: those of this machine at once, others after a day. */
async function sweep(target: string): Promise<void> {
  const folder = dirname(target);
  const names = await readdir(folder).catch(() => []);
  const start = `.${basename(target).slice(0, 200)}.`;
  for (const name of names) {
    const [, maker, pid] = (name.startsWith(start) && /^([0-9a-f]{6})-(\d+)-[0-9a-f]{8}\.part$/.exec(name.slice(start.length))) || [];
    const path = join(folder, name);
    if (maker === undefined || making.has(path)) continue;
    const found = await stat(path).catch(() => undefined);
    const left = maker === host ? Number(pid) === process.pid || !runs(Number(pid)) : Date.now() - (found?.mtimeMs ?? Date.now()) > dayMs;
    if (left) await removed(path);
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

const removed = async (path: string): Promise<void> => {
  making.delete(path);
  await unlink(path).catch(() => {});
};

/** The new name must survive a loss of power too; some file systems cannot sync a folder. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
