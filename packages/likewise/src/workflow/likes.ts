/** The history of someone new, read as training read its data: the command line and the server fold users in by the same rule. */
import { type HistoryEntry, parseCondition, type TrainingOrigin } from '@likewise/core';

/**
 * With the condition of training, a rating that meets it counts 1 and another 0: theirs, but no like. A model that saw no
 * values cannot tell a dislike, and everything counts 1. Other models take values as they are.
 */
export function likesOf(
  history: readonly HistoryEntry[],
  { valueKind, positive }: TrainingOrigin = {},
): { readonly history: readonly HistoryEntry[]; readonly notes: readonly string[] } {
  if (positive !== undefined) {
    const condition = parseCondition(positive);
    const read = history.map((entry) => ({
      ...entry,
      value: Number(entry.value === undefined || condition.holds(Math.fround(entry.value))),
    }));
    const below = read.filter(({ value }) => value === 0).length;
    const [verb, are] = below === 1 ? ['is', 'it counts'] : ['are', 'they count'];
    const note = `${below} of the ratings ${verb} not ${condition.text}, which the model was trained on as liked: ${are} as theirs, not as liked`;
    return { history: read, notes: below === 0 ? [] : [note] };
  }
  if (valueKind !== 'none' || history.every(({ value = 1 }) => value === 1)) return { history, notes: [] };
  const note = 'the model was trained on what people had, without values: every item counts 1; leave out what they disliked';
  return { history: history.map((entry) => ({ ...entry, value: 1 })), notes: [note] };
}
