// JavaScript, because Jest loads it before anything can compile TypeScript.
const { statSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const DIRECTORY = path.resolve(__dirname, '../../../src') + path.sep;

/** The global objects in which packages keep what decorators say about the classes of `src`. */
const METADATA = ['TypeGraphQLMetadataStorage', 'typeormMetadataArgsStorage'];

/** What a file is compiled for: it runs as CommonJS. */
const COMPILER_OPTIONS = {
  isInternalModule: false,
  supportsDynamicImport: false,
  supportsExportNamespaceFrom: false,
  supportsStaticESM: false,
  supportsTopLevelAwait: false,
};

// As in a server (see src/production.ts): otherwise each of graphql's type checks also tests for a second copy of it.
const { NODE_ENV } = process.env;
process.env.NODE_ENV = 'production';
require('graphql/jsutils/instanceOf');
process.env.NODE_ENV = NODE_ENV;

/** The modules that the worker has loaded, by file. */
const loaded = new Map();

/** Compiles TypeScript as Jest is configured to, and keeps the results on disk. */
let compiler;

/** The files of source maps by compiled file. Jest shows the stack traces of the current test file with them. */
let sourceMaps;

/** True if all test files of the worker share the module. */
function isShared(file) {
  return file.startsWith(DIRECTORY);
}

/** Loads a module of `src`, unless it is loaded. */
function requireShared(file) {
  return require(file);
}

/** Called when a test file begins. `mapsOfTestFile` gets the source maps of shared modules. */
function useCompiler(transformer, mapsOfTestFile) {
  forgetChanged();
  compiler = transformer;
  sourceMaps = mapsOfTestFile;
  for (const [file, { sourceMap }] of loaded) sourceMaps.set(file, sourceMap);
}

/** Forgets all modules if one has changed since it was loaded, for watch mode. */
function forgetChanged() {
  if (![...loaded].some(([file, { changedMs }]) => changedMs !== changeOf(file))) return;
  for (const file of Object.keys(require.cache)) if (isShared(file)) delete require.cache[file];
  for (const name of METADATA) delete globalThis[name];
  loaded.clear();
}

function changeOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

const { '.ts': loadOther } = Module._extensions;
Module._extensions['.ts'] = (module, file) => {
  if (!isShared(file)) return loadOther(module, file);
  const { code, sourceMapPath } = compiler.transform(file, COMPILER_OPTIONS);
  loaded.set(file, { sourceMap: sourceMapPath, changedMs: changeOf(file) });
  sourceMaps.set(file, sourceMapPath);
  module._compile(code, file);
};

const { _resolveFilename: resolve } = Module;
Module._resolveFilename = (name, parent, ...others) => {
  // `import()` of TypeScript needs the extension of what the compiler writes.
  const isCompiled = /^\.{1,2}\/.*\.js$/.test(name) && isShared(parent?.filename ?? '');
  return resolve.call(Module, isCompiled ? name.slice(0, -'.js'.length) : name, parent, ...others);
};

module.exports = { METADATA, isShared, requireShared, useCompiler };
