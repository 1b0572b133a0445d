import { isIP, Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** False for an operation of a page, which this server sends to itself. Its `socket` is an object with the address of the visitor only. */
export function hasConnection({ socket }: FastifyRequest): boolean {
  return socket instanceof Socket;
}

/**
 * The client's IP address. Some proxies append the port, which is removed. If the rest is no IP address, the address of
 * the connection is used, so that a client cannot appear as a new one by sending anything.
 */
export function addressOf({ ip, socket }: FastifyRequest): string {
  if (isIP(ip) !== 0) return ip;
  const match = /^\[([^\]]*)\](?::\d+)?$|^([\d.]+):\d+$/.exec(ip);
  const address = match?.[1] ?? match?.[2] ?? ip;
  return isIP(address) === 0 ? (socket.remoteAddress ?? address) : address;
}
