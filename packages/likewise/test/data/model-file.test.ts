import { execFileSync } from 'node:child_process';
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Interactions, interactionsFromRows, LikewiseError, type PopularModel, popular } from '@likewise/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readModelFile, readModelFileAbout, writeModelFile } from '../../src/store/model-files.ts';
import { checkWritable } from '../../src/store/whole-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likewise-model-file-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const shelf: Interactions = interactionsFromRows(
  ['all first', 'all b', 'all c', 'all d', 'all e', 'all f', 'w b', 'w c', 'x first', 'x d', 'y first'].map((line) => {
    const [user, item] = line.split(' ');
    return { user, item };
  }),
);
const model = await popular().fit(shelf);

async function refusal(work: Promise<unknown>): Promise<LikewiseError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LikewiseError);
  return error as LikewiseError;
}

test('case 12: the file is where it was asked to be, and gives the same answers', async () => {
  const place = join(folder, 'case-12');
  await mkdir(place);
  const path = join(place, 'm');
  await checkWritable(path);
  const bytes = await writeModelFile(path, model);
  expect(await readdir(place)).toEqual(['m']);
  expect((await readFile(path)).length).toBe(bytes);
  const again = (await readModelFile(path)) as PopularModel;
  expect(again.recommend('w', { n: 500 })).toEqual(model.recommend('w', { n: 500 }));
});

test('case 12: cut at any byte, the file is refused and the sentence names it', async () => {
  const path = join(folder, 'cut');
  await writeModelFile(path, model);
  const whole = await readFile(path);
  for (let length = 0; length < whole.length; length += 7) {
    await writeFile(path, whole.subarray(0, length));
    const error = await refusal(readModelFile(path));
    expect(error.code).toBe('model-file-cut');
    expect(error.message).toMatch(`${path}: the model file is cut short`);
    expect((await refusal(readModelFileAbout(path))).code).toBe('model-file-cut');
  }
});

test('the header alone tells what is inside', async () => {
  const path = join(folder, 'about');
  await writeModelFile(path, model, {
    savedAt: '2026-01-02T03:04:05Z',
    data: { interactions: 11, valueKind: 'none', source: 'shelf.csv' },
  });
  expect(await readModelFileAbout(path)).toMatchObject({
    model: 'popular',
    users: 4,
    items: 6,
    savedAt: '2026-01-02T03:04:05Z',
    data: { interactions: 11, source: 'shelf.csv' },
  });
});

test('a new model replaces the old one, and a symbolic link stays one', async () => {
  const place = join(folder, 'links');
  await mkdir(place);
  await writeFile(join(place, 'old'), 'old');
  await symlink('old', join(place, 'current'));
  await writeModelFile(join(place, 'current'), model);
  expect((await lstat(join(place, 'current'))).isSymbolicLink()).toBe(true);
  expect((await readModelFile(join(place, 'old'))).name).toBe('popular');
  expect((await readdir(place)).sort()).toEqual(['current', 'old']);
});

describe.each([
  ['checkWritable', (path: string): Promise<unknown> => checkWritable(path)],
  ['writeModelFile', (path: string): Promise<unknown> => writeModelFile(path, model)],
])('%s refuses', (_name, write) => {
  test('a folder that does not exist', async () => {
    const error = await refusal(write(join(folder, 'absent', 'm')));
    expect(error.code).toBe('folder-missing');
    expect(error.message).toBe(`cannot write ${folder}/absent/m: the folder ${folder}/absent does not exist; make it first.`);
  });

  test('a folder in place of a file', async () => {
    const before = await readdir(folder);
    const error = await refusal(write(folder));
    expect([error.code, error.message]).toEqual(['path-is-folder', `${folder} is a folder; give the name of a file in it.`]);
    expect(await readdir(folder)).toEqual(before);
  });

  test('a file in place of a folder', async () => {
    await writeFile(join(folder, 'plain'), '');
    expect((await refusal(write(join(folder, 'plain', 'm')))).code).toBe('folder-missing');
  });

  test('a name that is too long, an empty one, a slash at the end, a device', async () => {
    expect((await refusal(write(join(folder, 'n'.repeat(400))))).code).toBe('name-too-long');
    expect((await refusal(write(''))).code).toBe('not-writable');
    expect((await refusal(write(`${folder}/absent/`))).code).toBe('folder-missing');
    expect((await refusal(write('/dev/null'))).code).toBe('not-writable');
  });

  test.skipIf(process.getuid?.() === 0)('a folder without permission (skipped for root, who may write anywhere)', async () => {
    const place = join(folder, 'locked');
    await mkdir(place, { recursive: true });
    await chmod(place, 0o500);
    expect((await refusal(write(join(place, 'm')))).code).toBe('not-writable');
  });
});

describe('a full disk (skipped where a small tmpfs cannot be mounted)', () => {
  let disk: string | undefined;
  beforeAll(async () => {
    const place = await mkdtemp(join(tmpdir(), 'likewise-disk-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place], { stdio: 'ignore' });
      disk = place;
    } catch {
      await rm(place, { recursive: true });
    }
  });
  afterAll(async () => {
    if (disk === undefined) return;
    execFileSync('umount', [disk]);
    await rm(disk, { recursive: true });
  });

  test('is refused, the old model stays, nothing else is left', async ({ skip }) => {
    if (disk === undefined) return skip('a tmpfs cannot be mounted here');
    const path = join(disk, 'm');
    await writeModelFile(path, model);
    const before = await readFile(path);
    const rows = Array.from({ length: 30000 }, (_, row) => ({ user: row % 100, item: Math.floor(row / 100) }));
    const error = await refusal(writeModelFile(path, await popular().fit(interactionsFromRows(rows))));
    expect(error.code).toBe('disk-full');
    expect(error.message).toBe(
      `cannot write ${path}: no space is left on the disk; free some or give another path. What stood there is unchanged.`,
    );
    expect(await readdir(disk)).toEqual(['m']);
    expect(await readFile(path)).toEqual(before);
  });
});

describe('reading refuses', () => {
  test('a file that is not there', async () => {
    const error = await refusal(readModelFile(join(folder, 'none')));
    expect(error.code).toBe('file-missing');
    expect(error.message).toContain(`there is no model file ${folder}/none; fit one first`);
  });

  test('a folder', async () => {
    expect((await refusal(readModelFile(folder))).code).toBe('path-is-folder');
    expect((await refusal(readModelFileAbout(folder))).code).toBe('path-is-folder');
  });

  test('a file of another kind', async () => {
    const path = join(folder, 'ratings.csv');
    await writeFile(path, 'user,item,rating\n1,2,3\n');
    const error = await refusal(readModelFile(path));
    expect(error.message).toBe(`${path}: this is not a model file of likewise: it does not begin as safetensors do.`);
    expect((await refusal(readModelFileAbout(path))).code).toBe('model-file-foreign');
  });

  test('a header that claims more than the file has, without reading it', async () => {
    const path = join(folder, 'claims');
    const bytes = Buffer.alloc(32, '{');
    bytes.writeBigUInt64LE(99_000_000n);
    await writeFile(path, bytes);
    expect((await refusal(readModelFileAbout(path))).code).toBe('model-file-cut');
    bytes.writeBigUInt64LE(2n ** 63n);
    await writeFile(path, bytes);
    expect((await refusal(readModelFileAbout(path))).code).toBe('model-file-foreign');
  });
});
