// Checks elements of IATI files against the schemas of version 2.03 and the standard's ruleset, in a thread of its own:
// libxml2-wasm has top-level await, which CommonJS cannot load, and checking takes milliseconds for each element.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { xmlCleanupInputProvider, XmlDocument, XmlValidateError, XmlXPath, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';

const standard = new URL('standard/', import.meta.url);

/** The digits after the point to which percentages are added, exactly. */
const SCALE = 18;

/** Errors of the schema about the order of elements, and about elements that are missing. */
const OUT_OF_PLACE = /This element is not expected|Missing child element/;

/** Days between the first and the last day of a leap year, as IATI's own validator counts. */
const MAX_YEAR_MS = 365 * 86_400_000;

/** The items of the files, by the roots of the files. */
const ITEMS = { 'iati-activities': 'iati-activity', 'iati-organisations': 'iati-organisation' };

/** Compiled expressions of the ruleset. */
const expressions = new Map();

/** Files can be read only while the schemas include each other: what is checked cannot make libxml2 open one. */
function loadSchemas() {
  xmlRegisterFsInputProviders();
  const found = Object.entries(ITEMS).map(([root, item]) => {
    const url = fileURLToPath(new URL(`${root}-schema.xsd`, standard));
    const document = XmlDocument.fromBuffer(readFileSync(url), { url });
    return [root, { validator: XsdValidator.fromDoc(document), required: requiredIn(document, item) }];
  });
  xmlCleanupInputProvider();
  return new Map(found);
}

/** The elements that the schema requires of an item of a file, in their order. */
function requiredIn(schema, item) {
  const path = `//xsd:element[@name='${item}']/xsd:complexType/xsd:sequence/xsd:element[not(@minOccurs='0')]`;
  const found = schema.root.find(`(${path}/@ref | ${path}/@name)`, { xsd: 'http://www.w3.org/2001/XMLSchema' });
  return found.map(({ content }) => content);
}

/**
 * The rules whose violation is an error, by the root of the files that they are for. Warnings and rules that need a register
 * of organisations are left out.
 */
function loadRules() {
  const ruleset = JSON.parse(readFileSync(new URL('iati-standard-2.03.json', standard), 'utf8'));
  const found = Object.entries(ruleset).map(([context, kinds]) => ({
    context,
    path: XmlXPath.compile(context),
    cases: Object.entries(kinds).flatMap(([kind, { cases }]) => cases.flatMap((one) => casesOf(kind, one))),
  }));
  return new Map(
    [...schemas.keys()].map((root) => [
      root,
      found.filter(
        ({ context, cases }) => cases.length > 0 && (context.startsWith('//') || context.startsWith(`/${root}/`)),
      ),
    ]),
  );
}

function casesOf(kind, one) {
  if (kind === 'loop') {
    const inner = Object.entries(one.do).flatMap(([name, { cases }]) => cases.map((each) => ({ kind: name, ...each })));
    return inner.filter(isError).map((each) => ({ kind: 'loop', foreach: one.foreach, of: each }));
  }
  return [{ kind, ...one }].filter(isError);
}

function isError({ kind, ruleInfo, idCondition }) {
  if (ruleInfo.severity !== 'error' || idCondition !== undefined) return false;
  if (!Object.hasOwn(isMet, kind)) throw new Error(`The ruleset has a rule of the unknown kind ${kind}`);
  return true;
}

/** What is wrong with one element: what it lacks, errors of the schema, and violated rules. Empty if nothing is. */
function check(root, element, today) {
  const { validator, required } = schemas.get(root);
  let document;
  try {
    document = XmlDocument.fromString(`<${root} version="2.03">${element}</${root}>`);
    const missing = required.filter((name) => !has(document.root, `*/${name}`));
    return [
      ...missing.map((name) => ({ kind: 'missing', element: name })),
      ...schemaErrors(validator, document, missing.length > 0),
      // A rule about what is missing says the same once more.
      ...rules
        .get(root)
        .flatMap((rule) => violations(rule, document.root, today))
        .filter((violation) => !missing.includes(violation.element)),
    ];
  } finally {
    document?.dispose();
  }
}

/** The errors of the schema. What is out of its place because something else is missing counts once. */
function schemaErrors(validator, document, isIncomplete) {
  try {
    validator.validate(document);
    return [];
  } catch (error) {
    if (!(error instanceof XmlValidateError)) throw error;
    return error.details
      .map(({ message }) => ({ kind: 'schema', message: message.trim() }))
      .filter(({ message }) => !isIncomplete || !OUT_OF_PLACE.test(message));
  }
}

function violations({ context, path, cases }, root, today) {
  return root.find(path).flatMap((node) =>
    cases
      .filter((one) => !isMet[one.kind](node, one, today))
      .map((one) => {
        const rule = one.of ?? one;
        const { id, message } = rule.ruleInfo;
        return { kind: 'rule', id, message, element: elementOf(context, rule) };
      }),
  );
}

/** The element that a rule is about: the one that it is for, or else the first that it names in an activity or organisation. */
function elementOf(context, { paths, less, date, start, one }) {
  const [named] = [paths?.[0], less, date, start, one].filter((path) => path !== undefined);
  const [, , , ...within] = context.startsWith('//')
    ? ['', '', '', context.slice(2)]
    : context.split(' | ')[0].split('/');
  const path = within.length > 0 ? within : named.split('/').filter((step) => !step.startsWith('@'));
  return path.map((step) => step.replaceAll(/\[[^\]]*\]/g, '')).join('/');
}

/** Whether a node meets a case of a rule, by the kind of the rule (`ruleset.schema.json` of IATI's rulesets). */
const isMet = {
  atleast_one: (node, { condition, paths }) => !applies(node, condition) || paths.some((path) => has(node, path)),
  no_more_than_one: (node, { condition, paths }) =>
    !applies(node, condition) || paths.flatMap((path) => nodes(node, path)).length <= 1,
  one_or_all: (node, { one, all }) => has(node, one) || isInAll(node, all),
  unique: (node, { paths }) => {
    const values = paths.flatMap((path) => texts(node, path));
    return new Set(values).size === values.length;
  },
  if_then: (node, { condition, ...rule }) =>
    !applies(node, condition) || !truth(node, rule.if) || truth(node, rule.then),
  date_now: (node, { date }, today) => texts(node, date).every((value) => value.slice(0, 10) <= today),
  date_order: (node, { less, more }, today) => {
    const later = more === 'NOW' ? [today] : texts(node, more);
    return texts(node, less).every((one) => later.every((other) => one <= other));
  },
  between_dates: (node, { date, start, end }) => {
    const [[first], [last]] = [texts(node, start), texts(node, end)];
    return texts(node, date).every((value) => first <= value && value <= last);
  },
  time_limit: (node, { start, end }) => {
    const [[first], [last]] = [texts(node, start), texts(node, end)];
    return first === undefined || last === undefined || Date.parse(last) - Date.parse(first) <= MAX_YEAR_MS;
  },
  range: (node, { paths, min, max }) =>
    paths.every((path) => texts(node, path).every((value) => Number(value) >= min && Number(value) <= max)),
  strict_sum: (node, { condition, paths, sum }) => {
    if (!applies(node, condition)) return true;
    const total = paths.flatMap((path) => texts(node, path)).reduce((all, value) => all + scaled(value), 0n);
    return total === scaled(String(sum));
  },
  loop: (node, { foreach, of }, today) =>
    [...new Set(texts(node, foreach))].every((value) => isMet[of.kind](node, substituted(of, value), today)),
};

/** Whether all elements of a node that could have a language, a sector or a currency of their own have one. */
function isInAll(node, all) {
  const without = {
    lang: './/narrative[not(@xml:lang)]',
    sector: 'transaction[not(sector)]',
    currency: './/value[not(@currency)]',
  };
  return !has(node, without[all]);
}

function applies(node, condition) {
  return condition === undefined || truth(node, condition);
}

function truth(node, expression) {
  const value = node.eval(compiled(expression));
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function has(node, path) {
  return nodes(node, path).length > 0;
}

function nodes(node, path) {
  return node.find(compiled(path));
}

function texts(node, path) {
  return nodes(node, path).map(({ content }) => content);
}

function compiled(expression) {
  if (!expressions.has(expression)) expressions.set(expression, XmlXPath.compile(expression));
  return expressions.get(expression);
}

/** A rule for one value of a loop. */
function substituted(rule, value) {
  return JSON.parse(JSON.stringify(rule).replaceAll('$1', value));
}

/** A decimal as an integer of the smallest unit. Further digits do not count. */
function scaled(text) {
  const [, sign, whole, digits = ''] = /^\s*([+-]?)(\d*)(?:\.(\d*))?\s*$/.exec(text);
  const value = BigInt(whole + digits.slice(0, SCALE).padEnd(SCALE, '0'));
  return sign === '-' ? -value : value;
}

const schemas = loadSchemas();
const rules = loadRules();

parentPort.on('message', ({ id, root, elements, today }) => {
  parentPort.postMessage({ id, findings: elements.map((element) => check(root, element, today)) });
});
