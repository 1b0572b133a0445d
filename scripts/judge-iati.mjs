// Judges an IATI file by the rules of IATI's own validator, whose code and rulesets are not part of this repository:
// node scripts/judge-iati.mjs <file> <checkout of IATI/js-validator-api, installed> <checkout of IATI/IATI-Rulesets>
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [file, validator, rulesets] = process.argv.slice(2);
if (rulesets === undefined) throw new Error('Name the file, the validator and the rulesets');

const { validateIATI } = await import(pathToFileURL(resolve(validator, 'services/rulesValidator.js')).href);
const ruleset = JSON.parse(readFileSync(resolve(rulesets, 'rulesets/standard.json'), 'utf8'));
const xml = readFileSync(file, 'utf8');
const [, type] = /<(iati-activities|iati-organisations)\b/.exec(xml);

// Only warnings depend on the registers of organisations, which are left out here.
const registers = { 'ORG-ID': new Set(), 'ORG-ID-PREFIX': new Set() };
const { ruleErrors } = await validateIATI(ruleset, xml, type, registers, null);
const violations = Object.values(ruleErrors).flatMap(({ identifier, errors }) =>
  errors.filter(({ severity }) => severity === 'error').map(({ id, message }) => `${identifier}: ${message} (${id})`),
);
for (const violation of violations) console.log(violation);
console.log(`${violations.length} errors in ${xml.match(/<iati-(activity|organisation)[\s>]/g)?.length ?? 0} elements`);
process.exitCode = violations.length === 0 ? 0 : 1;
