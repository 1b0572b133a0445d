import { fastify } from 'fastify';
import { createProxyTest } from '../../../src/http/connections/trusted-proxies';

test.each([
  ['10.0.0.0/8', '10.1.2.3', true],
  ['10.0.0.0/8', '::ffff:10.1.2.3', true],
  ['10.0.0.0/8', '11.0.0.1', false],
  ['10.0.0.1', '10.0.0.1', true],
  ['10.0.0.1', '10.0.0.2', false],
  ['::ffff:10.0.0.1', '10.0.0.1', true],
  ['::ffff:10.0.0.0/104', '::ffff:10.1.2.3', true],
  ['fd00::/8', 'fd12::1', true],
  ['fd00::/8', 'fe80::1', false],
  ['fd00::/8', '10.0.0.1', false],
])(
  'with %s, Fastify believes the headers of %s exactly if it is a trusted proxy: %s',
  async (network, address, isTrusted) => {
    const app = fastify({ trustProxy: [network] });
    app.get('/', async ({ ip }) => ip);
    const { body } = await app.inject({
      url: '/',
      remoteAddress: address,
      headers: { 'x-forwarded-for': '192.0.2.1' },
    });

    expect(body === '192.0.2.1').toBe(isTrusted);
    expect(createProxyTest([network])({ remoteAddress: address })).toBe(isTrusted);
  },
);

test('trusts no connection that has ended already, and so has no address', () => {
  expect(createProxyTest(['10.0.0.0/8'])({ remoteAddress: undefined })).toBe(false);
});
