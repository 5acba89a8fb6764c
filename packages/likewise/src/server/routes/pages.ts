/** The studio at `/` and the reference at `/docs`: a few files, that load nothing from elsewhere. */
import type { FastifyInstance } from 'fastify';
import { studioFiles } from '../generated/studio-files.ts';

/** Scripts, styles and requests of this server only; nothing inline. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const pages: readonly (readonly [path: string, file: string, contentType: string])[] = [
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/docs', 'docs.html', 'text/html; charset=utf-8'],
  ['/studio/studio.css', 'studio.css', 'text/css; charset=utf-8'],
  ['/studio/studio.js', 'studio.js', 'text/javascript; charset=utf-8'],
  ['/studio/dom.js', 'dom.js', 'text/javascript; charset=utf-8'],
  ['/studio/docs.js', 'docs.js', 'text/javascript; charset=utf-8'],
  ['/favicon.ico', 'icon.svg', 'image/svg+xml'],
];

export function pageRoutes(app: FastifyInstance): void {
  for (const [path, file, contentType] of pages) {
    const body = studioFiles[file];
    app.get(path, { schema: { hide: true } }, (_request, reply) =>
      reply
        .header('content-type', contentType)
        .header('cache-control', 'no-cache')
        .header('content-security-policy', CONTENT_SECURITY_POLICY)
        .send(body),
    );
  }
}
