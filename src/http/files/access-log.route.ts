import { finished, pipeline } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { addressGroup } from '../../core/access/address-group';
import type { RequestContext } from '../../core/access/request-context';
import { CSV_DIALECT } from '../../core/csv-cells';
import { takeTurn } from '../../event-loop';
import { exportAccessLog, type ExportedEvent } from '../../modules/documents/access-log/access-log.export';
import { addressOf } from '../connections/client-address';
import { runningExports } from './running-exports';

const COLUMNS: readonly (keyof ExportedEvent)[] = [
  'entry',
  'at',
  'action',
  'by',
  'address',
  'activity',
  'document',
  'documentId',
  'hash',
];

/** `GET /documents/access-log.csv`: the access log of restricted documents as a spreadsheet, for editors. */
export function registerAccessLogRoute(
  app: FastifyInstance,
  createContext: (request: FastifyRequest) => Promise<RequestContext>,
): void {
  const running = runningExports();
  app.route({
    method: 'GET',
    url: '/documents/access-log.csv',
    // For HEAD, Fastify would read the whole log and discard it.
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const address = addressGroup(addressOf(request));
      const events = await exportAccessLog(async () => {
        await takeTurn(`access log ${address}`);
        return createContext(request);
      });
      finished(reply.raw, running.begin(request, address));
      // The byte order mark tells spreadsheets that this is UTF-8. A value that they would interpret as a formula, such
      // as a name that begins with "=", gets a leading apostrophe.
      const csv = stringify({ ...CSV_DIALECT, header: true, columns: [...COLUMNS], bom: true, escape_formulas: true });
      pipeline(events, csv, (error) => {
        if (error) request.log.warn({ err: error, requestId: request.id }, 'the access log export was interrupted');
      });
      return reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="access-log.csv"')
        .send(csv);
    },
  });
}
