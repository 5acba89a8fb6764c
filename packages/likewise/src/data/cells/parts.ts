/** The files that paths stand for: one, several, those of a folder, or those that a pattern matches. */
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { LikewiseError } from '@likewise/core';
import { unreadable } from './open-file.ts';

export interface Part {
  readonly path: string;
  /** What messages call it: its name, or its path below the folder. */
  readonly name: string;
  /** Columns that the names of its folders hold: year=2020. */
  readonly hive: ReadonlyMap<string, string>;
}

export interface Parts {
  /** What messages call them all. */
  readonly name: string;
  readonly parts: readonly Part[];
  /** Files beside them that hold no rows, such as README.md. */
  readonly leftOut: readonly string[];
}

/** Folders within folders, at most so many. */
const DEEPEST = 16;
/** In the order in which people count: part-2 before part-10. */
const { compare } = new Intl.Collator('en', { numeric: true });
const byName = (a: string, b: string): number => compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
/** Spark and its kin mark so what is no data. */
const isHidden = (name: string): boolean => name.startsWith('_') || name.startsWith('.');
const isBeside = (name: string): boolean =>
  /\.(md|html?|pdf|png|jpe?g|gif|py|ipynb|sh|sql|xml|ya?ml|crc|md5|sha\d*|log)$|^(readme|license|licence|changelog|usage)\b/i.test(name);

/**
 * A path that exists is that file or folder, whatever signs it holds; one that does not is a pattern where it has a `*` or `?`: beside them `[…]`
 * within a name, `**` for folders. Files of folders come by name, without those whose names begin with _ or a dot.
 * @throws LikewiseError `file-not-found`, `no-files`, `file-twice`, `file-unreadable`
 */
export async function filesAt(paths: string | readonly string[]): Promise<Parts> {
  const given = typeof paths === 'string' ? [paths] : paths;
  if (given.length > 1 && given.includes('-'))
    throw new LikewiseError('file-not-found', 'Standard input (-) cannot be read beside files; give it alone.', { file: '-' });
  const found: Part[] = [];
  const leftOut: string[] = [];
  for (const path of given) {
    const { parts, beside } = await partsOfOne(path);
    found.push(...parts);
    leftOut.push(...beside);
  }
  const seen = new Set<string>();
  for (const { path } of found) {
    if (seen.has(path))
      throw new LikewiseError('file-twice', `${path} is named twice, and its rows would count twice; name it once.`, { file: path });
    seen.add(path);
  }
  const names = given.map((path) => basename(path) || path);
  const more = names.length > 3 ? ` and ${names.length - 2} more` : '';
  return { name: `${names.slice(0, more === '' ? 3 : 2).join(', ')}${more}`, parts: found, leftOut };
}

async function partsOfOne(path: string): Promise<{ readonly parts: readonly Part[]; readonly beside: readonly string[] }> {
  const one = { parts: [{ path, name: basename(path), hive: new Map<string, string>() }], beside: [] };
  if (path === '-') return one;
  const kind = await kindOf(path);
  if (kind === 'file') return one;
  if (kind === 'none' && !/[*?]/.test(path)) return one;
  const root = kind === 'folder' ? path : path.slice(0, path.search(/[^/]*[*?[]/));
  const inside = kind === 'folder' ? await filesBelow(path) : await matching(root === '' ? '.' : root, path.slice(root.length));
  const beside = kind === 'folder' ? inside.filter((file) => isBeside(basename(file))) : [];
  const files = inside.filter((file) => !beside.includes(file)).sort(byName);
  if (files.length === 0) throw nothingIn(path, kind, beside);
  return { parts: files.map((file) => ({ path: file, name: relative(root, file), hive: hiveOf(relative(root, file)) })), beside };
}

function nothingIn(path: string, kind: 'folder' | 'none', beside: readonly string[]): LikewiseError {
  if (kind === 'none')
    return new LikewiseError(
      'file-not-found',
      `${path}: there is no such file, and as a pattern it matches none, seen from ${process.cwd()}.`,
      {
        file: path,
      },
    );
  const only =
    beside.length === 0
      ? 'it is empty, or its files begin with _ or a dot'
      : `there is only ${beside.map((file) => basename(file)).join(', ')}`;
  return new LikewiseError('no-files', `${path} is a directory without data: ${only}; give one with CSV, JSONL or Parquet files.`, {
    file: path,
  });
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'none'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'none';
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ENOTDIR') return [];
    throw unreadable(error, folder, folder);
  }
}

async function filesBelow(folder: string, depth = 0): Promise<string[]> {
  if (depth > DEEPEST) {
    const problem = `folders within folders are more than ${DEEPEST} deep (do links lead in a circle?)`;
    throw new LikewiseError('no-files', `${folder}: ${problem}; give the folder of the files.`, { file: folder });
  }
  const files: string[] = [];
  for (const { name } of await entriesOf(folder)) {
    if (isHidden(name)) continue;
    const path = join(folder, name);
    if ((await kindOf(path)) === 'folder') files.push(...(await filesBelow(path, depth + 1)));
    else files.push(path);
  }
  return files;
}

/** Files below the folder that match; a folder that matches stands for what is in it. */
async function matching(folder: string, pattern: string): Promise<string[]> {
  const [first, ...rest] = pattern.split('/').filter((name) => name !== '');
  if (first === undefined) return filesBelow(folder);
  const deeper = rest.join('/');
  const exact = join(folder, first);
  // A name that exists is that name, whatever signs it holds.
  const kind = first === '**' ? 'none' : await kindOf(exact);
  if (kind === 'folder') return matching(exact, deeper);
  if (kind === 'file') return deeper === '' ? [exact] : [];
  const found: string[] = [];
  if (first === '**' && deeper !== '') found.push(...(await matching(folder, deeper)));
  const expression = first === '**' ? /(?:)/ : nameExpression(first);
  for (const { name } of await entriesOf(folder)) {
    if ((isHidden(name) && !isHidden(first)) || !expression.test(name)) continue;
    const path = join(folder, name);
    const isFolder = (await kindOf(path)) === 'folder';
    if (first === '**') found.push(...(isFolder ? await matching(path, pattern) : deeper === '' ? [path] : []));
    else if (isFolder) found.push(...(await matching(path, deeper)));
    else if (deeper === '') found.push(path);
  }
  return found;
}

function nameExpression(pattern: string): RegExp {
  const source = pattern.replaceAll(/\*+|\?|\[!?\]?[^\]]*\]|[\\^$.*+?()[\]{}|]/g, (sign) => {
    if (sign.startsWith('*')) return '.*';
    if (sign === '?') return '.';
    if (sign.length > 2)
      return `[${sign
        .slice(1, -1)
        .replace(/^!/, '^')
        .replaceAll(/[\\\][]/g, '\\$&')}]`;
    return `\\${sign}`;
  });
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch {
    throw new LikewiseError('file-not-found', `${pattern}: there is no such file, and it is no pattern either; check its brackets.`, {
      pattern,
    });
  }
}

/** year=2020/month=1/part-0.parquet → year, month. */
function hiveOf(path: string): ReadonlyMap<string, string> {
  const hive = new Map<string, string>();
  for (const folder of path.split(/[\\/]/).slice(0, -1)) {
    const [, name, value] = /^([^=]+)=(.*)$/.exec(folder) ?? [];
    if (name !== undefined && value !== undefined) hive.set(decoded(name), value === '__HIVE_DEFAULT_PARTITION__' ? '' : decoded(value));
  }
  return hive;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
