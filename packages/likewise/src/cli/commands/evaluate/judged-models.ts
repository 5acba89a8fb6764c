/** Which models an evaluation judges, by what, and which of them the others are compared with. */
import type * as Core from '@likewise/core';
import type { CatalogEntry, Interactions, MetricName, ModelText } from '@likewise/core';
import { CliError } from '../../../words/cli-error.ts';
import type { Given } from '../../command.ts';

interface Conditions {
  readonly positive: string | undefined;
  readonly relevant: string | undefined;
}

/**
 * Those that were named; or a set that fits the data, and why.
 * @throws LikewiseError `unexpected-ratings`, `missing-ratings` before the first is fitted: the last of ten may be the one that cannot learn
 */
export async function judgedModels(
  named: readonly ModelText[],
  data: Interactions,
  { positive, relevant, runs }: Conditions & { /** Lists from elsewhere, which need no model beside them. */ readonly runs: number },
): Promise<{ readonly texts: readonly ModelText[]; readonly relevant: string | undefined; readonly note?: string }> {
  const core = await import('@likewise/core');
  if (named.length + runs > 0) {
    for (const { entry } of named) requireFeedback(core, entry, data, { positive, relevant });
    return { texts: named, relevant };
  }
  const { modelsToCompare } = await import('../../../workflow/choose-model.ts');
  const liked = positive === undefined ? data : core.positives(data, positive);
  const { models, condition, why } = modelsToCompare(liked);
  const counted = relevant ?? condition;
  return {
    texts: models,
    relevant: counted,
    note: `no --model was given: ${models.map(({ text }) => text).join(', ')}, because ${why}${counted === undefined ? '' : `; liked is ${counted} (--relevant)`}; likewise models lists all`,
  };
}

function requireFeedback(
  core: typeof Core,
  { factory, feedback }: CatalogEntry,
  data: Interactions,
  { positive, relevant }: Conditions,
): void {
  const liked = positive !== undefined && data.size > 0;
  if (feedback === 'implicit' && !liked && relevant === undefined) core.requireLikes(factory, data);
  // Of positives they learn what those were rated.
  if (feedback === 'ratings') core.requireRatings(factory, data);
}

/** Ratings are predicted where there are ratings and someone who can; lists are judged always. */
export function metricsOf(
  { hasRatings }: Interactions,
  { positive, relevant }: Conditions,
  texts: readonly ModelText[],
): readonly MetricName[] {
  const predicts = hasRatings && positive === undefined && texts.some(({ entry }) => entry.abilities.includes('predict'));
  if (!predicts) return ['ndcg@10', 'recall@10', 'coverage@10'];
  return relevant === undefined ? ['rmse', 'mae', 'ndcg@10'] : ['rmse', 'ndcg@10', 'coverage@10'];
}

/** Position of what --compare names, by its text or, of a model, by its name; 0 where it names none; "best" unless a model is called so. */
export function comparedPosition(given: Given, texts: readonly ModelText[], labels: readonly string[]): number | 'best' | undefined {
  const wanted = given.text('compare');
  if (wanted === undefined) return given.on('compare') === true ? 0 : undefined;
  const byText = labels.indexOf(wanted);
  const byName = texts.filter(({ entry }) => entry.name === wanted);
  if (byText >= 0) return byText;
  if (byName.length === 1) return texts.indexOf(byName[0]);
  if (wanted === 'best' && byName.length === 0) return 'best';
  const problem = byName.length > 1 ? 'fits several of the models; write it as in --model' : 'must be best, or one of the models';
  throw new CliError(`--compare: "${wanted}" ${problem}: ${labels.join(', ')}.`);
}
