import type { Tls } from './loopback.ts';

/**
 * A kubeconfig of one context, as YAML. Over https the certificate is its own authority; over plain http the client
 * package wants to be told that it need not look for one.
 */
export function kubeconfigFor(name: string, server: string, token: string, tls: Tls | undefined): string {
  const trust = tls
    ? `certificate-authority-data: ${Buffer.from(tls.cert).toString('base64')}`
    : 'insecure-skip-tls-verify: true';
  return `apiVersion: v1
kind: Config
current-context: ${JSON.stringify(name)}
contexts:
  - name: ${JSON.stringify(name)}
    context:
      cluster: kubernetes
      user: planted
clusters:
  - name: kubernetes
    cluster:
      server: ${server}
      ${trust}
users:
  - name: planted
    user:
      token: ${token}
`;
}
