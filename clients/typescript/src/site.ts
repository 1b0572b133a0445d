/* The package, and the operations of the server's own site. */
export * from './index.js';
export * from './generated/site.js';
