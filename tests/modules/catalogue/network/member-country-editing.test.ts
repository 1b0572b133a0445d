import { Role } from '../../../../src/core/access/role';
import { sql } from '../../../../src/database/sql/sql';
import type { Network } from '../../../../src/modules/catalogue/network/network.entity';
import { PublicationState } from '../../../../src/modules/publishing/publication.entity';
import { make, publication } from '../../../support/factories';
import { mutationsOf, placesOf, type Refusal } from '../../../support/mutations';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { editor, type TestViewer, viewerOf } from '../../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await make(server.app, (create) => create.organisation({ slug: 'prosecutor' }));
});

afterAll(() => server.close());

const answer = `memberCountry { id country { code } kind since until institution { slug } } network { id publication { version } }`;

/** A network and its current version. */
interface Subject {
  readonly network: Network;
  version: number;
}

async function newNetwork(state = PublicationState.PUBLISHED): Promise<Subject> {
  return {
    network: await make(server.app, (create) => create.network({ publication: publication(state) })),
    version: 1,
  };
}

const admission = ({ network, version }: Subject, input: object = {}) => ({
  networkId: network.globalId,
  version,
  country: 'KG',
  kind: 'ACTIVE',
  ...input,
});

/** Changes a member country, and notes the new version of its network. */
async function change(subject: Subject, mutation: string, input: object): Promise<Record<string, any>> {
  const { memberCountry, network } = await mutationsOf(server, mutation, editor).done(input, answer);
  subject.version = network.publication.version;
  return memberCountry;
}

function admit(subject: Subject, input: object = {}): Promise<Record<string, any>> {
  return change(subject, 'admitCountry', admission(subject, input));
}

function withdraw(subject: Subject, id: string, until: string): Promise<Record<string, any>> {
  return change(subject, 'withdrawCountry', { id, until, version: subject.version });
}

function update(subject: Subject, id: string, input: object): Promise<Record<string, any>> {
  return change(subject, 'updateMemberCountry', { id, version: subject.version, ...input });
}

/** The problem that the mutation is refused for; undefined when it is done. */
async function problemOf(mutation: string, input: object, asker: TestViewer = editor): Promise<Refusal | undefined> {
  const { errors } = await mutationsOf(server, mutation, asker).sent(input);
  return errors?.[0]?.extensions as Refusal | undefined;
}

async function placesIn(mutation: string, input: object): Promise<[string, string][]> {
  return placesOf(await mutationsOf(server, mutation, editor).refused(input));
}

function deleted(input: object): Promise<Record<string, any>> {
  return mutationsOf(server, 'deleteMemberCountry', editor).done(
    input,
    'deletedId network { id publication { version } }',
  );
}

async function rowsOf({ network }: Subject): Promise<unknown[]> {
  return server.app.database.read.query(
    sql`SELECT id, country_code, since, until FROM member_country WHERE network_id = ${network.id} ORDER BY id`,
  );
}

test('an admitted country is a member from that day', async () => {
  const subject = await newNetwork();

  const member = await admit(subject, { since: '2014-05', institution: 'prosecutor', kind: 'OBSERVER' });

  expect(member).toMatchObject({
    country: { code: 'KG' },
    kind: 'OBSERVER',
    since: '2014-05',
    until: null,
    institution: { slug: 'prosecutor' },
  });
  expect(subject.version).toBe(2);
  const on = async (day: string) => {
    const query =
      'query ($id: ID!, $day: Date!) { node(id: $id) { ... on Network { memberCountries(asOf: $day) { id } } } }';
    return (await server.data(query, { id: subject.network.globalId, day })).node.memberCountries;
  };
  expect(await on('2014-05-01')).toEqual([{ id: member.id }]);
  expect(await on('2014-04-30')).toEqual([]);
});

test('the slug of the institution is trimmed', async () => {
  const subject = await newNetwork();

  const admitted = await admit(subject, { institution: ' prosecutor ' });
  expect(admitted.institution).toEqual({ slug: 'prosecutor' });
  expect(await update(subject, admitted.id, { institution: 'prosecutor\t' })).toEqual(admitted);
});

test('a country is no member from the day of its withdrawal, and can be admitted again', async () => {
  const subject = await newNetwork();
  const { id } = await admit(subject, { since: '2010' });

  expect(await withdraw(subject, id, '2015-07-01')).toMatchObject({ id, since: '2010', until: '2015-07-01' });
  const again = await admit(subject, { since: '2015-07-01' });

  expect(again.id).not.toBe(id);
  expect(subject.version).toBe(4);
  expect(await rowsOf(subject)).toMatchObject([
    { since: '2010', until: '2015-07-01' },
    { since: '2015-07-01', until: null },
  ]);
});

test('other and former memberships keep their ids', async () => {
  const subject = await newNetwork();
  await admit(subject, { country: 'UZ', since: '2001' });
  const { id } = await admit(subject, { country: 'KZ' });
  const before = await rowsOf(subject);

  await withdraw(subject, id, '2020');
  await admit(subject, { country: 'AM' });

  expect(await rowsOf(subject)).toMatchObject([before[0]!, { ...(before[1] as object), until: '2020' }, {}]);
});

describe('memberships of one country do not overlap:', () => {
  // From 2010 to 2015 it is a member already.
  const cases: [string, object, boolean][] = [
    ['always', {}, true],
    ['from before', { since: '2005' }, true],
    ['from the day on which it begins', { since: '2010' }, true],
    ['for no time, from the day on which it begins', { since: '2010', until: '2010' }, true],
    ['from within', { since: '2012-06' }, true],
    ['from the last day', { since: '2014-12-31' }, true],
    ['from the day of the withdrawal', { since: '2015-01-01' }, false],
    ['from the year of the withdrawal, which counts from its first day', { since: '2015' }, false],
    ['later', { since: '2016' }, false],
    ['until it begins', { until: '2010' }, false],
    ['earlier', { since: '2001', until: '2009' }, false],
    ['until after it begins', { until: '2010-01-02' }, true],
    ['within it', { since: '2011', until: '2012' }, true],
    ['around it', { since: '2001', until: '2020' }, true],
  ];

  test.each(cases)('%s', async (_when, interval, isRefused) => {
    const subject = await newNetwork();
    await admit(subject, { since: '2010', until: '2015-01-01' });
    const before = await rowsOf(subject);

    const problem = await problemOf('admitCountry', admission(subject, interval));

    const path = 'since' in interval ? 'input.since' : 'input.country';
    expect(problem && placesOf(problem)).toEqual(isRefused ? [[path, 'INCONSISTENT']] : undefined);
    expect((await rowsOf(subject)).length).toBe(isRefused ? before.length : before.length + 1);
  });

  test('memberships of other countries and in other networks may', async () => {
    const [one, other] = [await newNetwork(), await newNetwork()];
    await admit(one);
    await admit(one, { country: 'KZ' });
    await admit(other);

    expect([(await rowsOf(one)).length, (await rowsOf(other)).length]).toEqual([2, 1]);
  });

  test('also not by a later withdrawal', async () => {
    const subject = await newNetwork();
    const { id } = await admit(subject, { since: '2010', until: '2012' });
    await admit(subject, { since: '2014' });
    const { version } = subject;

    expect(await placesIn('withdrawCountry', { id, until: '2014-02', version })).toEqual([
      ['input.until', 'INCONSISTENT'],
    ]);
    expect(await withdraw(subject, id, '2014')).toMatchObject({ until: '2014' });
  });

  test('also not by two concurrent admissions', async () => {
    const subject = await newNetwork();

    const problems = await Promise.all([1, 2, 3, 4].map(() => problemOf('admitCountry', admission(subject))));

    expect(problems.filter((problem) => problem === undefined)).toHaveLength(1);
    expect(problems.filter((problem) => problem?.code === 'CONFLICT' && problem.version === 2)).toHaveLength(3);
    expect(await rowsOf(subject)).toHaveLength(1);
  });
});

test('a country cannot withdraw before its admission', async () => {
  const subject = await newNetwork();
  const { id } = await admit(subject, { since: '2014-05-12' });
  const { version } = subject;

  expect(await placesIn('withdrawCountry', { id, until: '2014-05-11', version })).toEqual([
    ['input.until', 'INCONSISTENT'],
  ]);
  expect(
    await placesIn('admitCountry', admission(subject, { country: 'KZ', since: '2014', until: '2013-12' })),
  ).toEqual([['input.until', 'INCONSISTENT']]);
  expect(await withdraw(subject, id, '2014-05-12')).toMatchObject({ until: '2014-05-12' });
});

test('reports a year outside of the years of dates once, without what follows from it', async () => {
  const subject = await newNetwork();
  await admit(subject);

  expect(await placesIn('admitCountry', admission(subject, { since: '2010', until: '1800' }))).toEqual([
    ['input.until', 'INVALID'],
  ]);
  expect(await placesIn('admitCountry', admission(subject, { since: '1800' }))).toEqual([['input.since', 'INVALID']]);
});

test('reports all problems at once', async () => {
  const subject = await newNetwork();
  await admit(subject);

  expect(await placesIn('admitCountry', admission(subject, { since: '2014', institution: 'nobody' }))).toEqual([
    ['input.institution', 'UNKNOWN'],
    ['input.since', 'INCONSISTENT'],
  ]);
});

test('is refused if it is based on another version of the network', async () => {
  const subject = await newNetwork();
  const { id } = await admit(subject);

  expect(await problemOf('admitCountry', admission({ ...subject, version: 1 }, { country: 'KZ' }))).toMatchObject({
    code: 'CONFLICT',
    version: 2,
  });
  expect(await problemOf('withdrawCountry', { id, until: '2020', version: 1 })).toMatchObject({ code: 'CONFLICT' });
  expect(await rowsOf(subject)).toMatchObject([{ until: null }]);
});

test('an admission with a clientMutationId is executed once', async () => {
  const subject = await newNetwork();
  const input = admission(subject, { clientMutationId: 'admit once' });

  const answers = [
    await mutationsOf(server, 'admitCountry', editor).done(input, answer),
    await mutationsOf(server, 'admitCountry', editor).done(input, answer),
  ];

  expect(answers[1]).toEqual(answers[0]);
  expect(await rowsOf(subject)).toHaveLength(1);
});

test('an editor of one network admits countries to that network only', async () => {
  const [own, other, hidden] = [await newNetwork(), await newNetwork(), await newNetwork(PublicationState.DRAFT)];
  const ofOne = viewerOf(Role.EDITOR, { networkId: own.network.id });

  expect(await problemOf('admitCountry', admission(own), ofOne)).toBeUndefined();
  expect(await problemOf('admitCountry', admission(other), ofOne)).toMatchObject({ code: 'FORBIDDEN' });
  expect(await problemOf('admitCountry', admission(hidden), ofOne)).toMatchObject({ code: 'NOT_FOUND' });
  expect([await rowsOf(other), await rowsOf(hidden)]).toEqual([[], []]);
});

test('a missing membership is NOT_FOUND', async () => {
  const id = Buffer.from('MemberCountry:999999').toString('base64url');

  expect(await problemOf('withdrawCountry', { id, until: '2020', version: 1 })).toMatchObject({ code: 'NOT_FOUND' });
});

test('a country whose stored dates are outside of the years of activities can withdraw', async () => {
  const subject = await newNetwork();
  const { globalId: id } = await make(server.app, (create) =>
    create.memberCountry({ networkId: subject.network.id, since: '0900' }),
  );

  expect(await withdraw(subject, id, '2015')).toMatchObject({ since: '0900', until: '2015' });
});

describe('a membership that is updated', () => {
  test('changes the given fields, and keeps the others and its id', async () => {
    const subject = await newNetwork();
    await admit(subject, { country: 'UZ', since: '2001' });
    const { id } = await admit(subject, { since: '2010', until: '2015', institution: 'prosecutor' });
    await admit(subject, { since: '2016' });
    const [uz, , later] = await rowsOf(subject);

    expect(await update(subject, id, { kind: 'OBSERVER' })).toMatchObject({ id, kind: 'OBSERVER', since: '2010' });
    expect(await update(subject, id, { since: '2011-05', until: '2014' })).toMatchObject({
      id,
      kind: 'OBSERVER',
      since: '2011-05',
      until: '2014',
      institution: { slug: 'prosecutor' },
    });
    expect(await update(subject, id, { since: null, institution: null })).toMatchObject({
      id,
      kind: 'OBSERVER',
      since: null,
      until: '2014',
      institution: null,
    });
    expect(subject.version).toBe(7);
    expect(await rowsOf(subject)).toMatchObject([uz!, { since: null, until: '2014' }, later!]);
  });

  test('is in force again if its withdrawal is cancelled', async () => {
    const subject = await newNetwork();
    const { id } = await admit(subject, { since: '2010' });
    await withdraw(subject, id, '2015');

    expect(await update(subject, id, { until: null })).toMatchObject({ id, since: '2010', until: null });
  });

  test('without a difference adds no version', async () => {
    const subject = await newNetwork();
    const { id } = await admit(subject, { since: '2010', institution: 'prosecutor' });

    await update(subject, id, { kind: 'ACTIVE', since: '2010', until: null, institution: 'prosecutor' });

    expect(subject.version).toBe(2);
  });

  const wrong: [object, string[][]][] = [
    [{ kind: null }, [['input.kind', 'REQUIRED']]],
    [{ institution: 'nobody' }, [['input.institution', 'UNKNOWN']]],
    [{ since: '2015-01-02' }, [['input.since', 'INCONSISTENT']]],
    [{ until: '2009' }, [['input.until', 'INCONSISTENT']]],
    [{ since: '2013', until: '2012' }, [['input.until', 'INCONSISTENT']]],
    [{ since: null }, [['input.since', 'INCONSISTENT']]],
    [{ until: null }, [['input.until', 'INCONSISTENT']]],
    [{ until: '2018-01-02' }, [['input.until', 'INCONSISTENT']]],
    [{ since: '2008', until: '2019' }, [['input.since', 'INCONSISTENT']]],
    [
      { kind: null, institution: 'nobody', until: null },
      [
        ['input.kind', 'REQUIRED'],
        ['input.institution', 'UNKNOWN'],
        ['input.until', 'INCONSISTENT'],
      ],
    ],
  ];

  test.each(wrong)('is refused %j between two others', async (input, places) => {
    const subject = await newNetwork();
    await admit(subject, { since: '2001', until: '2009' });
    const { id } = await admit(subject, { since: '2010', until: '2015' });
    await admit(subject, { since: '2018' });
    const before = await rowsOf(subject);

    expect(await placesIn('updateMemberCountry', { id, version: subject.version, ...input })).toEqual(places);
    expect(await rowsOf(subject)).toEqual(before);
  });

  test('is refused outside of the years of activities', async () => {
    const subject = await newNetwork();
    const { id } = await admit(subject);

    const input = { id, version: subject.version, since: '1899-12-31', until: '2201' };
    expect(await placesIn('updateMemberCountry', input)).toEqual([
      ['input.since', 'INVALID'],
      ['input.until', 'INVALID'],
    ]);
  });

  test('is refused if the update is based on another version of the network', async () => {
    const subject = await newNetwork();
    const { id } = await admit(subject);

    expect(await problemOf('updateMemberCountry', { id, kind: 'OBSERVER', version: 1 })).toMatchObject({
      code: 'CONFLICT',
      version: 2,
    });
  });
});

describe('a membership that is deleted', () => {
  test('is gone, and the others stay', async () => {
    const subject = await newNetwork();
    const { id } = await admit(subject, { since: '2010', until: '2015' });
    await admit(subject, { since: '2016' });
    const [, other] = await rowsOf(subject);

    const payload = await deleted({ id, version: 3 });

    expect(payload).toEqual({
      deletedId: id,
      network: { id: subject.network.globalId, publication: { version: 4 } },
    });
    expect(await rowsOf(subject)).toEqual([other]);
    expect((await server.data('query ($id: ID!) { node(id: $id) { id } }', { id }, editor)).node).toBeNull();
    expect(await problemOf('deleteMemberCountry', { id, version: 4 })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await problemOf('updateMemberCountry', { id, version: 4 })).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('makes its period available to another membership', async () => {
    const subject = await newNetwork();
    const { id } = await admit(subject);
    await deleted({ id, version: 2 });

    expect(await admit({ ...subject, version: 3 }, { kind: 'OBSERVER' })).toMatchObject({ kind: 'OBSERVER' });
  });

  test('is deleted once for one clientMutationId, and a repeat returns the same result', async () => {
    const subject = await newNetwork();
    const { id } = await admit(subject);
    const input = { id, version: 2, clientMutationId: 'delete once' };

    const first = await deleted(input);

    expect(await deleted(input)).toEqual(first);
  });

  test('stays if the deletion is based on another version of the network', async () => {
    const subject = await newNetwork();
    const { id } = await admit(subject);

    expect(await problemOf('deleteMemberCountry', { id, version: 1 })).toMatchObject({ code: 'CONFLICT', version: 2 });
    expect(await rowsOf(subject)).toHaveLength(1);
  });

  test('reappears if the network is reverted', async () => {
    const subject = await newNetwork();
    const { id } = await admit(subject, { since: '2010' });
    await deleted({ id, version: 2 });

    await mutationsOf(server, 'revertNetwork', editor).done(
      { id: subject.network.globalId, version: 3, to: 2 },
      'network { id }',
    );

    expect(await rowsOf(subject)).toMatchObject([{ countryCode: 'KG', since: '2010', until: null }]);
  });
});

test('an editor of one network updates and deletes memberships of that network only', async () => {
  const [own, other, hidden] = [await newNetwork(), await newNetwork(), await newNetwork(PublicationState.DRAFT)];
  const ofOne = viewerOf(Role.EDITOR, { networkId: own.network.id });
  const ids = [await admit(own), await admit(other), await admit(hidden)].map(({ id }) => id);
  const before = await Promise.all([other, hidden].map(rowsOf));
  const outcomes = async (mutation: string, more: object, version: (index: number) => number) => {
    const found = [];
    for (const [index, id] of ids.entries()) {
      found.push((await problemOf(mutation, { id, version: version(index), ...more }, ofOne))?.code);
    }
    return found;
  };

  expect(await outcomes('updateMemberCountry', { kind: 'OBSERVER' }, () => 2)).toEqual([
    undefined,
    'FORBIDDEN',
    'NOT_FOUND',
  ]);
  expect(await outcomes('deleteMemberCountry', {}, (index) => (index === 0 ? 3 : 2))).toEqual([
    undefined,
    'FORBIDDEN',
    'NOT_FOUND',
  ]);
  expect(await Promise.all([other, hidden].map(rowsOf))).toEqual(before);
  expect(await rowsOf(own)).toEqual([]);
});

test('the history of the network contains its members', async () => {
  const subject = await newNetwork();
  const { id } = await admit(subject, { since: '2014', institution: 'prosecutor' });
  await withdraw(subject, id, '2020');

  const rows = await server.app.database.read.query<{ state: string }>(
    sql`SELECT state FROM revision WHERE type = 'Network' AND item_id = ${subject.network.id} ORDER BY version`,
  );
  const member = { country: 'KG', kind: 'ACTIVE', since: '2014', until: null, institution: 'prosecutor' };
  expect(rows.map(({ state }) => JSON.parse(state).content.members)).toEqual([
    [],
    [member],
    [{ ...member, until: '2020' }],
  ]);
});
