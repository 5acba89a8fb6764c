/** `compareWithFallback` on a thread of its own: a server that answers meanwhile is not held by it, and an end is heard at once. */
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Interactions, Report } from '@likewise/core';

export interface PlannedComparison {
  /** As on the command line: name:opt=v,opt=v. */
  readonly model: string;
  readonly parts: ConstructorParameters<typeof Interactions>[0];
  readonly threads: number;
}

/** @throws what the comparison throws; the reason of the signal */
export async function compareOnThread(
  model: string,
  train: Interactions,
  { signal, threads }: { readonly signal: AbortSignal; readonly threads: number },
): Promise<Report | undefined> {
  signal.throwIfAborted();
  const plan: PlannedComparison = { model, parts: { ...train }, threads };
  const worker = new Worker(programUrl(), { workerData: plan });
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      worker.on('message', resolve);
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('the comparison ended without a result')));
    });
  } finally {
    await worker.terminate();
  }
}

/** Beside the built program; a checkout that runs from source has it built. */
function programUrl(): URL {
  const beside = new URL('./comparison-thread.js', import.meta.url);
  return existsSync(beside) ? beside : new URL('../../dist/workflow/comparison-thread.js', import.meta.url);
}
