import type { KeptFile } from '../public-file';
import { iatiActivitiesQuery } from './iati-activities.query';
import { complete, partOf } from './iati-activities.reading';
import type { IatiPart } from './iati-answers';
import { CheckedElements } from './iati-checked-elements';
import type { IatiChecker } from './iati-checker';
import type { IatiPublisher } from './iati-publisher';
import { endOfFile, startOfFile } from './iati-xml';

const ROOT = 'iati-activities';

/** The activities that have an identifier in IATI, with their programmes, in the format of IATI 2.03. All in it is valid. */
export function iatiActivitiesFile(publisher: IatiPublisher, checker: IatiChecker): KeptFile<IatiPart> {
  return {
    path: '/iati/activities.xml',
    title: { en: 'Activities', fr: 'Activités', ru: 'Мероприятия' },
    mediaType: 'application/xml; charset=utf-8',
    query: iatiActivitiesQuery,
    variables: { locale: [] },
    partOf,
    complete,
    write: async function* (parts, origin, _variables, today) {
      const elements = new CheckedElements({ publisher, pages: origin, checker, today });
      let isStart = true;
      for await (const [part] of parts) {
        if (isStart) yield startOfFile(ROOT, part!.generatedAt);
        isStart = false;
        const checked = await elements.of(part!);
        yield checked.map(({ element, problems }) => (problems.length === 0 ? element : '')).join('');
      }
      yield endOfFile(ROOT);
    },
  };
}
