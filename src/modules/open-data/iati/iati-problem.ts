import type { IatiPublisher } from './iati-publisher';

/** What is wrong with an item of a file of IATI, as a person reads it. */
export interface IatiProblem {
  /** The element of the standard, below that of the item, such as `activity-status` or `transaction/provider-org`. */
  readonly element: string;
  /** True if the standard requires the element, and there is none. */
  readonly isMissing: boolean;
  /** True if the item is part of the file nevertheless. */
  readonly isWarning: boolean;
  /** A sentence that says what to change, without a full stop. */
  readonly message: string;
  /** The identifier of the violated rule in the ruleset of the standard; null if the schema or Entente is violated. */
  readonly rule: string | null;
}

/** What the thread that checks finds wrong. */
export type IatiFinding =
  | { readonly kind: 'missing'; readonly element: string }
  /** An error in the words of libxml2. */
  | { readonly kind: 'schema'; readonly message: string }
  | { readonly kind: 'rule'; readonly id: string; readonly message: string; readonly element: string };

/** What to do about elements that activities and programmes may lack. */
const REMEDIES: Readonly<Record<string, string>> = {
  title: 'Enter a title',
  description: 'Enter a summary or a description',
  'participating-org': 'Name an organisation that is FUNDING, ACCOUNTABLE, EXTENDING or IMPLEMENTING',
  'activity-status': 'Choose a status',
  'activity-date': 'Enter a planned or an actual start',
};

/** What to do about violations that the words of the ruleset do not explain to someone who does not know its elements. */
const RULE_REMEDIES: Readonly<Record<string, string>> = {
  '2.1.1': 'Enter the percentage of each sector, since there are several',
  '2.1.2': 'Enter percentages of the sectors that add up to 100',
  '3.1.1': 'Enter the percentage of each recipient, since there are several',
  '3.1.2': 'Enter percentages of the recipients that add up to 100',
  '3.4.1': 'Enter the percentage of each recipient, since there are several',
  '3.4.2': 'Enter percentages of the recipients that add up to 100',
  '3.7.1': 'Enter recipients of the activity, or a country of each transaction',
  '3.7.2': 'Enter recipients of the activity, or a country of each transaction',
  '6.2.2': 'Enter sectors of the activity, or a sector of each transaction',
  '6.7.2': 'Enter sectors of the activity, or a sector of each transaction',
  '6.11.1': 'Enter a planned or an actual start',
  '11.1.4': 'Enter an actual start that is not in the future',
  '11.1.5': 'Enter an actual end that is not in the future',
  '11.2.1': 'Enter dates of transactions that are not in the future',
  '11.2.2': 'Enter value dates of transactions that are not in the future',
};

/** An activity whose identifier is that of a programme, which the file has as well. */
export const SAME_AS_PROGRAMME: IatiProblem = {
  element: 'iati-identifier',
  isMissing: false,
  isWarning: false,
  message: 'Choose another identifier: a programme has the same one',
  rule: null,
};

/** An activity of the demonstration, which only the fictional publisher of the demonstration reports. */
export const OF_DEMONSTRATION: IatiProblem = {
  element: 'iati-identifier',
  isMissing: false,
  isWarning: false,
  message: 'Choose another identifier: those of the demonstration are fictional',
  rule: null,
};

/** An activity whose identifier does not begin with that of the publisher. */
export function otherPrefix({ identifier }: IatiPublisher): IatiProblem {
  return {
    element: 'iati-identifier',
    isMissing: false,
    isWarning: true,
    message: `Choose an identifier that begins with ${identifier}-, unless the activity has been published under this one`,
    // The standard has the rule, too. It does not know who reported an activity first.
    rule: '1.1.21',
  };
}

/** An activity with amounts in currencies that the codelist of the standard lacks. */
export function unlistedCurrencies(currencies: readonly string[]): IatiProblem {
  return {
    element: 'value',
    isMissing: false,
    isWarning: false,
    message: `Enter amounts in currencies of the codelist Currency of IATI, which lacks ${currencies.join(', ')}`,
    rule: null,
  };
}

/** True if an item with these problems is left out of the file. */
export function isExcludedBy(problems: readonly IatiProblem[]): boolean {
  return problems.some(({ isWarning }) => !isWarning);
}

/** The problems that follow from findings. Each remedy of an element is named once. */
export function problemsOf(findings: readonly IatiFinding[]): IatiProblem[] {
  const problems = findings.map((finding) => toProblem(finding));
  const byRemedy = new Map(problems.map((problem) => [`${problem.element} ${problem.message}`, problem]));
  return [...byRemedy.values()];
}

function toProblem(finding: IatiFinding): IatiProblem {
  switch (finding.kind) {
    case 'missing': {
      const { element } = finding;
      return {
        element,
        isMissing: true,
        isWarning: false,
        message: REMEDIES[element] ?? `The element ${element} is missing`,
        rule: null,
      };
    }
    case 'rule': {
      const { id, element, message } = finding;
      return {
        element,
        isMissing: false,
        isWarning: false,
        message: RULE_REMEDIES[id] ?? withoutStop(message),
        rule: id,
      };
    }
    case 'schema':
      return fromSchema(finding.message);
  }
}

/** `Element 'x', attribute 'y': 'z' is not a valid value of the atomic type 'xs:anyURI'.` */
const SCHEMA_ERROR = /^Element '([^']*)'(?:, attribute '([^']*)')?: (?:\[[^\]]*\] )?(.*)$/su;
const INVALID_VALUE = /^('.*') is not a valid value of the (?:atomic|local atomic|union) type/su;

/** An error of the schema in plain words. Editors can cause few: values are of the types that the standard has. */
function fromSchema(error: string): IatiProblem {
  const [, element = 'iati-activity', attribute, rest = error] = SCHEMA_ERROR.exec(error) ?? [];
  const [, value] = INVALID_VALUE.exec(rest) ?? [];
  const subject = attribute === undefined ? element : `${attribute} of ${element}`;
  const message =
    value === undefined ? `The schema refuses ${subject}: ${withoutStop(rest)}` : `${subject} must not be ${value}`;
  return { element, isMissing: false, isWarning: false, message, rule: null };
}

function withoutStop(text: string): string {
  return text.replace(/\.$/u, '');
}
