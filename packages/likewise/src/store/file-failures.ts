/** What the operating system says of a file, in a sentence that says what to do. */
import { dirname } from 'node:path';
import { type ErrorCode, LikewiseError } from '@likewise/core';

export type FileFailures = Readonly<Record<string, readonly [code: ErrorCode, sentence: (path: string) => string]>>;

/** An error of the system as one that a user can mend; any other as it is. */
export function storedFileFailure(error: unknown, path: string, failures: FileFailures): unknown {
  const known = error instanceof LikewiseError ? undefined : failures[String(systemCode(error))];
  return known === undefined ? error : new LikewiseError(known[0], known[1](path), { path });
}

export const systemCode = (error: unknown): unknown => (error as { code?: unknown }).code;

const cannotWrite = (code: ErrorCode, why: string): FileFailures[string] => [code, (path) => `cannot write ${path}: ${why}`];
const writeDenied = cannotWrite('not-writable', 'permission denied; change the permissions or give another path.');
const diskFull = cannotWrite('disk-full', 'no space is left on the disk; free some or give another path. What stood there is unchanged.');
export const writeFailures: FileFailures = {
  ENOENT: ['folder-missing', (path) => `cannot write ${path}: the folder ${dirname(path)} does not exist; make it first.`],
  ENOTDIR: cannotWrite('folder-missing', 'a part of the path is a file, not a folder; give another path.'),
  ELOOP: cannotWrite('not-writable', 'its links lead in a circle; give another path.'),
  EACCES: writeDenied,
  EPERM: writeDenied,
  EROFS: cannotWrite('not-writable', 'the file system is read-only; give another path.'),
  ENOSPC: diskFull,
  EDQUOT: diskFull,
  ENAMETOOLONG: cannotWrite('name-too-long', 'the name is too long; give a shorter one.'),
};

const missing: FileFailures[string] = [
  'file-missing',
  (path) => `there is no model file ${path}; fit one first, for example: likewise fit popular ratings.csv -o ${path}`,
];
const readDenied: FileFailures[string] = ['not-readable', (path) => `cannot read ${path}: permission denied; change the permissions.`];
export const readFailures: FileFailures = {
  ENOENT: missing,
  ENOTDIR: missing,
  EISDIR: ['path-is-folder', (path) => `${path} is a folder; give the model file in it.`],
  EACCES: readDenied,
  EPERM: readDenied,
  ERR_FS_FILE_TOO_LARGE: ['model-file-foreign', (path) => `${path} is larger than any model file (2 GiB).`],
};
