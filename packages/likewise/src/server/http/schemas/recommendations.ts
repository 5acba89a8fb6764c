/** Lists for users: what they are asked for with, and what they hold. */
import { z } from 'zod';
import type { ListRequest, RatingsRequest } from '../../serving/answer.ts';
import { boundedList, boundedRecord } from './bounded.ts';
import { booleanText, dataNumber, givenId, id, idInPath, idTexts, n, nText, offset, offsetText, title } from './fields.ts';

export const userPath: z.ZodType<{ readonly user: string }> = z.object({ user: idInPath('Percent-encoded id of the person.') });

const listQuery = { n: nText(), offset: offsetText(), exclude: idTexts('Items never to recommend; repeat the parameter for each.') };
export const popularQuery: z.ZodType<ListRequest> = z.strictObject(listQuery);

export const recommendationQuery: z.ZodType<ListRequest> = z.strictObject({
  ...listQuery,
  keepSeen: booleanText('Keep the items that the person already has.'),
  explain: booleanText('Say for each item which of the person’s items brought it, where the model can.'),
  context: idTexts(
    'Circumstances for a model that knows them, such as "weekday=sunday"; repeat the parameter for each column. What is not known counts as on average, and `notes` say so.',
  ).transform(contextOf),
});

/** "weekday=sunday", one a column; a text without = is a column without a value, which the notes will name. */
function contextOf(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

/** Most ratings of one request. */
const mostRatings = 10_000;

const rating = z.strictObject({
  item: givenId,
  value: dataNumber('Rating, or weight of implicit feedback; without it: liked.').optional(),
  timestamp: z.number().min(-8.64e12).max(8.64e12).optional().describe('Seconds since 1970-01-01 UTC, for models that heed when.'),
});

export const recommendationBody: z.ZodType<RatingsRequest> = z
  .strictObject({
    ratings: boundedList(
      rating,
      mostRatings,
      'What the person likes or rated, possibly nothing; of an item given twice the last counts. Nothing is stored.',
    ).optional(),
    session: boundedList(
      givenId,
      mostRatings,
      'Instead of `ratings`: items that the person met one after the other, the oldest first, for models of sequences. An item may come again. Nothing is stored.',
    ).optional(),
    features: boundedRecord(
      z.union([z.string(), dataNumber(), z.array(z.string()).max(1000)], {
        error: 'must be a text, a number from −1000000000 to 1000000000, or a list of at most 1000 texts',
      }),
      { entries: 1000, nameLength: 200 },
      'Attributes of the person, such as { "age": 24, "occupation": "student" }, for models that take them.',
    ).optional(),
    friends: boundedList(givenId, 10_000, 'Users whom the person trusts, for models that take them.').optional(),
    n: n(),
    offset: offset(),
    exclude: boundedList(givenId, 100_000, 'Items never to recommend.').default([]),
    candidates: boundedList(givenId, 100_000, 'Only these are recommended.').optional(),
    keepSeen: z.boolean().default(false).describe('Keep the rated items in the list.'),
    explain: z.boolean().default(false).describe('Say for each item which of the ratings brought it, where the model can.'),
    context: boundedRecord(
      z.union([z.string().max(200), dataNumber()], {
        error: 'must be a text of at most 200 characters or a number from −1000000000 to 1000000000',
      }),
      { entries: 100, nameLength: 200 },
      'Circumstances for a model that knows them, such as {"weekday": "sunday"}; what is not known counts as on average, and `notes` say so.',
    ).default({}),
  })
  .refine(({ ratings, session }) => (ratings === undefined) !== (session === undefined), {
    error: 'must be given, or a session (item ids in order), and not both',
    path: ['ratings'],
  })
  .meta({
    example: {
      ratings: [
        { item: '1', value: 5 },
        { item: '1210', value: 4 },
      ],
      n: 3,
    },
  });

const reason = z.object({
  item: id.optional().describe('An item of the person.'),
  title,
  user: id.optional().describe('Another user, such as a friend.'),
  attribute: z.string().optional().describe('Attributes shared with others, in words.'),
  value: z.number().optional().describe('What that user gave to the item.'),
  people: z.int().optional().describe('How many people stand behind it.'),
  contribution: z.number().describe('Part of the score that it brought.'),
});

const sharedFeature = z.object({
  feature: z.string().describe('Such as "genre=Crime"; of a text "plot: word".'),
  contribution: z.number().describe('Part of the score that it brought.'),
  items: z.array(id).describe('Items of the person that have it, at most five.'),
});

export const listedItem: z.ZodType = z.object({
  item: id,
  title,
  score: z.number().describe('Ranking value: higher is better; its scale is the model’s own.'),
  source: z.string().optional().describe('Who scored this item, where the model’s list was filled up by the fallback.'),
  because: z.array(reason).optional().describe('With `explain`: what moved the score, largest share first, at most five.'),
  features: z
    .array(sharedFeature)
    .optional()
    .describe('With `explain`, of models that score by features: what the item shares with the person’s.'),
});
export const source: z.ZodType<string> = z
  .string()
  .describe('Which link of the chain answered: the model’s name, or the fallback and why, such as "popular, no history".');

const list = {
  source,
  items: z.array(listedItem).describe('Best first.'),
  notes: z.array(z.string()).optional().describe('What else the reader should know, in sentences.'),
};
const films = [
  { item: '318', title: 'Shawshank Redemption, The (1994)', score: 0.93 },
  { item: '527', title: 'Schindler’s List (1993)', score: 0.88 },
];

export const recommendationAnswers: Readonly<Record<string, z.ZodType>> = {
  Recommendations: z
    .object({ user: z.string().describe('Exactly as asked.'), ...list })
    .meta({ example: { user: '1', source: 'implicit-als', items: films } }),
  FoldedRecommendations: z.object(list).meta({ example: { source: 'implicit-als', items: films } }),
  PopularItems: z
    .object({ source, items: z.array(listedItem) })
    .meta({ example: { source: 'popular', items: [{ item: '356', title: 'Forrest Gump (1994)', score: 329 }] } }),
};
