import { mkdir, rename, writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { loadConfig, readEnvironment } from '../../config';
import { dayOf } from '../../core/time';
import { BadUserInputError } from '../../errors';
import {
  type Codelist,
  codelist,
  codelistFile,
  type CodelistName,
  useCodelists,
} from '../../modules/figures/codelists/codelist';
import { parseCodelist } from '../../modules/figures/codelists/codelist.xml';
import { readText } from '../files/text-file';
import { inOneLine } from '../terminal/printable';

/** Maximum characters of a codelist's file: ten times the largest one that Entente uses. */
const MAX_CHARACTERS = 2_000_000;

/** `codelists update FILE`: replaces a codelist by a newer one. */
export function codelistsCommand(): Command {
  return new Command('codelists')
    .description('Replaces codelists of the IATI standard.')
    .addCommand(
      new Command('update')
        .description('Replaces a codelist by the XML file that IATI publishes. The server uses it after a restart.')
        .argument('<file>', 'the file, such as Sector.xml')
        .action(update),
    );
}

async function update(file: string): Promise<void> {
  const { codelistsDirectory } = loadConfig(readEnvironment());
  useCodelists(codelistsDirectory);
  const list = parseCodelist(await readFile(file), dayOf(new Date().toISOString()));
  const name = list.name as CodelistName;
  const before = codelist(name);
  await mkdir(codelistsDirectory, { recursive: true });
  const target = codelistFile(codelistsDirectory, name);
  // A server that starts meanwhile reads the old file or the new one.
  await writeFile(`${target}.new`, `${JSON.stringify(list, null, 2)}\n`);
  await rename(`${target}.new`, target);
  report(list, before);
}

async function readFile(file: string): Promise<string> {
  let text = '';
  for await (const part of readText(file)) {
    text += part;
    if (text.length > MAX_CHARACTERS) {
      throw new BadUserInputError(`The file ${file} must have at most ${MAX_CHARACTERS} characters`, 'file');
    }
  }
  return text;
}

function report(list: Codelist, before: Codelist): void {
  const added = Object.keys(list.codes).filter((code) => !Object.hasOwn(before.codes, code));
  const removed = Object.keys(before.codes).filter((code) => !Object.hasOwn(list.codes, code));
  const withdrawn = list.withdrawn.filter((code) => !before.withdrawn.includes(code));
  console.log(`${list.name}: ${Object.keys(list.codes).length} codes`);
  const changes = { Added: added, Removed: removed, Withdrawn: withdrawn };
  for (const [change, codes] of Object.entries(changes)) {
    if (codes.length > 0) console.log(inOneLine(`${change}: ${codes.join(', ')}`));
  }
}
