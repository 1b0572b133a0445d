import type { LookupAddress, LookupOptions } from 'node:dns';
import dns from 'node:dns/promises';
import { TargetRefusedError, WebhookTargets } from '../../../../src/modules/events/webhook/webhook-targets';

const publicAddress = { address: '203.1.113.7', family: 4 };
const publicAddress6 = { address: '2606:4700::1111', family: 6 };
const privateAddress = { address: '10.0.0.1', family: 4 };
const loopback6 = { address: '::1', family: 6 };
const mapped = { address: '::ffff:169.254.169.254', family: 6 };

afterEach(() => {
  jest.restoreAllMocks();
});

/** Makes names resolve to these addresses. */
function resolving(...addresses: LookupAddress[]): void {
  jest.spyOn(dns, 'lookup').mockImplementation((() => Promise.resolve(addresses)) as never);
}

function lookUp(targets: WebhookTargets, options: LookupOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    targets.lookup('example.org', options, (error, address, family) => {
      if (error === null) resolve(family === undefined ? address : { address, family });
      else reject(error);
    });
  });
}

test('connects only to the public addresses of a name', async () => {
  resolving(loopback6, privateAddress, publicAddress, mapped, publicAddress6);
  const targets = new WebhookTargets([]);
  expect(await lookUp(targets, { all: true })).toEqual([publicAddress, publicAddress6]);
  expect(await lookUp(targets, {})).toEqual(publicAddress);
});

test('refuses a name without public addresses, even if it had one before', async () => {
  const targets = new WebhookTargets([]);
  resolving(publicAddress);
  expect(await lookUp(targets, { all: true })).toEqual([publicAddress]);
  resolving(privateAddress, loopback6, mapped);
  await expect(lookUp(targets, { all: true })).rejects.toBeInstanceOf(TargetRefusedError);
  await expect(lookUp(targets, {})).rejects.toBeInstanceOf(TargetRefusedError);
});

test('connects to allowed networks, for every form of the address', async () => {
  const targets = new WebhookTargets(['10.0.0.0/8', '::1', '169.254.169.254']);
  resolving(privateAddress, loopback6, mapped, { address: '192.168.0.1', family: 4 });
  expect(await lookUp(targets, { all: true })).toEqual([privateAddress, loopback6, mapped]);
});

test('runs one look-up of an unanswered name at a time, so that other names can be resolved', async () => {
  let answer: (found: LookupAddress[]) => void = () => undefined;
  const asked = jest
    .spyOn(dns, 'lookup')
    .mockImplementation((() => new Promise((resolve) => (answer = resolve))) as never);
  const targets = new WebhookTargets([]);

  const found = Promise.all([1, 2, 3, 4].map(() => lookUp(targets, { all: true })));
  expect(asked).toHaveBeenCalledTimes(1);
  answer([publicAddress]);
  expect(await found).toEqual([1, 2, 3, 4].map(() => [publicAddress]));

  resolving(privateAddress);
  await expect(lookUp(targets, { all: true })).rejects.toBeInstanceOf(TargetRefusedError);
});
