/** In which models it counts how much of an item someone had, and that it does not in others. */
import type { AnyOptions, CatalogEntry, Interactions } from '@likewise/core';

/** Models that weigh what people had, by themselves, by an option, and never. */
export const weighing: readonly string[] = ['feature-als', 'implicit-als', 'item-knn', 'logistic-mf', 'pure-svd', 'user-knn'];
export const weighingIfGiven: readonly string[] = ['ease', 'rp3beta', 'slim'];
export const counting: readonly string[] = ['bpr', 'popular', 'trending'];
export const whoWeighs: string = `weights count in ${weighing.join(', ')}, and with --weighting given in ${weighingIfGiven.join(', ')}; other models of likes count who has what`;

/** Said where weights were read that a model makes nothing of. */
export function weightsNote(
  models: readonly { readonly entry: Pick<CatalogEntry, 'name'>; readonly options: AnyOptions }[],
  { valueKind, userItems }: Interactions,
): string[] {
  const deaf = models.flatMap(({ entry: { name }, options }) =>
    counting.includes(name) || (weighingIfGiven.includes(name) && options['weighting'] !== 'given') ? [name] : [],
  );
  if (deaf.length === 0 || valueKind !== 'weight' || !userItems.values.some((value) => value !== 0 && value !== 1)) return [];
  const names = [...new Set(deaf)].join(', ');
  return [`the sizes of the weights make no difference to ${names}, only whether they are above 0; ${whoWeighs}`];
}
