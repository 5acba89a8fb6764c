import { z } from 'zod';

export const healthAnswers: Readonly<Record<string, z.ZodType>> = {
  Health: z.object({ status: z.enum(['ok', 'closing']) }).meta({ example: { status: 'ok' } }),
};
