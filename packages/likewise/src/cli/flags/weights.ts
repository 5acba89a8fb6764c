/** In which models it counts how much of an item someone had, and that it does not in others. */
import type { AnyOptions, CatalogEntry, Interactions } from '@likewise/core';

/** Models that weigh what people had, by themselves, by an option, and never. */
export const weighing: readonly string[] = ['feature-als', 'implicit-als', 'item-knn', 'logistic-mf', 'pure-svd', 'user-knn'];
export const weighingIfGiven: readonly string[] = ['ease', 'rp3beta', 'slim'];
export const counting: readonly string[] = [
  'bpr',
  'content',
  'demographic',
  'factorization-machine',
  'markov-chain',
  'mult-vae',
  'popular',
  'sasrec',
  'sequential-rules',
  'social',
  'trending',
];
export const whoWeighs: string = `weights count in ${weighing.join(', ')}, and with --weighting given in ${weighingIfGiven.join(', ')}; other models of likes count who has what`;

/** Said where weights were read that a model makes nothing of. */
export function weightsNote(
  models: readonly { readonly entry: Pick<CatalogEntry, 'name'>; readonly options: AnyOptions }[],
  { valueKind, userItems }: Interactions,
): string[] {
  const isDeaf = (name: string, weighting: unknown): boolean =>
    counting.includes(name) ||
    (weighingIfGiven.includes(name) && weighting !== 'given') ||
    (weighing.includes(name) && weighting === 'binary');
  const deaf = models.flatMap(({ entry: { name }, options }) => (isDeaf(name, options['weighting']) ? [name] : []));
  if (deaf.length === 0 || valueKind !== 'weight' || !userItems.values.some((value) => value !== 0 && value !== 1)) return [];
  const names = [...new Set(deaf)].join(', ');
  return [`the sizes of the weights make no difference to ${names}, only whether they are above 0; ${whoWeighs}`];
}
