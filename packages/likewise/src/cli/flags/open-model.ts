import type { Model } from '@likewise/core';

/** The model of a file; core and the file system are loaded only now. */
export async function openModel(path: string): Promise<Model> {
  const { readModelFile } = await import('../../store/model-files.ts');
  return readModelFile(path);
}
