/** Files appear whole or not at all, under the name they were asked for, and never over what is read. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, link, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkWritable, openWhole, writeWhole } from '../../src/store/whole-files.ts';

let root: string;
let count = 0;
async function place(): Promise<string> {
  const path = join(root, String(count++));
  await mkdir(path);
  return path;
}
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'likewise-whole-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('nothing is seen under the name before the end, and nothing is left when it is given up', async () => {
  const folder = await place();
  const path = join(folder, 'lists.csv');
  await writeFile(path, 'old');
  const file = await openWhole(path);
  await file.write('a,');
  await file.write('b\n');
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await file.finish()).toBe(4);
  expect(await readFile(path, 'utf8')).toBe('a,b\n');
  await file.abandon();
  const other = await openWhole(path);
  await other.write('c');
  await other.abandon();
  expect(await readFile(path, 'utf8')).toBe('a,b\n');
  expect(await readdir(folder)).toEqual(['lists.csv']);
});

test('the mode of a replaced file is kept', async () => {
  const path = join(await place(), 'secret');
  await writeFile(path, 'old');
  await chmod(path, 0o640);
  await writeWhole(path, 'new');
  expect([(await stat(path)).mode & 0o7777, await readFile(path, 'utf8')]).toEqual([0o640, 'new']);
});

test('a link is written through, also one whose file is yet to be', async () => {
  const folder = await place();
  await symlink('far', join(folder, 'near'));
  await symlink('near', join(folder, 'here'));
  await writeWhole(join(folder, 'here'), 'first');
  await writeWhole(join(folder, 'here'), 'second');
  expect((await lstat(join(folder, 'here'))).isSymbolicLink()).toBe(true);
  expect((await lstat(join(folder, 'near'))).isSymbolicLink()).toBe(true);
  expect(await readFile(join(folder, 'far'), 'utf8')).toBe('second');
  expect((await readdir(folder)).sort()).toEqual(['far', 'here', 'near']);
  await symlink('loop', join(folder, 'loop'));
  await expect(writeWhole(join(folder, 'loop'), 'x')).rejects.toMatchObject({ code: 'not-writable' });
});

describe('what is read is not written over', () => {
  test('by its name, by a link, by another name of the same file, in a folder that is read', async () => {
    const folder = await place();
    const [input, soft, hard] = ['ratings.csv', 'soft', 'hard'].map((name) => join(folder, name));
    await writeFile(input, 'a,b\n');
    await symlink('ratings.csv', soft);
    await link(input, hard);
    for (const path of [input, soft, hard])
      await expect(checkWritable(path, [undefined, '-', input])).rejects.toMatchObject({ code: 'output-is-input' });
    await expect(checkWritable(input, [soft])).rejects.toThrow(
      `cannot write ${input}: it is ${soft}, which this run reads, and would be lost`,
    );
    await expect(checkWritable(input, [folder])).rejects.toThrow('it lies in');
    await checkWritable(join(folder, 'new'), [folder, input]);
    expect(await readFile(input, 'utf8')).toBe('a,b\n');
  });
});

test('what killed runs left beside is swept by the next; what others are making is not', async () => {
  const folder = await place();
  const path = join(folder, 'm');
  const file = await openWhole(path);
  const [mine] = await readdir(folder);
  const [, host] = /^\.m\.([0-9a-f]+)-/.exec(mine) as unknown as [string, string];
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const parts = {
    left: `.m.${host}-${dead}-0123abcd.part`,
    ofRunning: `.m.${host}-${process.ppid}-0123abcd.part`,
    ofOtherMachine: '.m.ffffff-1-0123abcd.part',
    ofOtherMachineOld: '.m.ffffff-2-0123abcd.part',
    ofOtherFile: `.n.${host}-${dead}-0123abcd.part`,
    someones: '.m.notes.part',
  };
  for (const name of Object.values(parts)) await writeFile(join(folder, name), '');
  execFileSync('touch', ['-d', '2020-01-01', join(folder, parts.ofOtherMachineOld)]);
  await checkWritable(path);
  expect((await readdir(folder)).sort()).toEqual([mine, parts.ofRunning, parts.ofOtherMachine, parts.ofOtherFile, parts.someones].sort());
  await file.abandon();
});
