// @ts-check
// The thread of MarkdownRenderer. It first says that it has loaded, and then answers each text with what `renderText` gives.
const { readlinkSync } = require('node:fs');
const { parentPort } = require('node:worker_threads');
const { renderText } = require('./render-markdown');

/** The directory of this thread in Linux's /proc, such as `4711/task/4712`; null elsewhere. */
function findThread() {
  try {
    return readlinkSync('/proc/thread-self');
  } catch {
    return null;
  }
}

parentPort?.on('message', (/** @type {string} */ markdown) => {
  parentPort?.postMessage(renderText(markdown));
});
parentPort?.postMessage(findThread());
