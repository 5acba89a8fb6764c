/** Files written for one test and removed after all of them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Interactions, LikewiseError } from '@likewise/core';
import { afterAll } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'likewise-data-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;

/** Path of a new file with this content; `name` ends the path. */
export function file(content: string | Uint8Array, name = 'input.csv'): string {
  const path = join(folder, `${made++}-${name}`);
  writeFileSync(path, content);
  return path;
}

export function folderPath(): string {
  return folder;
}

/** "user item value[@time]" of each interaction, ordered by user and item. */
export function shown({ users, items, userItems, timestamps }: Interactions): string[] {
  const lines: string[] = [];
  for (let user = 0; user < userItems.rows; user++) {
    for (let e = userItems.pointers[user]; e < userItems.pointers[user + 1]; e++) {
      const time = timestamps === undefined ? '' : `@${timestamps[e]}`;
      lines.push(`${users.ids[user]} ${items.ids[userItems.indexes[e]]} ${userItems.values[e]}${time}`);
    }
  }
  return lines;
}

/** The LikewiseError with which the promise is refused; anything else fails the test. */
export async function refusal(promise: Promise<unknown>): Promise<LikewiseError> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof LikewiseError) return outcome;
  throw new Error(`wanted a LikewiseError, got ${outcome instanceof Error ? outcome.stack : 'success'}`);
}
