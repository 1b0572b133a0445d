import { Command, InvalidArgumentError } from 'commander';
import type { Database } from '../../database/database';
import { type ChainReport, countEntries, verifyChain } from '../../modules/documents/access-log/access-chain';
import { createLoggedBar } from '../terminal/progress-bar';
import { withConfiguredDatabase } from '../with-database';

/** A smaller log is checked before a progress bar would be noticed. */
const MIN_ENTRIES_FOR_BAR = 20_000;

/** `audit verify [--head HASH]`: verifies that nobody has altered the access log of restricted documents. */
export function auditCommand(): Command {
  return new Command('audit')
    .description('Verifies the access log of restricted documents.')
    .addCommand(
      new Command('verify')
        .description('Verifies the hash chain of the log, and names the first entry that breaks it.')
        .option('--head <hash>', 'hash that an earlier verification printed and the log must still contain', parseHash)
        .action(verify),
    );
}

async function verify({ head }: { head?: string }): Promise<void> {
  await withConfiguredDatabase(async (database) => {
    report(await verifyWithBar(database, head), head);
  });
}

async function verifyWithBar({ read }: Database, lookFor: string | undefined): Promise<ChainReport> {
  const total = await countEntries(read);
  if (total < MIN_ENTRIES_FOR_BAR) return verifyChain(read, { lookFor });
  const bar = createLoggedBar('Entries {bar} {value}/{total} · {duration_formatted}');
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
    console.error(`The log is broken at entry ${brokenAt}: its hash does not follow from the previous entry`);
  } else if (!containsHash) {
    console.error(`The log has lost entries: none has the hash ${lookedFor}`);
  } else {
    console.log(`entries ${entries}\nhead    ${head}`);
    return;
  }
  process.exitCode = 1;
}

function parseHash(text: string): string {
  if (/^[\da-f]{64}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('expected the 64 hexadecimal digits that an earlier verification printed');
}
