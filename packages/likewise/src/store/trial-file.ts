/** Trials of a search, one JSON line each after a line that says what they belong to: a killed search goes on from there. */
import { existsSync } from 'node:fs';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { LikewiseError, type Trial } from '@likewise/core';

export class TrialFile {
  readonly #path: string;
  readonly past: readonly Trial[];

  private constructor(path: string, past: readonly Trial[]) {
    this.#path = path;
    this.past = past;
  }

  /**
   * A line cut short, as a kill leaves it, is taken away.
   * @param of what the trials belong to @throws LikewiseError `wrong-checkpoint` for a file that holds something else
   */
  static async open(path: string, of: object): Promise<TrialFile> {
    const header = JSON.stringify(of);
    if (!existsSync(path)) {
      await writeFile(path, `${header}\n`);
      return new TrialFile(path, []);
    }
    const text = await readFile(path, 'utf8');
    const lines = text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .slice(0, -1);
    if (lines[0] !== header)
      throw new LikewiseError(
        'wrong-checkpoint',
        `${path} holds trials of another call (or something else); give another file, or repeat that call.`,
        {
          path,
          made: lines[0],
          here: header,
        },
      );
    await writeFile(path, lines.map((line) => `${line}\n`).join(''));
    return new TrialFile(
      path,
      lines.slice(1).map((line): Trial => JSON.parse(line)),
    );
  }

  add = async (trial: Trial): Promise<void> => appendFile(this.#path, `${JSON.stringify(trial)}\n`);
}
