import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import { BadUserInputError } from '../../../errors';
import { type Codelist, codelistForm, codelistNames, isCodelistName } from './codelist';

const ATTRIBUTION = 'IATI Standard (http://iatistandard.org/)';

const oneOrMore = <T extends z.ZodType>(type: T) =>
  z.union([z.array(type), type.transform((one): z.infer<T>[] => [one])]);

const narrative = z.union([
  z.string().transform((text) => ({ text, language: undefined })),
  z
    .object({ '#text': z.string().default(''), '@xml:lang': z.string().optional() })
    .transform((parsed) => ({ text: parsed['#text'], language: parsed['@xml:lang'] })),
]);

const item = z.object({
  code: z.string(),
  name: z.object({ narrative: oneOrMore(narrative) }),
  '@status': z.string().default('active'),
});

/** A codelist as IATI publishes it. */
const document = z.object({
  codelist: z.object({
    '@name': z.string(),
    '@xml:lang': z.string().default('en'),
    metadata: z.object({ url: z.string().trim().min(1).optional() }),
    'codelist-items': z.object({ 'codelist-item': oneOrMore(item) }),
  }),
});

/**
 * Reads a codelist from the XML in which IATI publishes it: https://iatistandard.org/en/iati-standard/203/codelists/.
 * Descriptions of codes are left out, because IATI's licence does not cover those of other bodies.
 *
 * @param date the day on which the list is taken over
 * @throws BadUserInputError (`file`) when the text is no codelist that Entente uses
 */
export function parseCodelist(xml: string, date: string): Codelist {
  // A DOCTYPE could declare entities, whose expansion has no bound.
  if (xml.includes('<!DOCTYPE') || XMLValidator.validate(xml) !== true)
    throw refused('The file must be XML without a DOCTYPE');
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false });
  const parsed = document.safeParse(parser.parse(xml));
  if (!parsed.success) throw refused('The file must be a codelist in the XML that IATI publishes');
  const { '@name': name, '@xml:lang': language, metadata, 'codelist-items': items } = parsed.data.codelist;
  if (!isCodelistName(name)) throw refused(`The codelist must be one of ${codelistNames.join(', ')}, but is ${name}`);
  const all = items['codelist-item'];
  const list = codelistForm.safeParse({
    name,
    source: `The codelist ${name} of the IATI standard`,
    attribution: `${ATTRIBUTION}, CC-BY-4.0`,
    date,
    url: metadata.url ?? null,
    codes: Object.fromEntries(
      all.map((one) => [
        one.code.trim(),
        Object.fromEntries(
          one.name.narrative
            .map(({ text, language: own }) => [own ?? language, text.trim()] as const)
            .filter(([, text]) => text !== ''),
        ),
      ]),
    ),
    withdrawn: all.filter((one) => one['@status'] === 'withdrawn').map(({ code }) => code.trim()),
  });
  if (!list.success) throw refused(`The codelist ${name} cannot be used: ${list.error.issues[0]!.message}`);
  return list.data;
}

function refused(message: string): BadUserInputError {
  return new BadUserInputError(message, 'file');
}
