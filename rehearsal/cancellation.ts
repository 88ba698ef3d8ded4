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

  public onRequest(listener: () => void): void {
    this.listeners.push(listener);
  }
}
