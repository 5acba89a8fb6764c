/** Every relative link of a Markdown file leads to a file, and every #anchor to a heading. */
import { existsSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { root, textOf, trackedFiles } from './sources.ts';

const pages = trackedFiles.filter((file) => file.endsWith('.md'));
const anchorOf = (heading: string): string =>
  heading
    .replace(/[`*_]/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

test.each(pages)('links of %s', (page) => {
  const text = textOf(page).replace(/```[\s\S]*?```/g, '');
  for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(link)) continue;
    const [path, anchor] = link.split('#');
    const target = path === '' ? page : posix.normalize(posix.join(dirname(page), path));
    expect(existsSync(join(root, target)), `${page} links to ${link}`).toBe(true);
    if (anchor === undefined || !target.endsWith('.md')) continue;
    const anchors = [...textOf(target).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading));
    expect(anchors, `${page} links to ${link}`).toContain(anchor);
  }
});
