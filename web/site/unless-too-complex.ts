import { OperationError } from '../../clients/typescript/src/site.js';

/** A part of a page; null if the API refuses it because it would cost too much. The rest of the page stands. */
export async function unlessTooComplex<T>(part: Promise<T>): Promise<T | null> {
  try {
    return await part;
  } catch (error) {
    if (error instanceof OperationError && error.code === 'QUERY_TOO_COMPLEX') return null;
    throw error;
  }
}
