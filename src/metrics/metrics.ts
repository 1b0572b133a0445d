import { setTimeout as delay } from 'node:timers/promises';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { OperationNames } from './operation-names';

/** How long a value may take to read, in milliseconds. Prometheus gives up after ten seconds, and would get no metric at all. */
const READ_MS = 5_000;

/** An operation that has ended. */
export interface EndedOperation {
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly name: string | null;
  readonly outcome: OperationOutcome;
  readonly cost: number;
  readonly seconds: number;
  readonly statements: number;
  readonly statementSeconds: number;
}

/**
 * `success`: no errors. `partial`: data and errors. `refused`: no data, by an error of the client or by a limit. `failed`:
 * an internal error.
 */
export type OperationOutcome = 'success' | 'partial' | 'refused' | 'failed';

/** Returns a value, or values by the label of each. */
type Read = () => Values | Promise<Values>;
type Values = number | Readonly<Record<string, number>>;

/**
 * The metrics of this process for Prometheus (docs/metrics.md). No label has a value that clients choose freely, and no
 * metric depends on content.
 */
export class Metrics {
  private readonly registry = new Registry();
  private readonly names = new OperationNames();
  private readonly registers = [this.registry];

  private readonly operations = new Counter({
    name: 'entente_operations_total',
    help: 'Operations that have ended',
    labelNames: ['operation', 'type', 'outcome'],
    registers: this.registers,
  });

  private readonly operationCost = new Counter({
    name: 'entente_operation_cost_total',
    help: 'Sum of the static costs of operations',
    labelNames: ['operation'],
    registers: this.registers,
  });

  private readonly operationSeconds = new Histogram({
    name: 'entente_operation_duration_seconds',
    help: 'Time from the arrival of an operation to its result, without the time to send it',
    labelNames: ['type'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: this.registers,
  });

  private readonly statements = new Counter({
    name: 'entente_sql_statements_total',
    help: 'SQL statements that read for operations',
    registers: this.registers,
  });

  private readonly statementSeconds = new Counter({
    name: 'entente_sql_seconds_total',
    help: 'Time in which SQL statements read for operations',
    registers: this.registers,
  });

  private readonly answers = new Counter({
    name: 'entente_answer_cache_requests_total',
    help: 'Requests by how the answer cache took part: hit, miss or bypass',
    labelNames: ['result'],
    registers: this.registers,
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** All metrics in the text format of Prometheus. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  countOperation({ type, name, outcome, cost, seconds, statements, statementSeconds }: EndedOperation): void {
    const operation = this.names.labelOf(name, outcome === 'success');
    this.operations.inc({ operation, type, outcome });
    this.operationCost.inc({ operation }, cost);
    this.operationSeconds.observe({ type }, seconds);
    this.statements.inc(statements);
    this.statementSeconds.inc(statementSeconds);
  }

  countAnswer(result: 'hit' | 'miss' | 'bypass'): void {
    this.answers.inc({ result });
  }

  /**
   * Adds a gauge that is read when Prometheus asks. If it cannot be read within five seconds, for example because the database is away, it
   * has no value then.
   *
   * @param label the name of the label of the values that `read` returns; null if it returns one value
   */
  addGauge(name: string, help: string, label: string | null, read: Read): void {
    new Gauge({
      ...this.describe(name, help, label),
      async collect() {
        this.reset();
        // Without labels, prom-client resets to zero.
        if (label === null) this.remove();
        for (const [labels, value] of await labelledValues(label, read)) this.set(labels, value);
      },
    });
  }

  /** Adds a counter whose total is kept elsewhere, like `addGauge`. It has no labels. */
  addCounter(name: string, help: string, read: Read): void {
    new Counter({
      ...this.describe(name, help, null),
      async collect() {
        // `reset` would set it to zero.
        this.remove();
        for (const [, value] of await labelledValues(null, read)) this.inc(value);
      },
    });
  }

  private describe(name: string, help: string, label: string | null) {
    return { name, help, labelNames: label === null ? [] : [label], registers: this.registers };
  }
}

async function labelledValues(label: string | null, read: Read): Promise<[Record<string, string>, number][]> {
  try {
    const values = await Promise.race([read(), delay(READ_MS, {}, { ref: false })]);
    if (typeof values === 'number') return [[{}, values]];
    return Object.entries(values).map(([value, amount]) => [{ [label!]: value }, amount]);
  } catch {
    return [];
  }
}
