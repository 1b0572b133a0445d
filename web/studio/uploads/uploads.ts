import pLimit from 'p-limit';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { ConnectionError, OperationError, upload } from '../../../clients/typescript/src/studio.js';
import type { Outcome, Problem } from '../outcome';
import { useLeaveWarning } from '../ui/loss';

/** Where the file of an item is sent to. */
export interface UploadTarget {
  /** The id of the item that gets the file. */
  readonly id: string;
  readonly uploadUrl: string;
}

/** A file on its way to the server. */
export interface Upload {
  readonly key: number;
  readonly file: File;
  /** Bytes sent so far. */
  readonly sent: number;
  /** Why the upload has ended without success; null while it goes on. */
  readonly problem: Problem | null;
}

/** An attempt to upload a file. */
export interface UploadAttempt {
  /** The id of the item that an earlier attempt has created; null if the response is not known. */
  readonly id: string | null;
  /** The same in all attempts, so that the server creates one item, although a response may be lost. */
  readonly clientMutationId: string;
}

/** What is uploaded, and to where. */
export interface UploadTask {
  readonly file: File;
  /**
   * Requests an address for the file. Each attempt has an address of its own, because that of an attempt that failed may have
   * been used or have expired.
   */
  readonly requestTarget: (attempt: UploadAttempt) => Promise<Outcome<UploadTarget>>;
  /**
   * Reads whether the item has this file, after an attempt whose response was lost and one that found another state of the item.
   * Absent: nobody else gives the item a file.
   */
  readonly isStored?: (id: string) => Promise<boolean>;
  /** Called with the id of the item when the server has stored the file. */
  readonly onDone: (id: string) => void;
}

/** Uploads of a screen. They end with it. */
export interface Uploads {
  /** Those that go on, and those that have failed. */
  readonly pending: readonly Upload[];
  readonly start: (task: UploadTask) => void;
  /** Sends a file again from its beginning. */
  readonly restart: (key: number) => void;
  /** Ends an upload, or forgets one that has failed. */
  readonly cancel: (key: number) => void;
}

interface Attempts {
  readonly task: UploadTask;
  readonly clientMutationId: string;
  controller: AbortController;
  id: string | null;
  /** True if a file was sent and it is not known whether the server has stored it. */
  isUnanswered: boolean;
}

/** The server receives 8 files of an account at a time, perhaps from several windows. Over HTTP/2, browsers would send all at once. */
const inTurn = pLimit(4);

let lastKey = 0;

/** Sends files with progress. An upload that fails can be started again; one that is cancelled leaves nothing on the screen. */
export function useUploads(): Uploads {
  const [pending, setPending] = useState<readonly Upload[]>([]);
  const attempts = useRef(new Map<number, Attempts>());

  const change = useCallback((key: number, values: Partial<Upload>) => {
    setPending((before) => before.map((one) => (one.key === key ? { ...one, ...values } : one)));
  }, []);
  const remove = useCallback((key: number) => {
    attempts.current.delete(key);
    setPending((before) => before.filter((one) => one.key !== key));
  }, []);

  const send = useCallback(
    async (key: number): Promise<void> => {
      const attempt = attempts.current.get(key)!;
      const { task, controller } = attempt;
      const problem = await inTurn(() => {
        // It may have been cancelled while it waited for its turn.
        if (controller.signal.aborted) return null;
        return deliver(attempt, (sent) => {
          change(key, { sent });
        });
      });
      const isDone = problem === null || (await isStoredBefore(attempt, problem));
      if (controller.signal.aborted) return;
      if (!isDone) {
        change(key, { problem });
        return;
      }
      remove(key);
      task.onDone(attempt.id!);
    },
    [change, remove],
  );

  const start = useCallback(
    (task: UploadTask) => {
      lastKey += 1;
      const key = lastKey;
      attempts.current.set(key, {
        task,
        clientMutationId: crypto.randomUUID(),
        controller: new AbortController(),
        id: null,
        isUnanswered: false,
      });
      setPending((before) => [...before, { key, file: task.file, sent: 0, problem: null }]);
      void send(key);
    },
    [send],
  );
  const restart = useCallback(
    (key: number) => {
      change(key, { sent: 0, problem: null });
      void send(key);
    },
    [change, send],
  );
  const cancel = useCallback(
    (key: number) => {
      attempts.current.get(key)?.controller.abort();
      remove(key);
    },
    [remove],
  );

  useLeaveWarning('upload', pending.length);
  useEndWithScreen(attempts);
  return { pending, start, restart, cancel };
}

/** Sends the file once. Returns why this has failed; null if it has not, or if it was cancelled. */
async function deliver(attempt: Attempts, onProgress: (sent: number) => void): Promise<Problem | null> {
  const { task, controller } = attempt;
  const { data, problems } = await task.requestTarget(attempt);
  if (controller.signal.aborted) return null;
  if (problems !== null) return problems[0]!;
  attempt.id = data.id;
  try {
    await upload(data.uploadUrl, task.file, {
      signal: controller.signal,
      onProgress: ({ sent }) => {
        onProgress(sent);
      },
    });
    return null;
  } catch (error) {
    // Otherwise, it was cancelled.
    if (!(error instanceof ConnectionError || error instanceof OperationError)) return null;
    attempt.isUnanswered ||= isUnanswered(error);
    return problemOf(error);
  }
}

/** True if an attempt whose response was lost has stored the file, so that another one has met a conflict with it. */
async function isStoredBefore({ task, id, isUnanswered }: Attempts, { code }: Problem): Promise<boolean> {
  if (!isUnanswered || id === null || code !== 'CONFLICT') return false;
  return task.isStored === undefined || task.isStored(id);
}

/** Ends the uploads with the screen. */
function useEndWithScreen(attempts: RefObject<ReadonlyMap<number, Attempts>>): void {
  useEffect(
    () => () => {
      // The map is always the same one.
      for (const { controller } of attempts.current.values()) controller.abort();
    },
    [attempts],
  );
}

function problemOf(error: ConnectionError | OperationError): Problem {
  const isConflict = error instanceof OperationError && error.code === 'CONFLICT';
  const code = isUnanswered(error) ? 'OFFLINE' : isConflict ? 'CONFLICT' : 'REFUSED';
  return { code, field: null, message: error.message, version: null };
}

function isUnanswered(error: ConnectionError | OperationError): boolean {
  return error instanceof ConnectionError && error.status === null;
}
