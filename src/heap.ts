import { setFlagsFromString } from 'node:v8';

/*
 * Settings of V8's heap. Import this file before anything is allocated. Node accepts neither setting in NODE_OPTIONS.
 */

/**
 * By how much the heap may grow beyond what is in use before V8 collects garbage, in percent. By default, it is up to 300: each large
 * operation then seems to take a hundred megabytes (docs/adr/0054-garbage-is-collected-earlier.md).
 */
const HEAP_GROWING_PERCENT = 50;

setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);

// Otherwise, V8 allocates objects of some call sites in the old generation, because those of earlier requests lived long. There
// they keep the rows and promises of their requests until it is collected (docs/adr/0054-garbage-is-collected-earlier.md).
setFlagsFromString('--no-allocation-site-pretenuring');
