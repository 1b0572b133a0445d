import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** How the names of the files that remember templates begin. */
export const TEMPLATE_FILES = 'database-template-';

/** A database to copy, with anything else that is copied with it. */
export interface DatabaseTemplate {
  readonly url: string;
}

const templates = new Map<string, Promise<DatabaseTemplate>>();

/** The worker's template of this name, which is created once. A file remembers it, since modules live as long as one test file. */
export function findOrCreateTemplate<T extends DatabaseTemplate>(name: string, create: () => Promise<T>): Promise<T> {
  const file = path.join(tmpdir(), `${TEMPLATE_FILES}${__DATABASE__}-${name}-${process.pid}`);
  const find = async (): Promise<T> => {
    const known = await readFile(file, 'utf8').catch(() => null);
    if (known !== null) return JSON.parse(known) as T;
    const created = await create();
    await writeFile(file, JSON.stringify(created));
    return created;
  };
  const template = (templates.get(name) as Promise<T> | undefined) ?? find();
  templates.set(name, template);
  return template;
}
