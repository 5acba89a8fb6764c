/** What is popular lately stands beside the models wherever time splits the data: of all years together it is a weak bar. */
import type { Metric, ModelText } from '@likewise/core';

/** `trending` behind the models, unless it is among them, for rankings by a split of time; and the note that says so. */
export function withRecentPopularity(
  texts: readonly ModelText[],
  split: string,
  metrics: readonly Metric[],
  parse: (text: string) => ModelText,
): { readonly texts: readonly ModelText[]; readonly note?: string } {
  const ofTime = /^(time|rolling)\b/.test(split);
  const ranked = metrics.some(({ kind }) => kind !== 'rating');
  if (!ofTime || !ranked || texts.some(({ entry }) => entry.name === 'trending')) return { texts };
  return {
    texts: [...texts, parse('trending')],
    note: 'trending was added: what was popular in the last weeks before the test (half-life 30 days) is the bar where time splits the data; popular counts all years alike.',
  };
}
