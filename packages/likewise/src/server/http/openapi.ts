/** The frame of the OpenAPI document; routes fill it. */
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { version } from '../../words/version.ts';
import { problemKinds } from './problem.ts';

const problems = Object.entries(problemKinds)
  .map(([code, [status, title, meaning]]) => `- \`${code}\` (${status}): ${title}. ${meaning}`)
  .join('\n');

export const openApiDocument: FastifyDynamicSwaggerOptions['openapi'] = {
  openapi: '3.1.0',
  info: {
    title: 'likewise',
    version,
    description: `Recommendations over HTTP.

Ids in paths are percent-encoded (\`team/42\` is sent as \`team%2F42\`). An id is looked up as text first, then as the number it spells.

Every error is an RFC 9457 problem document (\`application/problem+json\`); \`code\` says which kind:

${problems}`,
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: '/', description: 'This server' }],
  tags: [
    { name: 'recommendations', description: 'Lists for people' },
    { name: 'items', description: 'The catalog' },
    { name: 'models', description: 'What is being served' },
    { name: 'health', description: 'For whatever watches the server' },
  ],
};
