/* The package, and the operations of the server's own studio. */
export * from './index.js';
export * from './generated/studio.js';
