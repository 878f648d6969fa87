import { generate } from "selfsigned";

/** A certificate and its key in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;

/** Makes an authority that can sign others. */
export async function makeAuthority(name: string): Promise<Certificate> {
  const made = await generate([{ name: "commonName", value: name }], {
    ...validity(),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    ],
  });
  return { cert: made.cert, key: made.private };
}

/** Makes a certificate for a host name and for 127.0.0.1 that `authority` signed. */
export async function makeCertificate(host: string, authority: Certificate): Promise<Certificate> {
  const altNames = [
    { type: 2 as const, value: host },
    { type: 7 as const, ip: "127.0.0.1" },
  ];
  const made = await generate([{ name: "commonName", value: host }], {
    ...validity(),
    ca: authority,
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true },
      { name: "extKeyUsage", serverAuth: true, clientAuth: true },
      { name: "subjectAltName", altNames },
    ],
  });
  return { cert: made.cert, key: made.private };
}

function validity(): { keyType: "ec"; curve: "P-256"; algorithm: string; notBeforeDate: Date; notAfterDate: Date } {
  const now = Date.now();
  return {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    notBeforeDate: new Date(now - DAY_MS),
    notAfterDate: new Date(now + DAY_MS),
  };
}
