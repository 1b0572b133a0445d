export { EntenteClient, type ClientOptions, type Document, type RequestOptions, type Result } from './client.js';
export { ConnectionError, OperationError, TimeoutError, type ResponseError } from './errors.js';
export { upload, type UploadOptions, type UploadProgress } from './upload.js';
export * from './generated/examples.js';
