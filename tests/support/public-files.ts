import { parse } from 'csv-parse/sync';
import type { TestServer } from './test-server';

/** Fetches a file of public data. The answer must be a success. */
export async function fetchFile({ address }: TestServer, target: string, headers: Record<string, string> = {}) {
  const response = await fetch(address + target, { headers });
  if (response.status !== 200) throw new Error(`${target}: ${response.status} ${await response.text()}`);
  return { text: await response.text(), headers: response.headers };
}

/** The rows of a CSV file by the names of its columns. */
export async function fetchRows(server: TestServer, target: string): Promise<Record<string, string>[]> {
  const { text } = await fetchFile(server, target);
  return parse(text, { columns: true, bom: true });
}

/** The error of an answer, with its status. */
export async function fetchError({ address }: TestServer, target: string, headers: Record<string, string> = {}) {
  const response = await fetch(address + target, { headers });
  const { errors } = (await response.json()) as {
    errors: { message: string; extensions: { code: string; field?: string; limit?: string } }[];
  };
  return { status: response.status, ...errors[0]! };
}
