import { setTimeout as delay } from 'node:timers/promises';
import type { Attributes, Span } from '@opentelemetry/api';
import type { ExportResultCode } from '@opentelemetry/core';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { OperationTrace } from '../core/access/request-context';

/** Where spans are sent, and how many. */
export interface TracingOptions {
  /** The base URL of an OTLP receiver over HTTP, without `/v1/traces`. */
  readonly endpoint: string;
  readonly serviceName: string;
  /** The part of the traces that are recorded, from 0 to 1, unless a parent has decided. */
  readonly ratio: number;
}

/** Called when spans cannot be sent, and with null when they can be sent again. */
export type TracingListener = (problem: Error | null) => void;

/** The facts of a request that its span begins with. */
interface RequestStart {
  readonly name: string;
  readonly attributes: Attributes;
  /** Headers with the `traceparent` that the span continues; null: it begins a trace. */
  readonly parent: Readonly<Record<string, unknown>> | null;
}

/** Creates the spans of requests, and sends them in the background. */
export interface Tracing {
  startRequest(start: RequestStart): RequestTrace;
  /** Sends the spans that are left, and gives up after this time in milliseconds. Never rejects. */
  shutdown(withinMs: number): Promise<void>;
}

/** A span and how to begin spans below it. */
interface SpanScope {
  readonly span: Span;
  readonly startChild: (name: string, attributes: Attributes) => Span;
}

/** Maximum length of a name or of the text of an attribute, in characters. Clients choose the names of operations. */
const MAX_LENGTH = 2_000;

/** The span of one request. Its phases and statements have spans below it. */
export class RequestTrace implements OperationTrace {
  constructor(private readonly scope: SpanScope) {}

  get traceId(): string {
    return this.scope.span.spanContext().traceId;
  }

  readonly phase = (name: string): (() => void) => this.begin(name, {});

  readonly statement = (text: string): (() => void) => {
    const [verb = ''] = text.trimStart().split(/\s/, 1);
    return this.begin(verb.toUpperCase(), { 'db.query.text': text });
  };

  /** Ends the span with what is known about the request by then. */
  end(name: string, attributes: Attributes): void {
    this.scope.span.updateName(name.slice(0, MAX_LENGTH)).setAttributes(attributes).end();
  }

  private begin(name: string, attributes: Attributes): () => void {
    const span = this.scope.startChild(name, attributes);
    return () => {
      span.end();
    };
  }
}

/**
 * Starts tracing. The packages are loaded here, so that a server without tracing does not load them. No context follows
 * asynchronous calls: spans get their parents from the operation, because hooks for every promise would cost more than
 * the rest (docs/adr/0033-traces.md).
 */
export async function startTracing(
  { endpoint, serviceName, ratio }: TracingOptions,
  report: TracingListener,
): Promise<Tracing> {
  const [api, core, { OTLPTraceExporter }, { resourceFromAttributes }, sdk] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace'),
  ]);
  const otlp = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
  const exporter = withReports(otlp, core.ExportResultCode.FAILED, report);
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(ratio) }),
    spanLimits: { attributeValueLengthLimit: MAX_LENGTH },
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('entente');
  const propagator = new core.W3CTraceContextPropagator();
  return {
    startRequest: ({ name, attributes, parent }) => {
      const caller = propagator.extract(api.ROOT_CONTEXT, parent ?? {}, api.defaultTextMapGetter);
      const span = tracer.startSpan(name, { kind: api.SpanKind.SERVER, attributes }, caller);
      const own = api.trace.setSpan(caller, span);
      return new RequestTrace({
        span,
        startChild: (childName, childAttributes) => tracer.startSpan(childName, { attributes: childAttributes }, own),
      });
    },
    shutdown: async (withinMs) => {
      const timer = new AbortController();
      await Promise.race([
        // A failure has been reported by the exporter.
        provider.shutdown().catch(() => undefined),
        delay(withinMs, undefined, { signal: timer.signal }).then(() => {
          report(new Error(`The last spans could not be sent within ${withinMs} milliseconds`));
        }),
      ]).finally(() => {
        timer.abort();
      });
    },
  };
}

/** Reports the first failure of a row of failures, and the first success after it. */
function withReports(exporter: SpanExporter, failed: ExportResultCode, report: TracingListener): SpanExporter {
  let hasFailed = false;
  return {
    export: (spans, done) => {
      exporter.export(spans, (result) => {
        if (hasFailed !== (result.code === failed)) {
          hasFailed = !hasFailed;
          report(hasFailed ? (result.error ?? new Error('The receiver refused the spans')) : null);
        }
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}
