// Copies to dist/src what tsc does not: the thread that checks IATI files, an ES module, and the schemas that it reads.
import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const FOLDER = 'src/modules/open-data/iati/';

for (const entry of ['iati-checker.worker.mjs', 'standard']) {
  const pathIn = (root) => fileURLToPath(new URL(`../${root}${FOLDER}${entry}`, import.meta.url));
  await cp(pathIn(''), pathIn('dist/'), { recursive: true });
}
