/** What requests may hold: zod checks it, the OpenAPI document shows it. */
import { type Id, nearestName } from '@likewise/core';
import { z } from 'zod';
import { type FieldError, Problem } from './problem.ts';

/** How a type that reads text is shown in the document: as what the text stands for. */
const shownAs = new WeakMap<object, Readonly<Record<string, unknown>>>();
function shown<T extends z.ZodType>(type: T, schema: Readonly<Record<string, unknown>>): T {
  shownAs.set(type, schema);
  return type;
}

export const MAX_N = 1000;
const MAX_OFFSET = 100_000;

/** A decimal integer in a query string. */
function integerText(
  range: { readonly min: number; readonly max: number; readonly default: number },
  description: string,
): z.ZodType<number> {
  const { min, max } = range;
  const type = z
    .string({ error: `must be given once, as an integer from ${min} to ${max}` })
    .default(String(range.default))
    .transform((text, context) => {
      const value = /^[+-]?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      if (value >= min && value <= max) return value;
      context.addIssue({ code: 'custom', message: `must be an integer from ${min} to ${max}; got ${quoted(text)}` });
      return z.NEVER;
    });
  return shown(type, { type: 'integer', minimum: min, maximum: max, default: range.default, description });
}

function booleanText(description: string): z.ZodType<boolean> {
  const type = z
    .enum(['true', 'false', '1', '0'], { error: ({ input }) => `must be true or false; got ${quoted(input)}` })
    .default('false')
    .transform((text) => text === 'true' || text === '1');
  return shown(type, { type: 'boolean', default: false, description });
}

/** A parameter that may be repeated. Ids are never split: a comma may be part of one. */
function idTexts(description: string): z.ZodType<readonly string[]> {
  const type = z
    .union([z.string(), z.array(z.string())])
    .default([])
    .transform((given) => (typeof given === 'string' ? [given] : given));
  return shown(type, { type: 'array', items: { type: 'string' }, description });
}

export const id: z.ZodType<Id> = shown(z.union([z.string(), z.number()], { error: 'must be a text or a number' }), {
  type: ['string', 'number'],
});

const n = (): z.ZodType<number> => integerText({ min: 1, max: MAX_N, default: 10 }, 'Length of the list.');
const offset = (): z.ZodType<number> => integerText({ min: 0, max: MAX_OFFSET, default: 0 }, 'Entries to pass over, for paging.');
const exclude = (): z.ZodType<readonly string[]> => idTexts('Items never to recommend; repeat the parameter for each.');

export interface ListQuery {
  readonly n: number;
  readonly offset: number;
  readonly exclude: readonly string[];
}
export interface RecommendationQuery extends ListQuery {
  readonly keepSeen: boolean;
  readonly explain: boolean;
  /** "column=value". */
  readonly context: readonly string[];
}
export interface SimilarQuery {
  readonly n: number;
}
export interface SearchQuery {
  readonly query: string;
  readonly n: number;
  readonly offset: number;
}
export interface RecommendationBody {
  readonly ratings: readonly { readonly item: Id; readonly value?: number | undefined }[];
  readonly features?: Readonly<Record<string, string | number | readonly string[]>> | undefined;
  readonly friends?: readonly Id[] | undefined;
  readonly n: number;
  readonly offset: number;
  readonly exclude: readonly Id[];
  readonly candidates?: readonly Id[] | undefined;
  readonly keepSeen: boolean;
  readonly explain: boolean;
  readonly context: Readonly<Record<string, string | number>>;
}
export interface UserPath {
  readonly user: string;
}
export interface ItemPath {
  readonly item: string;
}

export const recommendationQuery: z.ZodType<RecommendationQuery> = z.strictObject({
  n: n(),
  offset: offset(),
  exclude: exclude(),
  keepSeen: booleanText('Keep the items that the person already has.'),
  explain: booleanText('Say for each item which of the person’s items brought it, where the model can.'),
  context: idTexts(
    'Circumstances for a model that knows them, such as "weekday=sunday"; repeat the parameter for each column. What is not known counts as on average, and `notes` say so.',
  ),
});
export const popularQuery: z.ZodType<ListQuery> = z.strictObject({ n: n(), offset: offset(), exclude: exclude() });
export const similarQuery: z.ZodType<SimilarQuery> = z.strictObject({ n: n() });
export const searchQuery: z.ZodType<SearchQuery> = z.strictObject({
  query: shown(z.string({ error: 'must be given once' }).max(1000).default(''), {
    type: 'string',
    default: '',
    maxLength: 1000,
    description: 'Words that the title (or the id, where there is no title) must hold; without it, all items.',
  }),
  n: n(),
  offset: offset(),
});
export const nothing: z.ZodType<object> = z.strictObject({});

const bodyCount = (min: number, max: number, fallback: number, description: string): z.ZodType<number> =>
  z
    .int({ error: ({ input }) => `must be an integer from ${min} to ${max}; got ${quoted(input)}` })
    .min(min, { error: ({ input }) => `must be an integer from ${min} to ${max}; got ${quoted(input)}` })
    .max(max, { error: ({ input }) => `must be an integer from ${min} to ${max}; got ${quoted(input)}` })
    .default(fallback)
    .describe(description);

export const recommendationBody: z.ZodType<RecommendationBody> = z
  .strictObject({
    ratings: z
      .array(
        z.strictObject({ item: id, value: z.number().optional().describe('Rating, or weight of implicit feedback; without it: liked.') }),
      )
      .max(10_000)
      .describe('What the person likes or rated, possibly nothing; of an item given twice the last counts. Nothing is stored.'),
    features: z
      .record(z.string(), z.union([z.string(), z.number(), z.array(z.string()).max(1000)]))
      .optional()
      .describe('Attributes of the person, such as { "age": 24, "occupation": "student" }, for models that take them.'),
    friends: z.array(id).max(10_000).optional().describe('Users whom the person trusts, for models that take them.'),
    n: bodyCount(1, MAX_N, 10, 'Length of the list.'),
    offset: bodyCount(0, MAX_OFFSET, 0, 'Entries to pass over, for paging.'),
    exclude: z.array(id).max(100_000).default([]).describe('Items never to recommend.'),
    candidates: z.array(id).max(100_000).optional().describe('Only these are recommended.'),
    keepSeen: z.boolean().default(false).describe('Keep the rated items in the list.'),
    explain: z.boolean().default(false).describe('Say for each item which of the ratings brought it, where the model can.'),
    context: z
      .record(z.string().max(200), z.union([z.string().max(200), z.number()]))
      .default({})
      .describe(
        'Circumstances for a model that knows them, such as {"weekday": "sunday"}; what is not known counts as on average, and `notes` say so.',
      ),
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

export const userPath: z.ZodType<UserPath> = z.object({
  user: shown(z.string().min(1, 'must not be empty'), { type: 'string', description: 'Percent-encoded id of the person.' }),
});
export const itemPath: z.ZodType<ItemPath> = z.object({
  item: shown(z.string().min(1, 'must not be empty'), { type: 'string', description: 'Percent-encoded id of the item.' }),
});

/** JSON Schema of what a request may send. */
export function requestSchema(type: z.ZodType): Record<string, unknown> {
  return jsonSchema(type, 'input');
}

export function jsonSchema(type: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(type, {
    target: 'draft-7',
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: made }) => {
      const instead = shownAs.get(zodSchema);
      if (instead === undefined) return;
      const { description } = made;
      for (const key of Object.keys(made)) delete made[key];
      Object.assign(made, description === undefined ? {} : { description }, instead);
    },
  });
  return schema;
}

/** One part of a request, read; or the problem `invalid-request` with one entry of `errors` for each field. */
export function read(type: z.ZodType, part: FieldError['in'], given: unknown): { readonly value: unknown } | { readonly error: Problem } {
  const result = type.safeParse(given);
  if (result.success) return { value: result.data };
  const known = type instanceof z.ZodObject ? Object.keys(type.shape) : [];
  const errors = result.error.issues.flatMap((issue) => fieldErrors(issue, part, known));
  const sentences = errors.slice(0, 5).map(({ field, message }) => `${field === '' ? `the ${part}` : field} ${message}`);
  const more = errors.length > 5 ? ` (and ${errors.length - 5} more)` : '';
  return { error: new Problem('invalid-request', `${sentences.join('; ')}${more}.`, { errors: errors.slice(0, 100) }) };
}

function fieldErrors(issue: z.core.$ZodIssue, part: FieldError['in'], known: readonly string[]): FieldError[] {
  const field = pathText(issue.path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const near = issue.path.length === 0 ? nearestName(key, known) : undefined;
      const expected = known.length === 0 || issue.path.length > 0 ? '' : `; expected one of ${known.join(', ')}`;
      const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
      return { in: part, field: pathText([...issue.path, key]), message: `is not known here${hint}${expected}` };
    });
  const missing = issue.message.endsWith('received undefined');
  const message = missing
    ? 'is missing'
    : issue.message.replace(/^Invalid input: /, 'is not valid: ').replace(/^Too (big|small): /, 'is too $1: ');
  return [{ in: part, field, message }];
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text && '.'}${String(key)}`), '');
}

function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
