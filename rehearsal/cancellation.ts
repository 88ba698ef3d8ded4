/** Tells what is in progress that nobody waits for it any more. */
export class Cancellation {
  private listeners: (() => void)[] = [];
  private cancelled = false;

  public get requested(): boolean {
    return this.cancelled;
  }

  public request(): void {
    const { listeners } = this;
    this.cancelled = true;
    this.listeners = [];
    listeners.forEach((listener) => listener());
  }

  /** Calls the listener when it is requested; at once, if it has been. */
  public onRequest(listener: () => void): void {
    if (this.cancelled) {
      listener();
    } else {
      this.listeners.push(listener);
    }
  }
}
