/** Items: what they are asked for with, and what is said of them. */
import { z } from 'zod';
import { id, idInPath, nText, offsetText, shown, title } from './fields.ts';
import { listedItem, source } from './recommendations.ts';

export const itemPath: z.ZodType<{ readonly item: string }> = z.object({ item: idInPath('Percent-encoded id of the item.') });

export const similarQuery: z.ZodType<{ readonly n: number }> = z.strictObject({ n: nText() });

export const searchQuery: z.ZodType<{ readonly query: string; readonly n: number; readonly offset: number }> = z.strictObject({
  query: shown(z.string({ error: 'must be given once' }).max(1000).default(''), {
    type: 'string',
    default: '',
    maxLength: 1000,
    description: 'Words that the title (or the id, where there is no title) must hold; without it, all items.',
  }),
  n: nText(),
  offset: offsetText(),
});

const catalogItem = z.object({
  item: id,
  title,
  categories: z.array(z.string()).optional(),
  inModel: z.boolean().describe('Whether the model was trained on it.'),
  popularity: z.number().optional().describe('What the fallback scores it with: for `popular`, how many people have it.'),
});
const toy = { item: '1', title: 'Toy Story (1995)' };

export const itemAnswers: Readonly<Record<string, z.ZodType>> = {
  SimilarItems: z
    .object({ item: id, title, source, items: z.array(listedItem) })
    .meta({ example: { ...toy, source: 'implicit-als', items: [{ item: '3114', title: 'Toy Story 2 (1999)', score: 0.91 }] } }),
  Item: catalogItem.meta({ example: { ...toy, categories: ['Animation', 'Comedy'], inModel: true, popularity: 215 } }),
  ItemList: z
    .object({ total: z.int().describe('Items that match.'), items: z.array(catalogItem) })
    .meta({ example: { total: 1, items: [{ ...toy, inModel: true, popularity: 215 }] } }),
};
