import { execFileSync } from 'node:child_process';
import {
  chmod,
  chown,
  link as hardLink,
  lstat,
  mkdir,
  readdir,
  readFile,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { emptyContent } from '../../../src/core/fields/content';
import { Activity } from '../../../src/modules/catalogue/activity/activity.entity';
import { publishableActivity } from '../../../src/modules/catalogue/activity/activity.fields';
import { ActivityType } from '../../../src/modules/catalogue/activity/operative-dimension';
import { exportActivities } from '../../../src/modules/catalogue/activity-transfer/activity-transfer.export';
import { OrganisationRole } from '../../../src/modules/catalogue/organisation/organisation-role';
import { exportTransactions } from '../../../src/modules/figures/transaction-transfer/transaction-transfer.export';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { useCommandScene } from '../../support/command-scene';
import { factories, publication } from '../../support/factories';
import { startCommand } from '../../support/processes';

const scene = useCommandScene();

/** The standard output of the command, which must succeed without an error message. */
async function exported(format: string, databaseUrl = scene.url): Promise<string> {
  const { code, output, errors } = await scene.cli(['export', 'activities', '--format', format], databaseUrl);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  return output;
}

function fill(): Promise<void> {
  return scene.withDatabase((database) =>
    database.write(async (manager) => {
      const create = factories(manager);
      const { id: programmeId } = await create.programme({ slug: 'eu-act' });
      const { id: componentId } = await create.component({ code: 'NAPOR', programmeId });
      const { id: alone } = await create.component({ code: 'ALONE', programmeId });
      const { id: regionId } = await create.region({ code: 'ASIA' });
      const networks = [await create.network({ slug: 'wacap' }), await create.network({ slug: 'casc' })];
      const whole = await create.activity({
        slug: 'whole',
        title: '=Whole "quoted", ünïcode',
        summary: '-a\r\nb\rc',
        description: "'=1\n\n- a list",
        startsOn: '2024-05',
        endsOn: '2024-06-01',
        programmeId,
        operativeDimension: {
          code: 'W-1',
          year: 2024,
          componentId,
          regionId,
          countryCode: 'KG',
          place: 'Bishkek',
          activityType: ActivityType.WORKSHOP,
        },
      });
      for (const network of networks) await create.takesPart(whole, network);
      for (const code of ['UZ', 'KG']) await create.participates(whole, code);
      await create.topic({ activityId: whole.id, position: 1, topic: 'Money; drugs' });
      await create.topic({ activityId: whole.id, position: 2, topic: 'Arms' });
      const host = await create.organisation({ slug: 'academy' });
      const funder = await create.organisation({ slug: 'unodc' });
      for (const role of [OrganisationRole.FUNDING, OrganisationRole.HOST]) await create.hasRole(whole, funder, role);
      await create.hasRole(whole, host, OrganisationRole.HOST);
      await create.objective({ activityId: whole.id, position: 1, text: 'One\nand more' });
      await create.activity({ slug: 'bare', publication: publication(PublicationState.DRAFT) });
      await create.activity({ slug: 'Alone'.toLowerCase(), operativeDimension: { componentId: alone } });
      const scheduled = Object.assign(publication(PublicationState.SCHEDULED), {
        publishAt: '2999-01-01T00:00:00.000Z',
      });
      await create.activity({ slug: 'later', publication: scheduled });
      const gone = Object.assign(publication(PublicationState.ARCHIVED), { deletedAt: '2026-01-01T00:00:00.000Z' });
      await create.activity({ slug: 'gone', publication: gone });
    }),
  );
}

/** Adds 600 activities, so that an export needs more than one batch. */
function fillMany(): Promise<void> {
  return scene.withDatabase((database) =>
    database.write(async (manager) => {
      const { id: _id, ...alike } = await factories(manager).activity({ slug: 'many-0' });
      const others = Array.from({ length: 599 }, (_, number) =>
        Object.assign(new Activity(), alike, { slug: `many-${number + 1}` }),
      );
      await manager.insert(Activity, others);
    }),
  );
}

test('exports every field that an author sets, but no activity in the trash', async () => {
  // Files of activities lack these.
  const {
    relatedActivities: _related,
    transactions: _transactions,
    ...empty
  } = emptyContent(publishableActivity.content);
  await fill();
  await fillMany();
  const { ended } = startCommand(['export', 'activities', '--format', 'json'], { env: { DATABASE_URL: scene.url } });
  const { code, output, errors } = await ended;
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  const activities = JSON.parse(output) as { slug: string }[];
  const slugs = activities.map(({ slug }) => slug);
  expect(slugs).toHaveLength(604);
  expect(slugs).toEqual([...slugs].sort());
  expect(slugs).not.toContain('gone');
  const inCsv = (await exported('csv')).match(/^(?:alone|bare|later|whole|many-\d+),/gm)!;
  expect(inCsv.map((cell) => cell.slice(0, -1))).toEqual(slugs);
  // It is in the second batch.
  expect(activities.find(({ slug }) => slug === 'whole')).toEqual({
    ...empty,
    slug: 'whole',
    title: '=Whole "quoted", ünïcode',
    summary: '-a\r\nb\rc',
    description: "'=1\n\n- a list",
    startsOn: '2024-05',
    endsOn: '2024-06-01',
    programme: 'eu-act',
    code: 'W-1',
    year: 2024,
    component: 'NAPOR',
    region: 'ASIA',
    country: 'KG',
    place: 'Bishkek',
    activityType: 'WORKSHOP',
    networks: ['casc', 'wacap'],
    participatingCountries: ['KG', 'UZ'],
    organisations: [
      { organisation: 'academy', role: 'HOST' },
      { organisation: 'unodc', role: 'FUNDING' },
      { organisation: 'unodc', role: 'HOST' },
    ],
    topics: ['Money; drugs', 'Arms'],
    objectives: ['One\nand more'],
    originalLocale: 'en',
    state: 'PUBLISHED',
    publishAt: null,
  });
});

test.each(['csv', 'json'])('exports as %s exactly what it imported into an empty database', async (format) => {
  await fill();
  const file = path.join(scene.directory, `activities.${format}`);
  // The extension of the output determines the format.
  expect(await scene.cli(['export', 'activities', '--output', file])).toMatchObject({
    code: 0,
    output: '',
    errors: '',
  });
  const written = await readFile(file, 'utf8');
  expect(await exported(format)).toBe(written);

  const empty = await scene.newDatabase();
  const end = await scene.cli(['import', 'activities', file], empty);
  expect({ code: end.code, last: end.output.trim().split('\n').at(-1) }).toEqual({
    code: 0,
    last: 'created 4, updated 0, unchanged 0, refused 0',
  });
  expect(await exported(format, empty)).toBe(written);
});

test('an activity whose slug changes during an export is exported once, and so are its transactions', async () => {
  await fillMany();
  const found = await scene.withDatabase(async (database) => {
    const rename = (from: string, to: string) =>
      database.write((manager) => manager.sql`UPDATE activity SET slug = ${to} WHERE slug = ${from}`);
    await database.write(async (manager) => {
      const { id: activityId } = await manager.findOneByOrFail(Activity, { slug: 'many-0' });
      const create = factories(manager);
      for (let n = 0; n < 600; n++) await create.transaction({ activityId, reference: `R-${n}` });
    });
    const slugs: string[] = [];
    for await (const { slug } of exportActivities(database.read)) {
      // Both are moved past what has been read: the first one forwards, the last one back.
      if (slugs.push(slug) === 1) await rename('many-0', 'z-moved').then(() => rename('many-99', 'a-moved'));
    }
    const references: (string | null)[] = [];
    for await (const { reference } of exportTransactions(database.read)) {
      if (references.push(reference) === 1) await rename('z-moved', 'z-moved-again');
    }
    return { slugs, references };
  });

  expect([found.slugs.length, new Set(found.slugs).size]).toEqual([600, 600]);
  expect(found.slugs).toContain('a-moved');
  expect(found.slugs).not.toContain('z-moved');
  expect([found.references.length, new Set(found.references).size]).toEqual([600, 600]);
});

test('exports transactions that it imports, and imports again without a change', async () => {
  await scene.withDatabase((database) =>
    database.write(async (manager) => {
      const create = factories(manager);
      for (const slug of ['one', 'two']) await create.activity({ slug });
      await create.activity({
        slug: 'gone',
        publication: Object.assign(publication(PublicationState.ARCHIVED), { deletedAt: '2026-01-01T00:00:00.000Z' }),
      });
      await create.organisation({ slug: 'unodc' });
    }),
  );
  const file = path.join(scene.directory, 'transactions.csv');
  const header = 'activity,kind,reference,date,value,currency,valueDate,description,provider,receiver,country,sector';
  const rows = [
    'one,REIMBURSEMENT,\'=R-1,2024-05-01,-0.000000001,KWD,2024-04-30,"a\nb",unodc,unodc,KG,152',
    'two,EXPENDITURE,,2024-01-01,5,EUR,2024-01-01,,,,,',
    'two,EXPENDITURE,,2024-01-01,5,EUR,2024-01-01,,,,,',
    // More than one batch.
    ...Array.from({ length: 600 }, (_, n) => `two,DISBURSEMENT,R-${n},2024-02-01,${n}.5,EUR,2024-02-02,,,,,`),
  ];
  const text = `\uFEFF${[header, ...rows, ''].join('\r\n')}`;
  await writeFile(file, text);
  const last = async (command: Promise<{ output: string }>) => (await command).output.trim().split('\n').at(-1);
  const importAll = () => last(scene.cli(['import', 'transactions', file]));

  expect(await importAll()).toBe(`created ${rows.length}, updated 0, unchanged 0, refused 0`);
  expect((await scene.cli(['export', 'transactions'])).output).toBe(text);
  await scene.cli(['export', 'transactions', '--output', file]);
  expect(await readFile(file, 'utf8')).toBe(text);
  expect(await importAll()).toBe(`created 0, updated 0, unchanged ${rows.length}, refused 0`);
});

test('a file is replaced as a whole, behind its link and with its permissions, or stays as it was', async () => {
  await fillMany();
  await scene.withDatabase((database) =>
    database.write((manager) => manager.sql`UPDATE activity SET summary = ${'x'.repeat(1_000)}`),
  );
  const file = path.join(scene.directory, 'activities.csv');
  const link = path.join(scene.directory, 'link.csv');
  await writeFile(file, 'before');
  await chmod(file, 0o600);
  await symlink(file, link);
  const args = ['export', 'activities', '--output', link];

  // A limit on the size of files fails in the same way as a full disk.
  const failed = await startCommand(args, { env: { DATABASE_URL: scene.url }, fileBlocks: 250 }).ended;
  expect(failed).toMatchObject({ code: 2, errors: expect.stringMatching(/^\S+ cannot be written: EFBIG[^\n]*\n$/) });
  expect(await readFile(file, 'utf8')).toBe('before');

  expect(await scene.cli(args)).toMatchObject({ code: 0 });
  expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(601);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  // Neither leaves a temporary file.
  expect((await readdir(scene.directory)).filter((name) => name.endsWith('.part'))).toEqual([]);
});

/** Another account than root. The account `nobody` has this number nearly everywhere. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

test('a replaced file keeps its owner, and its permissions under any umask', async () => {
  await fill();
  const file = path.join(scene.directory, 'activities.csv');
  await writeFile(file, 'before');
  await chmod(file, 0o664);
  // Only root may give a file away.
  if (isRoot) await chown(file, nobody, nobody);
  const { uid, gid } = await stat(file);
  const umask = process.umask(0o077);
  try {
    expect(await scene.cli(['export', 'activities', '--output', file])).toMatchObject({ code: 0 });
  } finally {
    process.umask(umask);
  }
  expect(await readFile(file, 'utf8')).toBe(await exported('csv'));
  const after = await stat(file);
  expect([after.uid, after.gid, after.mode & 0o777]).toEqual([uid, gid, 0o664]);
});

test('links to a file that does not exist yet stay, and lead to the new file', async () => {
  await fill();
  const [folder, link, next] = ['folder', 'link.csv', 'folder/next.csv'].map((name) =>
    path.join(scene.directory, name),
  );
  await mkdir(folder!);
  await symlink('folder/next.csv', link!);
  await symlink('../activities.csv', next!);

  expect(await scene.cli(['export', 'activities', '--output', link!])).toMatchObject({ code: 0 });
  for (const name of [link, next]) expect((await lstat(name!)).isSymbolicLink()).toBe(true);
  expect(await readFile(path.join(scene.directory, 'activities.csv'), 'utf8')).toBe(await exported('csv'));
});

test('a file that may be written in a directory that may not is written directly', async () => {
  await fill();
  const folder = path.join(scene.directory, 'folder');
  const file = path.join(folder, 'activities.csv');
  await mkdir(folder);
  await writeFile(file, 'before');
  await chmod(file, 0o666);
  await chmod(folder, 0o555);
  await chmod(scene.directory, 0o755);
  if (scene.url.startsWith('sqlite:')) {
    const database = scene.url.replace('sqlite:', '');
    for (const one of [database, path.dirname(database)]) await chmod(one, 0o777);
  }
  const options = { env: { DATABASE_URL: scene.url }, ...(isRoot && { uid: nobody }) };

  const end = await startCommand(['export', 'activities', '--output', file], options).ended;
  const refused = await startCommand(['export', 'activities', '--output', `${file}.new`], options).ended;
  await chmod(folder, 0o755);

  expect(end).toMatchObject({ code: 0, errors: '' });
  expect(refused).toMatchObject({ code: 2, errors: `${file}.new cannot be written: EACCES: permission denied\n` });
  expect(await readdir(folder)).toEqual(['activities.csv']);
  expect(await readFile(file, 'utf8')).toBe(await exported('csv'));

  // A directory that may be written does not allow a file to be replaced that may not.
  await chmod(folder, 0o777);
  await chmod(file, 0o444);
  const protectedFile = await startCommand(['export', 'transactions', '--output', file], options).ended;
  expect(protectedFile).toMatchObject({ code: 2, errors: `${file} cannot be written: EACCES: permission denied\n` });
  expect(await readFile(file, 'utf8')).toBe(await exported('csv'));
});

test('all hard links of a file lead to the new content', async () => {
  await fill();
  const [file, other] = ['activities.csv', 'other.csv'].map((name) => path.join(scene.directory, name));
  await writeFile(file!, 'before');
  await hardLink(file!, other!);

  expect(await scene.cli(['export', 'activities', '--output', file!])).toMatchObject({ code: 0 });
  expect(await readFile(other!, 'utf8')).toBe(await exported('csv'));
});

test('a pipe is written directly', async () => {
  await fill();
  const pipe = path.join(scene.directory, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const [content, end] = await Promise.all([
    readFile(pipe, 'utf8'),
    scene.cli(['export', 'activities', '--output', pipe]),
  ]);
  expect(end).toMatchObject({ code: 0 });
  expect(content).toBe(await exported('csv'));
});

test('prints one sentence when the output cannot be written', async () => {
  const unknown = await scene.cli(['export', 'activities', '--format', 'xml']);
  expect(unknown).toMatchObject({ code: 2, output: '' });
  expect(unknown.errors).toMatch(/^error: option '--format <format>' argument 'xml' is invalid/);

  const nowhere = await scene.cli(['export', 'activities', '--output', path.join(scene.directory, 'none', 'a.csv')]);
  expect(nowhere).toMatchObject({ code: 2, output: '' });
  expect(nowhere.errors).toMatch(/^\S+a\.csv cannot be written: ENOENT: no such file or directory\n$/);

  const missing = `sqlite:${path.join(scene.directory, 'none.sqlite')}`;
  for (const subject of ['activities', 'transactions', 'iati']) {
    const unnamed = await scene.cli(['export', subject, '--output', ''], missing);
    expect(unnamed).toMatchObject({
      code: 2,
      output: '',
      errors: expect.stringContaining('expected the name of a file'),
    });
  }
  expect(await readdir(scene.directory)).toEqual([]);
});
