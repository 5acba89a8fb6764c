/** What is being served, and what could be. */
import { z } from 'zod';
import { anything } from './fields.ts';

const servedModel = z.object({
  id: z.string().describe('Name and running number.'),
  name: z.string().describe('Catalog name.'),
  active: z.boolean(),
  since: z.string().describe('Served since; ISO 8601.'),
  fallback: z.string(),
  abilities: z.array(z.string()),
  settings: anything,
  users: z.int(),
  items: z.int(),
  titles: z.boolean().describe('Whether an items file was given.'),
  why: z.string().optional().describe('Why this model.'),
  data: anything.optional().describe('Counts and origin of the training data.'),
  figures: z
    .array(z.object({ model: z.string(), metrics: anything }))
    .optional()
    .describe('Quality on a held-out part, measured before serving.'),
  protocol: z.string().optional().describe('How the figures were measured.'),
});

const estimator = z.object({
  name: z.string(),
  factory: z.string(),
  family: z.string(),
  summary: z.string(),
  feedback: z.string(),
  abilities: z.array(z.string()),
  options: anything,
  formula: z.string(),
  source: z.string(),
  presets: anything.optional(),
});

export const modelAnswers: Readonly<Record<string, z.ZodType>> = {
  Models: z.object({ models: z.array(servedModel) }),
  Estimators: z.object({ estimators: z.array(estimator) }),
};
