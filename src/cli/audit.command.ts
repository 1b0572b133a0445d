import { Presets, SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { loadConfig, readEnvironment } from '../config';
import { Database, toStartupError } from '../database/database';
import { countEntries, verifyChain, type ChainReport } from '../modules/documents/access-log/access-chain';
import { entities } from '../modules/entities';

/** Fewer are checked before anybody looks for a bar. */
const MIN_ENTRIES_FOR_BAR = 20_000;

/** `audit verify [--head HASH]`: checks that nobody has changed the log of restricted documents. */
export function auditCommand(): Command {
  return new Command('audit')
    .description('Looks after the log of restricted documents.')
    .addCommand(
      new Command('verify')
        .description('Checks that each entry of the log follows from the one before it; names the first that does not.')
        .option('--head <hash>', 'a hash that an earlier check printed, which must still be in the log', parseHash)
        .action(verify),
    );
}

async function verify({ head }: { head?: string }): Promise<void> {
  const database = await Database.open(loadConfig(readEnvironment()).databaseUrl, entities);
  try {
    report(await verifyWithBar(database, head), head);
  } catch (error) {
    throw toStartupError('The log could not be read', error);
  } finally {
    await database.close();
  }
}

async function verifyWithBar({ read }: Database, lookFor: string | undefined): Promise<ChainReport> {
  const total = await countEntries(read);
  if (total < MIN_ENTRIES_FOR_BAR) return verifyChain(read, { lookFor });
  const bar = new SingleBar(
    { format: 'Entries {bar} {value}/{total} · {duration_formatted}', noTTYOutput: true, notTTYSchedule: 5000 },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  try {
    return await verifyChain(read, {
      lookFor,
      onProgress: (checked) => {
        bar.update(checked);
      },
    });
  } finally {
    bar.stop();
  }
}

function report({ entries, head, brokenAt, containsHash }: ChainReport, lookedFor: string | undefined): void {
  if (brokenAt !== null) {
    console.error(`The log is broken at entry ${brokenAt}: it does not follow from the one before it.`);
  } else if (!containsHash) {
    console.error(`The log has lost entries: none has the hash ${lookedFor}.`);
  } else {
    console.log(`entries ${entries}\nhead    ${head}`);
    return;
  }
  process.exitCode = 1;
}

function parseHash(text: string): string {
  if (/^[\da-f]{64}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('expected the 64 hexadecimal digits that an earlier check printed');
}
