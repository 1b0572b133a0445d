// JavaScript, because Jest loads it before anything can compile TypeScript.
const { createRequire, isBuiltin } = require('node:module');
const path = require('node:path');
const { default: Runtime } = require('jest-runtime');
const { isShared, requireShared, useCompiler } = require('./shared-modules.js');

const requirePackage = createRequire(path.resolve(__dirname, '../../../package.json'));

/** What belongs to a test file. */
const ownOfTestFile = /^(?:\.{0,2}\/|@jest\/|jest-|expect$)/;

/** True for the modules of Jest that run tests. */
const isOfCircus = (file) => file.includes(`${path.sep}jest-circus${path.sep}`);

/**
 * Replaces AsyncLocalStorage where Jest keeps the test or hook that runs: those of a file run one after another. With the
 * original, Node 20 and 22 run hooks for every promise of a test and its servers, which takes a fifth of the time of queries.
 */
class SequentialStorage {
  async run(store, work) {
    const outer = this.store;
    this.store = store;
    try {
      return await work();
    } finally {
      this.store = outer;
    }
  }

  getStore() {
    return this.store;
  }
}

/**
 * Loads packages and the modules of `src` once per worker, as a server does. Jest would compile and run them again for
 * each test file, which takes longer than most files' tests. The modules of `tests` and `web` are each test file's own.
 */
class SharedModulesRuntime extends Runtime {
  constructor(config, environment, resolver, transformer, ...others) {
    super(config, environment, resolver, transformer, ...others);
    useCompiler(transformer, this.getSourceMaps());
  }

  requireModule(from, name, ...options) {
    if (name === 'node:async_hooks' && isOfCircus(from)) return { AsyncLocalStorage: SequentialStorage };
    if (name === undefined || isBuiltin(name)) return super.requireModule(from, name, ...options);
    const file = path.resolve(path.dirname(from), name);
    if (name.startsWith('.') && isShared(file)) return requireShared(file);
    return ownOfTestFile.test(name) ? super.requireModule(from, name, ...options) : requirePackage(name);
  }
}

module.exports = SharedModulesRuntime;
