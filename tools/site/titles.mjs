// What a page is called and what it is about, read from its Markdown.

/** The first heading. */
export const titleOf = (text) => /^# (.+)$/m.exec(text)?.[1].replaceAll('`', '') ?? '';

/** The first sentence of the first paragraph that is text, without marks. */
export function summaryOf(text) {
  const paragraph = text
    .replace(/^---[\s\S]*?\n---\n/, '')
    .split(/\n\n+/)
    .find((block) => /^[\p{L}`*[]/u.test(block));
  const plain = (paragraph ?? '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
  return /^(.*?[.:])(\s|$)/.exec(plain)?.[1].replace(/:$/, '.') ?? plain;
}
