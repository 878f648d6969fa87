interface Version {
  readonly numbers: readonly [number, number, number];
  readonly isPrerelease: boolean;
}

/** Whether `version` is older than `minimum`; `undefined` where one of them is no semantic version. */
export function isOlder(version: string, minimum: string): boolean | undefined {
  const [given, wanted] = [parseVersion(version), parseVersion(minimum)];
  if (given === undefined || wanted === undefined) return undefined;
  for (let i = 0; i < 3; i++) {
    const difference = (given.numbers[i] ?? 0) - (wanted.numbers[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return given.isPrerelease && !wanted.isPrerelease;
}

function parseVersion(text: string): Version | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/.exec(text);
  if (match === null) return undefined;
  return { numbers: [Number(match[1]), Number(match[2]), Number(match[3])], isPrerelease: match[4] !== undefined };
}
