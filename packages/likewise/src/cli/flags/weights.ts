/** In which models it counts how much of an item someone had, and that it does not in others. */
import type { AnyOptions, CatalogEntry, Interactions } from '@likewise/core';

type Trained = { readonly entry: Pick<CatalogEntry, 'name' | 'weights'>; readonly options: AnyOptions };

/** Which models weigh what people had. */
export async function whoWeighs(): Promise<string> {
  const { modelCatalog } = await import('@likewise/core');
  const names = (kind: CatalogEntry['weights']): string =>
    modelCatalog
      .filter(({ weights }) => weights === kind)
      .map(({ name }) => name)
      .sort()
      .join(', ');
  return `weights count in ${names('weighed')}, and with --weighting given in ${names('if-given')}; other models of likes count who has what`;
}

/** Said where weights were read that a model makes nothing of. */
export async function weightsNote(models: readonly Trained[], { valueKind, userItems }: Interactions): Promise<string[]> {
  const isDeaf = (weights: CatalogEntry['weights'], weighting: unknown): boolean =>
    weights === 'counted' || (weights === 'if-given' && weighting !== 'given') || (weights === 'weighed' && weighting === 'binary');
  const { blendEntry, blendMembers } = await import('@likewise/core');
  const single = models.flatMap((model): readonly Trained[] =>
    model.entry.name === 'blend' ? blendMembers(String(model.options['models'] ?? blendEntry.options.models.default)) : [model],
  );
  const deaf = single.flatMap(({ entry: { name, weights }, options }) => (isDeaf(weights, options['weighting']) ? [name] : []));
  if (deaf.length === 0 || valueKind !== 'weight' || !userItems.values.some((value) => value !== 0 && value !== 1)) return [];
  const names = [...new Set(deaf)].join(', ');
  return [`the sizes of the weights make no difference to ${names}, only whether they are above 0; ${await whoWeighs()}`];
}
