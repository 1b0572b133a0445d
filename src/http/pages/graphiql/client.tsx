import { GraphiQL, type GraphiQLProps } from 'graphiql';
import { type ExecutionResult, getOperationAST, OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import './page.css';

/** The URLs of the editor's workers by Monaco's label. The build defines them. */
declare const WORKERS: Readonly<Record<string, string>>;

const DEFAULT_QUERY = `# Ctrl+Enter runs this.
# Ctrl+Space completes.
{
  activities(first: 5) {
    nodes {
      title
      operativeDimension {
        place
        country {
          name
        }
      }
    }
    totalCount
  }
}
`;

window.MonacoEnvironment = {
  getWorker: (_id, label) => new Worker(WORKERS[label] ?? WORKERS['editor'] ?? ''),
};

type Fetcher = GraphiQLProps['fetcher'];
type Operation = Parameters<Fetcher>[0];

const fetcher: Fetcher = (operation, { headers = {}, documentAST } = {}) =>
  documentAST !== undefined &&
  getOperationAST(documentAST, operation.operationName)?.operation === OperationTypeNode.SUBSCRIPTION
    ? subscribe(operation, headers)
    : execute(operation, headers);

async function execute(operation: Operation, headers: Readonly<Record<string, unknown>>): Promise<ExecutionResult> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json;q=0.9',
      ...headers,
    },
    body: JSON.stringify(operation),
  });
  return (await response.json()) as ExecutionResult;
}

/** Shows each event, over a connection of its own that ends with the subscription. The headers are its parameters. */
function subscribe(operation: Operation, headers: Readonly<Record<string, unknown>>): AsyncIterable<ExecutionResult> {
  const client = createClient({ url: `${location.origin.replace(/^http/, 'ws')}/graphql`, connectionParams: headers });
  return client.iterate(operation) as AsyncIterable<ExecutionResult>;
}

// A link such as /graphiql?query=…&variables=… opens a tab with that operation. It runs when the reader says so.
const link = new URLSearchParams(location.search);
const linked: Pick<GraphiQLProps, 'initialQuery' | 'initialVariables'> = link.has('query')
  ? { initialQuery: link.get('query') ?? '', initialVariables: link.get('variables') ?? '' }
  : {};

const container = document.getElementById('graphiql');
if (container) createRoot(container).render(<GraphiQL fetcher={fetcher} defaultQuery={DEFAULT_QUERY} {...linked} />);
