// JavaScript, because Jest loads it before anything can compile TypeScript.
const { createRequire, isBuiltin } = require('node:module');
const path = require('node:path');
const { default: Runtime } = require('jest-runtime');

const requirePackage = createRequire(path.resolve(__dirname, '../../../package.json'));

/** What belongs to a test file. */
const ownOfTestFile = /^(?:\.{0,2}\/|@jest\/|jest-|expect$)/;

/**
 * Loads packages once per worker, as Node does. Jest would compile and run the 1,300 modules of the server's packages
 * again for each test file, which takes longer than most files' tests. Our own modules are each test file's own.
 */
class SharedPackagesRuntime extends Runtime {
  requireModule(from, name, ...options) {
    if (name === undefined || ownOfTestFile.test(name) || isBuiltin(name)) {
      return super.requireModule(from, name, ...options);
    }
    return requirePackage(name);
  }
}

module.exports = SharedPackagesRuntime;
