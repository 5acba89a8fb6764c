/** What a file calls genre or genres is the attribute "category" once it is read: both words ask for it. */
import type { Interactions } from '@likewise/core';

const words = /:(genres?|categories)$/;

/** `items:genre` and `calibration@10:genre` as the features name it, and the note that says so. */
export function byCategory(
  text: string,
  { itemFeatures }: Pick<Interactions, 'itemFeatures'>,
): { readonly text: string; readonly note?: string } {
  const found = text.startsWith('users:') ? null : words.exec(text);
  const has = (name: string): boolean => itemFeatures?.names.some((feature) => feature.startsWith(`${name}=`)) === true;
  if (found === null || has(found[1]) || !has('category')) return { text };
  const named = text.replace(words, ':category');
  return { text: named, note: `${text} is ${named}: so the attribute is called once the file is read` };
}
