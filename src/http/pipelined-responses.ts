import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Closes all responses of a connection that has ended. Node closes only the one that is being sent: those of pipelined requests
 * behind it would never be closed, and whatever waits for that (admission, exports, the log) would wait forever.
 */
export function closePipelinedResponses(server: Server): void {
  const waitingOn = new WeakMap<Duplex, Set<ServerResponse>>();
  server.on('request', ({ socket }, response) => {
    let waiting = waitingOn.get(socket);
    if (waiting === undefined) {
      const all = new Set<ServerResponse>();
      waitingOn.set(socket, (waiting = all));
      socket.once('close', () => {
        for (const one of all) close(one);
      });
    }
    if (response.socket !== null) return;
    waiting.add(response);
    response.once('socket', () => waiting.delete(response));
  });
}

/** Does what Node does with the response that is being sent. */
function close(response: ServerResponse): void {
  Object.assign(response, { destroyed: true, _closed: true });
  response.emit('close');
}
