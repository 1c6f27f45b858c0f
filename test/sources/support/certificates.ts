import { generate } from 'selfsigned';

/** A key and its certificate, PEM. */
export interface Pair {
  readonly key: string;
  readonly cert: string;
}

/** A self-signed certificate for loopback, unless another IP address or time is given. */
export async function serverPair(
  options: { readonly ip?: string; readonly notAfterDate?: Date } = {},
): Promise<Pair> {
  const { ip = '127.0.0.1', notAfterDate } = options;
  const made = await generate([{ name: 'commonName', value: 'kube-apiserver' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip }] },
    ],
    ...(notAfterDate && { notBeforeDate: new Date(notAfterDate.getTime() - 86_400_000), notAfterDate }),
  });
  return { key: made.private, cert: made.cert };
}

/** A client certificate for a user, and the certificate of the authority that signed it. */
export async function clientPair(user: string): Promise<Pair & { readonly ca: string }> {
  const made = await generate([{ name: 'commonName', value: 'client-authority' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'basicConstraints', cA: true }],
    clientCertificate: { cn: user, keyType: 'ec', algorithm: 'sha256' },
  });
  return { key: made.clientprivate ?? '', cert: made.clientcert ?? '', ca: made.cert };
}

/** As kubeconfigs hold PEM. */
export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
