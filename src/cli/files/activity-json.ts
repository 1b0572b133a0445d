import type { SourceRow } from '../../core/mutations/file-import';
import { BadUserInputError } from '../../errors';
import type { TransferredActivity } from '../../modules/catalogue/activity-transfer/activity-transfer';
import { MAX_ROW_LENGTH } from './text-file';

/** Writes a JSON array with one activity per line. */
export async function* toJson(activities: AsyncIterable<TransferredActivity>): AsyncGenerator<string> {
  let before = '[\n';
  for await (const activity of activities) {
    yield before + JSON.stringify(activity);
    before = ',\n';
  }
  yield before === ',\n' ? '\n]\n' : '[]\n';
}

/**
 * Reads the objects of a JSON array in any layout, or of JSON Lines, numbered from 1.
 *
 * @throws BadUserInputError when the file is neither
 */
export async function* readJson(text: AsyncIterable<string>): AsyncGenerator<SourceRow> {
  let number = 0;
  for await (const object of splitObjects(text)) yield { number: ++number, values: parse(object) };
}

function parse(object: string): SourceRow['values'] {
  try {
    return JSON.parse(object) as Record<string, unknown>;
  } catch {
    return 'The object is not valid JSON';
  }
}

/**
 * Splits the text into its outermost objects. JSON.parse needs a complete text, and the complete file is never in
 * memory.
 */
async function* splitObjects(text: AsyncIterable<string>): AsyncGenerator<string> {
  let pending = '';
  let depth = 0;
  let openArrays = 0;
  let isInString = false;
  let isEscaped = false;
  for await (const chunk of text) {
    let start = 0;
    for (let index = 0; index < chunk.length; index++) {
      const char = chunk[index]!;
      if (isInString) {
        if (isEscaped) isEscaped = false;
        else if (char === '\\') isEscaped = true;
        else if (char === '"') isInString = false;
      } else if (char === '{') {
        if (depth === 0) start = index;
        depth += 1;
      } else if (depth === 0) {
        if (char === '[') openArrays += 1;
        else if (char === ']') openArrays -= 1;
        else if (!/[\s,]/.test(char)) throw jsonError(`expected an activity instead of "${char}"`);
      } else if (char === '"') isInString = true;
      else if (char === '}') {
        depth -= 1;
        if (depth > 0) continue;
        yield pending + chunk.slice(start, index + 1);
        pending = '';
      }
    }
    if (depth > 0) pending += chunk.slice(start);
    if (pending.length > MAX_ROW_LENGTH)
      throw jsonError(`an activity must not have more than ${MAX_ROW_LENGTH} characters`);
  }
  if (depth > 0 || openArrays !== 0) throw jsonError('its end is missing');
}

function jsonError(why: string): BadUserInputError {
  return new BadUserInputError(`The file must be a JSON array or JSON Lines: ${why}`, 'file');
}
