import type { FastifyInstance } from 'fastify';

/**
 * `/health/live` responds while the process runs; restart it when it does not. `/health/ready` responds with 503 when
 * requests should go to another instance. A readiness check that throws counts as not ready.
 */
export function registerHealthRoutes(app: FastifyInstance, isReady: () => Promise<boolean>): void {
  app.get('/health/live', async () => ({ status: 'ok' }));

  app.get('/health/ready', async (request, reply) => {
    const ready = await isReady().catch((error: unknown) => {
      request.log.warn({ err: error }, 'not ready');
      return false;
    });
    return ready ? { status: 'ok' } : reply.code(503).send({ status: 'unavailable' });
  });
}
