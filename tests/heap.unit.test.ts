import { execFileSync } from 'node:child_process';
import path from 'node:path';

const heap = path.resolve(__dirname, '../dist/src/heap.js');

/** Fills a heap from 70 MB to 180 MB. Prints how many times its first size it has until V8 collects garbage. */
const script = `
  const make = (count) => Array.from({ length: count }, (_, number) => ({ number, list: [number, number + 1] }));
  const isMajor = ({ detail }) => detail.kind === require('node:perf_hooks').constants.NODE_PERFORMANCE_GC_MAJOR;
  (async () => {
    const objects = [make(600_000)];
    gc();
    await new Promise(setImmediate);
    let hasCollected = false;
    new PerformanceObserver((list) => (hasCollected ||= list.getEntries().some(isMajor))).observe({ entryTypes: ['gc'] });
    const before = process.memoryUsage().heapUsed;
    let largest = before;
    for (let step = 0; step < 500 && !hasCollected; step += 1) {
      objects.push(make(2_000));
      largest = Math.max(largest, process.memoryUsage().heapUsed);
      await new Promise(setImmediate);
    }
    console.log(largest / before);
  })();`;

test('garbage of the server is collected before the heap is much larger than what is in use', () => {
  const output = execFileSync(process.execPath, ['--expose-gc', '--require', heap, '-e', script], { encoding: 'utf8' });

  // Without the setting, it is 2.6, and nothing has been collected yet.
  expect(Number(output)).toBeGreaterThan(1);
  expect(Number(output)).toBeLessThan(2.3);
});

/** Keeps all arrays that one call site makes, until V8 would allocate them in the old generation. */
const keepArrays = `
  function pairOf(number) {
    return [number, number + 1];
  }
  const kept = [];
  (async () => {
    for (let step = 0; step < 300; step += 1) {
      for (let number = 0; number < 5_000; number += 1) kept.push(pairOf(number));
      await new Promise(setImmediate);
    }
  })();`;

test('new objects are in the young generation, however long earlier ones of the same call site lived', () => {
  const decisions = (...more: readonly string[]): readonly string[] => {
    const args = ['--trace-pretenuring-statistics', ...more, '-e', keepArrays];
    const output = execFileSync(process.execPath, args, { encoding: 'utf8' });
    // The first decision is "maybe": the final one depends on when garbage is collected.
    return output.split('\n').filter((line) => /=> (?:maybe )?tenure$/.test(line));
  };

  expect(decisions()).not.toEqual([]);
  expect(decisions('--require', heap)).toEqual([]);
});
