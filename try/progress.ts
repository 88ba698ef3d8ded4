/** Says what is going on while it takes long, on one line of a terminal that it takes away again. */
export interface Progress {
  begin(title: string): void;
  end(): void;
}

const ERASE_LINE = '\r\u001b[2K';

/** @param write where there is a terminal */
export function progressOn(write: ((text: string) => void) | undefined): Progress {
  if (write === undefined) {
    return { begin: () => {}, end: () => {} };
  }
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    clearInterval(timer);
    write(ERASE_LINE);
  };
  return {
    begin: (title) => {
      clearInterval(timer);
      const started = Date.now();
      const show = () => write(`${ERASE_LINE}${title} ... ${Math.round((Date.now() - started) / 1000)} s`);
      show();
      timer = setInterval(show, 1_000);
      timer.unref();
    },
    end,
  };
}
