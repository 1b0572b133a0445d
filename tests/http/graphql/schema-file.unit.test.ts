import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { startTestServer } from '../../support/test-server';

test('serves the schema as a file, which is not sent again while the server runs', async () => {
  const server = await startTestServer({ DEMO_DATA: 'false' });
  try {
    const response = await fetch(`${server.address}/schema.graphql`);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate');
    expect(await response.text()).toBe(await readFile(path.join(__dirname, '../../../schema.graphql'), 'utf8'));
    const again = await fetch(`${server.address}/schema.graphql`, {
      headers: { 'if-none-match': response.headers.get('etag')! },
    });
    expect(again.status).toBe(304);
  } finally {
    await server.close();
  }
});

test('serves a reference of the schema, whose pages run no code and load nothing from elsewhere', async () => {
  const server = await startTestServer({ DEMO_DATA: 'false', EXPLORER: 'graphiql' });
  try {
    const open = async (target: string) => {
      const response = await fetch(server.address + target);
      expect([target, response.status]).toEqual([target, 200]);
      expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self'; /);
      return response.text();
    };
    const index = await open('/reference');
    const links = [...index.matchAll(/href="(\/reference\/[^"#]+)"/g)].map(([, link]) => link!);
    expect(links).toEqual(expect.arrayContaining(['/reference/objects/activity', '/reference/queries/activities']));
    expect(await open('/reference/objects/activity')).toContain('Date on which the activity begins');
    expect(await open('/reference/mutations/publish-activity')).toContain('EDITOR only.');
    expect(await open('/reference/style.css')).toContain('font');
    // It links to other sites, but loads nothing from them.
    expect(index).not.toMatch(/<script|src="https?:|<link[^>]+"https?:/);
  } finally {
    await server.close();
  }
});

test('compresses the pages of the reference for clients that take gzip', async () => {
  const server = await startTestServer({ DEMO_DATA: 'false', EXPLORER: 'graphiql' });
  try {
    for (const target of ['/reference', '/reference/objects/activity', '/reference/style.css']) {
      const open = (encoding: string) =>
        fetch(server.address + target, { headers: { 'accept-encoding': encoding, cookie: 'theme=dark' } });
      const [compressed, plain] = [await open('gzip'), await open('identity')];
      const encodings = [compressed, plain].map(({ headers }) => headers.get('content-encoding'));
      const types = [compressed, plain].map(({ headers }) => headers.get('content-type'));
      expect([target, ...encodings]).toEqual([target, 'gzip', null]);
      expect(compressed.headers.get('vary')).toContain('Accept-Encoding');
      expect(types[0]).toBe(types[1]);
      expect(await compressed.text()).toBe(await plain.text());
    }
    for (const target of [
      '/reference/objects/nothing',
      '/reference/inputs.txt',
      '/reference/%2e%2e/site/inputs.json',
    ]) {
      expect([target, (await fetch(server.address + target)).status]).toEqual([target, 404]);
    }
  } finally {
    await server.close();
  }
});

test('serves no schema and no reference if introspection is off', async () => {
  const server = await startTestServer({ DEMO_DATA: 'false', INTROSPECTION: 'false' });
  try {
    for (const target of ['/schema.graphql', '/reference', '/reference/']) {
      expect((await fetch(server.address + target)).status).toBe(404);
    }
  } finally {
    await server.close();
  }
});
