import { OverloadedError } from '../../../errors';
import { Rotation } from '../../../rotation';

/** Maximum time to read one image from the file store and to process it, in milliseconds. */
const MAX_MS = 60_000;

/** The time after which a client that was refused should try again, in seconds. */
export const RETRY_AFTER_SECONDS = 10;

interface WaitingImage {
  /** Resolves when the next image can begin. */
  readonly begin: () => Promise<void>;
  readonly refuse: (error: OverloadedError) => void;
}

/** The images of one kind that wait. Their owners take turns. */
class WaitingImages {
  private readonly images = new Rotation<WaitingImage>();
  private count = 0;

  constructor(private readonly places: number) {}

  get isEmpty(): boolean {
    return this.images.isEmpty;
  }

  /** Adds an image. If no place is free, one image is refused: the last of the owner with the most, so that no owner can take all places. */
  add(owner: string, image: WaitingImage): void {
    if (this.count === this.places) {
      const displaced = this.images.takeInFavourOf(owner);
      (displaced ?? image).refuse(
        new OverloadedError('Too many images are waiting: try again later', RETRY_AFTER_SECONDS),
      );
      if (displaced === null) return;
      this.count -= 1;
    }
    this.images.add(owner, image);
    this.count += 1;
  }

  /** Takes the image whose turn it is. At least one must wait. */
  take(): WaitingImage {
    this.count -= 1;
    return this.images.take();
  }
}

/**
 * Images to process. One is processed at a time, so that other requests get a processor. Uploads and derivatives take turns, and have
 * places of their own, so that readers who request many derivatives take none from editors.
 */
export class ImageQueue {
  private readonly uploads = new WaitingImages(20);
  private readonly derivatives = new WaitingImages(40);
  /** The kind that was served last is at the end. */
  private turns = [this.uploads, this.derivatives];
  private isProcessing = false;

  /**
   * Runs the work of one image when its turn comes.
   *
   * @param owner the uploader or reader: owners take turns
   * @param work when its signal aborts, the time is over, and the next image begins
   * @throws OverloadedError if too many images wait
   */
  run<T>(kind: 'uploads' | 'derivatives', owner: string, work: (time: AbortSignal) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const begin = (): Promise<void> => withinTime((time) => work(time).then(resolve, reject));
      this[kind].add(owner, { begin, refuse: reject });
      void this.processAll();
    });
  }

  private async processAll(): Promise<void> {
    if (this.isProcessing) return;
    this.isProcessing = true;
    for (let kind = this.nextKind(); kind !== undefined; kind = this.nextKind()) await kind.take().begin();
    this.isProcessing = false;
  }

  private nextKind(): WaitingImages | undefined {
    const kind = this.turns.find(({ isEmpty }) => !isEmpty);
    if (kind !== undefined) this.turns = [...this.turns.filter((other) => other !== kind), kind];
    return kind;
  }
}

/** Resolves when the work has ended or its time is over: a file store that does not respond must not keep other images waiting. */
async function withinTime(work: (time: AbortSignal) => Promise<void>): Promise<void> {
  const time = new AbortController();
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      time.abort();
      resolve();
    }, MAX_MS).unref();
    void work(time.signal).finally(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
