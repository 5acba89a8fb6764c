/** One record per option: doc comment, help and page say the same words. `node tools/write-options.mjs` writes comments and tables. */
import { expect, test } from 'vitest';

interface Text {
  readonly file: string;
  /** As it is, and as the records say; `undefined` where there is no place for it. */
  readonly now: string;
  readonly text: string | undefined;
}
const { filesOfOptions, pagesOfOptions } = (await import('./option-records.mjs' as string)) as {
  filesOfOptions(): { readonly files: readonly Text[]; readonly missing: readonly string[] };
  pagesOfOptions(): readonly Text[];
};

test('the comments of options interfaces are the words of the records', () => {
  const { files, missing } = filesOfOptions();
  expect(missing).toEqual([]);
  expect(files.length).toBeGreaterThan(25);
  for (const { file, text, now } of files) expect(now, file).toBe(text);
});

test.each(pagesOfOptions())('the table of $file is the words of the records', ({ file, text, now }) => {
  expect(text, `${file} has a table | option | default | range | meaning |`).toBeDefined();
  expect(now).toBe(text);
});
