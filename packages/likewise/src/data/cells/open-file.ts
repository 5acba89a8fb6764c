/** A path, opened: a file, a pipe, or standard input. */
import { constants, createReadStream, open, type Stats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { LikewiseError } from '@likewise/core';

interface OpenFile {
  /** What messages call it. */
  readonly name: string;
  /** Size on disk; `undefined` for standard input and pipes. */
  readonly fileBytes: number | undefined;
  readonly raw: Readable;
}

/**
 * @param called what messages call it, instead of the file's name
 * @throws LikewiseError `file-not-found`, `not-a-file`, `file-unreadable`
 */
export async function openFile(path: string, chunkBytes: number, called: string = basename(path)): Promise<OpenFile> {
  if (path === '-') return { name: 'standard input', fileBytes: undefined, raw: process.stdin };
  let facts: Stats;
  try {
    facts = await stat(path);
    if (!facts.isDirectory()) await access(path, constants.R_OK);
    if (facts.isFIFO()) return { name: called, fileBytes: undefined, raw: await openPipe(path) };
  } catch (error) {
    throw unreadable(error, called, path);
  }
  if (facts.isDirectory()) throw new LikewiseError('not-a-file', `${path} is a directory; a file is needed here.`, { file: path });
  return { name: called, fileBytes: facts.isFile() ? facts.size : undefined, raw: createReadStream(path, { highWaterMark: chunkBytes }) };
}

/** Opening a pipe waits for its writer in a thread that cannot be called back: opened without waiting, the event loop waits. */
async function openPipe(path: string): Promise<Readable> {
  const fd = await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

export function unreadable(error: unknown, name: string, path: string): LikewiseError {
  const { code, message } = error as NodeJS.ErrnoException;
  const data = { file: path };
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new LikewiseError('file-not-found', `${path}: there is no such file; check the path, seen from ${process.cwd()}.`, data);
  const remedy = remedies.get(code ?? '') ?? 'check its permissions and the disk';
  return new LikewiseError('file-unreadable', `${name} cannot be read (${code ?? message}); ${remedy}.`, data);
}

const remedies = new Map([
  ['EACCES', 'you have no permission to read it: chmod +r gives it'],
  ['EPERM', 'the system does not permit it'],
  ['EMFILE', 'this process has too many files open: raise the limit (ulimit -n) and try again'],
  ['ENFILE', 'the system has too many files open: close some and try again'],
  ['ENOMEM', 'there is not enough memory'],
  ['ELOOP', 'its links lead in a circle'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['EIO', 'the disk or the network failed'],
  ['ESTALE', 'the network drive has lost it: mount it again'],
  ['ENXIO', 'it is a socket or a device that nobody serves'],
  ['ERR_INVALID_ARG_VALUE', 'a path holds no zero bytes'],
]);
