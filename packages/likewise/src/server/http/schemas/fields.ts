/** Fields that requests and answers of several resources have. */
import type { Id } from '@likewise/core';
import { z } from 'zod';
import { shown } from './json-schema.ts';

interface Range {
  readonly min: number;
  readonly max: number;
  readonly default: number;
}
const lengths: Range = { min: 1, max: 1000, default: 10 };
const offsets: Range = { min: 0, max: 100_000, default: 0 };
const lengthMeaning = 'Length of the list.';
const offsetMeaning = 'Entries to pass over, for paging.';

export const id: z.ZodType<Id> = shown(z.union([z.string(), z.number()], { error: 'must be a text or a number' }), {
  type: ['string', 'number'],
});
export const title: z.ZodType<string | undefined> = z.string().optional().describe('From the items file.');
export const anything: z.ZodType<Readonly<Record<string, unknown>>> = z.record(z.string(), z.unknown());
/** A request part that takes nothing. */
export const nothing: z.ZodType<object> = z.strictObject({});

export const idInPath = (description: string): z.ZodType<string> =>
  shown(z.string().min(1, 'must not be empty'), { type: 'string', description });

/** A decimal integer in a query string. */
function integerText({ min, max, default: standard }: Range, description: string): z.ZodType<number> {
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
    .union([z.string(), z.array(z.string())])
    .default([])
    .transform((given) => (typeof given === 'string' ? [given] : given));
  return shown(type, { type: 'array', items: { type: 'string' }, description });
}

/** An integer in a body. */
function integer({ min, max, default: standard }: Range, description: string): z.ZodType<number> {
  const error = ({ input }: { readonly input?: unknown }): string => `must be an integer from ${min} to ${max}; got ${quoted(input)}`;
  return z.int({ error }).min(min, { error }).max(max, { error }).default(standard).describe(description);
}

export const nText = (): z.ZodType<number> => integerText(lengths, lengthMeaning);
export const offsetText = (): z.ZodType<number> => integerText(offsets, offsetMeaning);
export const n = (): z.ZodType<number> => integer(lengths, lengthMeaning);
export const offset = (): z.ZodType<number> => integer(offsets, offsetMeaning);

function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
