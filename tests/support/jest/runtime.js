// JavaScript, because Jest loads it before anything can compile TypeScript.
const { createRequire, isBuiltin } = require('node:module');
const path = require('node:path');
const { default: Runtime } = require('jest-runtime');
const { isShared, requireShared, useCompiler } = require('./shared-modules.js');

const requirePackage = createRequire(path.resolve(__dirname, '../../../package.json'));

/** What belongs to a test file. */
const ownOfTestFile = /^(?:\.{0,2}\/|@jest\/|jest-|expect$)/;

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
    if (name === undefined || isBuiltin(name)) return super.requireModule(from, name, ...options);
    const file = path.resolve(path.dirname(from), name);
    if (name.startsWith('.') && isShared(file)) return requireShared(file);
    return ownOfTestFile.test(name) ? super.requireModule(from, name, ...options) : requirePackage(name);
  }
}

module.exports = SharedModulesRuntime;
