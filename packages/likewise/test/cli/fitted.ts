/** What tests of answers begin with: a file, a model of it, and a call whose answer is one JSON document. */
import { join } from 'node:path';
import { expect } from 'vitest';
import { folder, likewise } from './run.ts';

export const { path, file }: ReturnType<typeof folder> = folder();

export async function fitted(name: string, model: string, csv: string, ...flags: string[]): Promise<string> {
  const out = join(path, `${name}.model`);
  const { code, stderr } = await likewise(['fit', model, file(`${name}.csv`, csv), '-o', out, ...flags]);
  if (code !== 0) throw new Error(stderr);
  return out;
}

// biome-ignore lint/suspicious/noExplicitAny: each test says what it expects of the document.
export const json = async (words: readonly string[]): Promise<{ readonly document: any; readonly stderr: string }> => {
  const { code, stdout, stderr } = await likewise([...words, '--json']);
  expect(code, stderr).toBe(0);
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  return { document: JSON.parse(stdout), stderr };
};
export const itemsOf = ({ document }: { document: { items: { item: string }[] } }): string[] => document.items.map(({ item }) => item);

export const shelf = 'user,item\nall,first\nall,b\nall,c\nall,d\nall,e\nall,f\nw,b\nw,c\nv,first\nv,b\nx,first\nx,d\n';
