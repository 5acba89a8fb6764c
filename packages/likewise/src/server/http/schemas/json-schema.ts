/** Zod types → the JSON Schema that fastify serialises by and the OpenAPI document shows. */
import { z } from 'zod';

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
