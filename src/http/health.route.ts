import type { FastifyInstance } from 'fastify';

/**
 * `/health/live`: the process answers; restart it when it does not. `/health/ready`: it can do its work, and answers
 * 503 when a request should go elsewhere. A readiness check that throws counts as not ready.
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
