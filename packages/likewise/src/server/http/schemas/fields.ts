/** Zod types → the JSON Schema that fastify serialises by and the OpenAPI document shows; and fields that several resources have. */
import type { Id } from '@likewise/core';
import { z } from 'zod';
import { echoed } from '../echo.ts';

/** How a type that reads text is shown: as what the text stands for. */
const shownAs = new WeakMap<object, Readonly<Record<string, unknown>>>();

export function shown<T extends z.ZodType>(type: T, schema: Readonly<Record<string, unknown>>): T {
  shownAs.set(type, schema);
  return type;
}

/** @param io `input`: what a request may send; `output`: what an answer holds */
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

const lengths = { min: 1, max: 1000, standard: 10, description: 'Length of the list.' };
const offsets: typeof lengths = { min: 0, max: 100_000, standard: 0, description: 'Entries to pass over, for paging.' };

export const id: z.ZodType<Id> = shown(z.union([z.string(), z.number()], { error: 'must be a text or a number' }), {
  type: ['string', 'number'],
});
/** Longest id in a body, as in an address. */
const longestId = 16_384;
/** An id that a request names. */
export const givenId: z.ZodType<Id> = shown(
  z.custom<Id>((value) => (typeof value === 'string' ? value.length <= longestId : typeof value === 'number' && Number.isFinite(value)), {
    error: ({ input }) =>
      typeof input === 'string' ? `must not have more than ${longestId} characters; got ${input.length}` : 'must be a text or a number',
  }),
  { type: ['string', 'number'] },
);

/** A number of the data: beyond this a sum of squares leaves what 32 bits can hold. */
const largest = 1e9;
export function dataNumber(description?: string): z.ZodType<number> {
  const type = z.number().refine((value) => Math.abs(value) <= largest, {
    error: ({ input }) => `must be a number from −${largest} to ${largest}; got ${quoted(input)}`,
  });
  return description === undefined ? type : type.describe(description);
}

export const title: z.ZodType<string | undefined> = z.string().optional().describe('From the items file.');
export const anything: z.ZodType<Readonly<Record<string, unknown>>> = z.record(z.string(), z.unknown());
/** A request part that takes nothing. */
export const nothing: z.ZodType<object> = z.strictObject({});

export const idInPath = (description: string): z.ZodType<string> =>
  shown(z.string().min(1, 'must not be empty'), { type: 'string', description });

/** A decimal integer in a query string. */
function integerText({ min, max, standard, description }: typeof lengths): z.ZodType<number> {
  const type = z
    .string({ error: `must be given once, as an integer from ${min} to ${max}` })
    .default(String(standard))
    .transform((text, context) => {
      const value = /^[+-]?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      if (value >= min && value <= max) return value;
      context.addIssue({ code: 'custom', message: `must be an integer from ${min} to ${max}; got ${quoted(text)}` });
      return z.NEVER;
    });
  return shown(type, { type: 'integer', minimum: min, maximum: max, default: standard, description });
}

export function booleanText(description: string): z.ZodType<boolean> {
  const type = z
    .enum(['true', 'false', '1', '0'], { error: ({ input }) => `must be true or false; got ${quoted(input)}` })
    .default('false')
    .transform((text) => text === 'true' || text === '1');
  return shown(type, { type: 'boolean', default: false, description });
}

/** A parameter that may be repeated. Ids are never split: a comma may be part of one. */
export function idTexts(description: string): z.ZodType<readonly string[]> {
  const type = z
    .union([z.string(), z.array(z.string()).max(10_000)])
    .default([])
    .transform((given) => (typeof given === 'string' ? [given] : given));
  return shown(type, { type: 'array', items: { type: 'string' }, description });
}

/** An integer in a body. */
function integer({ min, max, standard, description }: typeof lengths): z.ZodType<number> {
  const error = ({ input }: { readonly input?: unknown }): string => `must be an integer from ${min} to ${max}; got ${quoted(input)}`;
  return z.int({ error }).min(min, { error }).max(max, { error }).default(standard).describe(description);
}

export const nText = (): z.ZodType<number> => integerText(lengths);
export const offsetText = (): z.ZodType<number> => integerText(offsets);
export const n = (): z.ZodType<number> => integer(lengths);
export const offset = (): z.ZodType<number> => integer(offsets);

/** What came, for a sentence: its beginning, or of what is no single value its kind. */
function quoted(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(echoed(value));
}
