import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { printSchema } from '../../src/cli/commands/schema.command';

const run = promisify(execFile);

const listDocuments = [
  `query ActivityListQuery($count: Int!, $filter: ActivityFilter) {
    ...ActivityList_query @arguments(count: $count, filter: $filter)
  }`,
  `fragment ActivityList_query on Query
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 20 }
    cursor: { type: "String" }
    filter: { type: "ActivityFilter" }
  )
  @refetchable(queryName: "ActivityListPaginationQuery") {
    activities(first: $count, after: $cursor, filter: $filter) @connection(key: "ActivityList_activities") {
      totalCount
      edges {
        node {
          id
          ...ActivityCard_activity
        }
      }
    }
  }`,
  `fragment ActivityCard_activity on Activity {
    title
    startsOn
    operativeDimension {
      year
      activityType
      country {
        code
        name(locale: "ru")
      }
    }
    networks {
      acronym
    }
  }`,
];

const nodeDocuments = [
  `query NodePageQuery($id: ID!) {
    node(id: $id) {
      ...NetworkActivities_network @alias(as: "network")
      ...ActivityPage_activity @alias(as: "activity")
    }
  }`,
  `fragment NetworkActivities_network on Network
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
  @refetchable(queryName: "NetworkActivitiesPaginationQuery") {
    activities(first: $count, after: $cursor) @connection(key: "NetworkActivities_activities") {
      edges {
        node {
          ...ActivityCard_activity
        }
      }
    }
  }`,
  `fragment ActivityPage_activity on Activity
  @argumentDefinitions(count: { type: "Int", defaultValue: 3 }, cursor: { type: "String" })
  @refetchable(queryName: "ActivityPageRefetchQuery") {
    ...ActivityCard_activity
    objectives {
      position
      text
    }
    relatedNews(last: $count, before: $cursor) @connection(key: "ActivityPage_relatedNews") {
      edges {
        node {
          title
          publishedAt
        }
      }
    }
    restrictedDocuments {
      title
      access {
        state
        reason
      }
      content {
        byteSize
        downloadUrl
      }
    }
  }`,
];

const configuration = {
  src: 'src',
  schema: 'schema.graphql',
  artifactDirectory: 'artifacts',
  language: 'typescript',
  noSourceControl: true,
  requireCustomScalarTypes: true,
  customScalarTypes: {
    CountryCode: 'string',
    Date: 'string',
    DateTime: 'string',
    Locale: 'string',
    PartialDate: 'string',
    SafeInt: 'number',
    URL: 'string',
  },
};

describe('relay-compiler', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'entente-relay-'));
    await Promise.all(['src', 'artifacts'].map((name) => mkdir(path.join(directory, name))));
    await writeFile(path.join(directory, 'schema.graphql'), printSchema());
    await writeFile(path.join(directory, 'relay.config.json'), JSON.stringify(configuration));
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  /** Compiles a project with these documents. Returns the names of the artefacts. */
  async function compile(documents: string[]): Promise<string[]> {
    const source = documents.map((document) => `graphql\`${document}\`;\n`).join('');
    await writeFile(path.join(directory, 'src', 'application.ts'), source);
    // Runs without watchman, which the machine may have: the directory only exists during one compilation.
    const compiler = [require.resolve('relay-compiler/cli.js'), 'relay.config.json', '--noWatchman'];
    await run(process.execPath, compiler, { cwd: directory });
    return (await readdir(path.join(directory, 'artifacts'))).sort();
  }

  function readArtefact(name: string): Promise<string> {
    return readFile(path.join(directory, 'artifacts', name), 'utf8');
  }

  it('compiles fragments and a paginated list of activities', async () => {
    expect(await compile(listDocuments)).toEqual([
      'ActivityCard_activity.graphql.ts',
      'ActivityListPaginationQuery.graphql.ts',
      'ActivityListQuery.graphql.ts',
      'ActivityList_query.graphql.ts',
    ]);
  });

  it('refetches an activity and pages through the activities of a network by their global id', async () => {
    const artefacts = await compile([...listDocuments, ...nodeDocuments]);

    expect(artefacts).toContain('NodePageQuery.graphql.ts');
    expect(await readArtefact('ActivityPageRefetchQuery.graphql.ts')).toContain('node(id: $id)');
    expect(await readArtefact('NetworkActivitiesPaginationQuery.graphql.ts')).toContain('node(id: $id)');
  });

  it('rejects a fragment on a field that the schema does not have', async () => {
    const misspelt = listDocuments.map((document) => document.replace('startsOn', 'startOn'));

    await expect(compile(misspelt)).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('startOn') });
  });
});
