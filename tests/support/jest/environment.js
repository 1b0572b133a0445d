// JavaScript, because Jest loads it before anything can compile TypeScript.
const vm = require('node:vm');
const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
const { METADATA } = require('./shared-modules.js');
require('reflect-metadata');

// Makes Node load `fetch`, whose connection pool is a property of the global object that all test files share.
void globalThis.Headers;

/** The context that Jest gets to compile modules in. It stands for the realm of this file. */
const ownRealm = vm.createContext();

/** The compiled modules of the worker by file. V8 keeps the code of their functions, which other test files use again. */
const compiled = new Map();

const { compileFunction } = vm;
vm.compileFunction = (code, parameters, options) => {
  if (options?.parsingContext !== ownRealm) return compileFunction(code, parameters, options);
  const { filename } = options;
  if (compiled.get(filename)?.code !== code) {
    const head = `(function (${parameters.join(', ')}) {`;
    const script = new vm.Script(`${head}${code}\n})`, { filename, columnOffset: -head.length });
    compiled.set(filename, { code, script });
  }
  return compiled.get(filename).script.runInThisContext();
};

/**
 * Runs test files in the realm of the worker, instead of a separate realm for each. Therefore runtime.js can give all of
 * them the same packages: `instanceof Date` and `type === String` work between our code and that of packages. When a
 * test file has ended, the environment undoes what it has changed in the realm.
 */
class SharedRealmEnvironment {
  constructor({ projectConfig }) {
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimers = null;
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    this.restore = rememberRealm();
    this.isOver = false;
    Object.assign(globalThis, projectConfig.globals);
  }

  async setup() {}

  async teardown() {
    this.moduleMocker.restoreAllMocks();
    this.fakeTimersModern.dispose();
    this.restore();
    this.isOver = true;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return this.isOver ? null : ownRealm;
  }
}

/** Returns a function that undoes what Jest and a test file change in the realm. */
function rememberRealm() {
  const keys = new Set([...Reflect.ownKeys(globalThis), ...METADATA]);
  const { console, process } = globalThis;
  const { env, exit, getBuiltinModule } = process;
  const variables = { ...env };
  return () => {
    // Among them are Jest's event handlers and timeout.
    for (const key of Reflect.ownKeys(globalThis)) if (!keys.has(key)) Reflect.deleteProperty(globalThis, key);
    Object.assign(globalThis, { console });
    Object.assign(process, { env, exit, getBuiltinModule });
    for (const name of Object.keys(env)) if (!(name in variables)) delete env[name];
    Object.assign(env, variables);
  };
}

module.exports = SharedRealmEnvironment;
