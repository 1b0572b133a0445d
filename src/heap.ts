import { setFlagsFromString } from 'node:v8';

/**
 * Import this file before anything is allocated. By how much the heap may grow beyond what is in use before V8 collects
 * garbage, in percent. By default, it is up to 300: each large operation then seems to take a hundred megabytes
 * (docs/adr/0054-garbage-is-collected-earlier.md).
 */
const HEAP_GROWING_PERCENT = 50;

setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
