import { operatorNodeEnv } from './production';
import { endStart, exitAtOnce, STOP_SIGNALS } from './stop';
import './heap';
import 'reflect-metadata';
import { createApp, type App } from './app';
import { assertPortsFree } from './app/free-ports';
import { loadConfig, readEnvironment, type Config } from './config';
import { StartupError } from './errors';

const WHAT_VARIABLES_TURN_ON: Readonly<Record<string, string>> = {
  DEMO_DATA: 'the demonstration',
  EXPLORER: 'Sandbox',
  INTROSPECTION: 'introspection',
};

async function main(): Promise<void> {
  // As for the log, a full disk or a reader that has gone must not stop the server.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const config = loadConfig({ ...readEnvironment(), NODE_ENV: operatorNodeEnv });
  await assertPortsFree(config);
  const app = await createApp({ config });
  endStart();
  stopOnSignal(app, config);
  reloadOnSignal(app);
  try {
    announceAddresses(await app.listen(), config, app.metricsUrl);
  } catch (error) {
    await app.close();
    throw error;
  }
}

function announceAddresses(
  address: string,
  { explorers, siteLocale, studio, host, offInProduction }: Config,
  metricsUrl: string | null,
): void {
  const origin = host === '127.0.0.1' || host === '0.0.0.0' ? address.replace(/\/\/[\d.]+:/, '//localhost:') : address;
  console.log('Entente is listening.');
  if (siteLocale !== null) console.log(`  Site      ${origin}/`);
  if (studio) console.log(`  Studio    ${origin}/studio`);
  console.log(`  GraphQL   ${origin}/graphql`);
  if (explorers.has('sandbox')) console.log(`  Sandbox   ${origin}/graphql (in a browser; needs the internet)`);
  if (explorers.has('graphiql')) console.log(`  GraphiQL  ${origin}/graphiql`);
  console.log(`  Health    ${origin}/health/live ${origin}/health/ready`);
  if (metricsUrl !== null) console.log(`  Metrics   ${metricsUrl}`);
  if (offInProduction.length === 0) return;
  const off = offInProduction.map((name) => `${WHAT_VARIABLES_TURN_ON[name]} (${name})`);
  console.log(`Off because NODE_ENV is production: ${off.join(', ')}`);
}

function stopOnSignal(app: App, { shutdownGraceSeconds }: Config): void {
  let stopping = false;
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      // A second signal exits without waiting for running requests.
      if (stopping) exitAtOnce(app.database);
      stopping = true;
      setTimeout(() => {
        console.error(`Not everything ended within SHUTDOWN_GRACE=${shutdownGraceSeconds}: what still ran was aborted`);
        exitAtOnce(app.database);
      }, shutdownGraceSeconds * 1000).unref();
      void app
        .close()
        .catch(fail)
        // Without waiting for spans that a receiver does not take: they are tried again for seconds.
        .finally(() => process.exit());
    });
  }
}

function reloadOnSignal({ trustedDocuments }: App): void {
  // Without anything to reload, SIGHUP ends the process, as when its terminal is closed.
  if (trustedDocuments === null) return;
  process.on('SIGHUP', () => {
    trustedDocuments.reload();
  });
}

function fail(error: unknown): void {
  console.error(error instanceof StartupError ? error.message : error);
  process.exitCode = error instanceof StartupError ? error.exitCode : 1;
}

main().catch(fail);
