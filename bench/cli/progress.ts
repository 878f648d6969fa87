/** A line on the terminal that says what is being measured; on anything but a terminal, nothing. */
export interface Progress {
  show(text: string): void;
  clear(): void;
}

/** A {@link Progress} on the standard error. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { show() {}, clear() {} };
  const clear = (): void => {
    stream.write("\r\u001b[K");
  };
  return {
    show(text) {
      clear();
      stream.write(text.slice(0, stream.columns - 1));
    },
    clear,
  };
}

/** A time in minutes and seconds: `3 min 20 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
