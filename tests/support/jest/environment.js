// JavaScript, because Jest loads it before anything can compile TypeScript.
const vm = require('node:vm');
const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
require('reflect-metadata');

/** What Jest gets for the context to compile modules in; stands for the realm that this file runs in. */
const ownRealm = vm.createContext();

const { compileFunction } = vm;
vm.compileFunction = (code, parameters, options) =>
  compileFunction(
    code,
    parameters,
    options?.parsingContext === ownRealm ? { ...options, parsingContext: undefined } : options,
  );

/**
 * Runs test files in the realm of the worker instead of a realm of their own, so that runtime.js can give all of them the
 * same packages: `instanceof Date` and `type === String` hold between their code and the packages' code.
 * What a test file changes in the realm is put back when it has ended.
 */
class SharedRealmEnvironment {
  constructor({ projectConfig }) {
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimers = null;
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    this.putBack = rememberRealm();
    this.isOver = false;
    Object.assign(globalThis, projectConfig.globals);
  }

  async setup() {}

  async teardown() {
    this.moduleMocker.restoreAllMocks();
    this.fakeTimersModern.dispose();
    this.putBack();
    this.isOver = true;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return this.isOver ? null : ownRealm;
  }
}

/** Gives a function that puts back what Jest and test files change in the realm. */
function rememberRealm() {
  const { console, process } = globalThis;
  const { env, exit, getBuiltinModule } = process;
  const variables = { ...env };
  return () => {
    Object.assign(globalThis, { console });
    Object.assign(process, { env, exit, getBuiltinModule });
    for (const name of Object.keys(env)) if (!(name in variables)) delete env[name];
    Object.assign(env, variables);
    // The decorated classes of one test file are not those of the next.
    delete globalThis.TypeGraphQLMetadataStorage;
    delete globalThis.typeormMetadataArgsStorage;
  };
}

module.exports = SharedRealmEnvironment;
