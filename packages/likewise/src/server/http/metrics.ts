/** Prometheus figures of one server. */
import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Serving } from '../serving/serving.ts';

export interface ServerMetrics {
  /** Counts one list by who answered. */
  answered(source: string): void;
}

/** Watches every route of the app and serves `/metrics`. */
export function withMetrics(app: FastifyInstance, serving: Serving): ServerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const figure = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) => ({
    name,
    help,
    labelNames,
    registers: [registry],
  });
  const requests = new Counter(figure('likewise_http_requests_total', 'Requests answered.', ['method', 'route', 'status']));
  const durations = new Histogram({
    ...figure('likewise_http_request_duration_seconds', 'From the arrival of the headers to the end of the answer.', ['route']),
    buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  });
  const lists = new Counter(
    figure('likewise_lists_total', 'Recommendation lists, by who answered: the model or the fallback.', ['source']),
  );
  new Gauge({
    ...figure('likewise_model_info', 'The model being served; always 1.', ['id', 'name', 'fallback']),
    collect() {
      const { id, model, fallback } = serving.current;
      this.reset();
      this.set({ id, name: model.name, fallback: fallback.name }, 1);
    },
  });
  new Gauge({
    ...figure('likewise_model_size', 'Users and items the model was trained on.', ['of']),
    collect() {
      this.set({ of: 'users' }, serving.current.model.users.size);
      this.set({ of: 'items' }, serving.current.model.items.size);
    },
  });

  app.addHook('onResponse', (request, reply, done) => {
    // The pattern, never the address: labels must stay few.
    const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
    requests.inc({ method: request.method, route, status: reply.statusCode });
    durations.observe({ route }, reply.elapsedTime / 1000);
    done();
  });
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const text = await registry.metrics();
    return reply.header('content-type', registry.contentType).send(text);
  });
  return { answered: (source) => lists.inc({ source: source.split(',', 1)[0] }) };
}
