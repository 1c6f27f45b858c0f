import type { Agent, OutgoingHttpHeaders } from 'node:http';
import type { RequestOptions } from 'node:https';
import { isDeepStrictEqual } from 'node:util';
import type { KubeConfig } from '@kubernetes/client-node';
import { chooseContext, type KubeconfigOptions, refusal, usesPlugin } from './kubeconfig.ts';

/** Milliseconds that credentials are used before the library is asked again, which may read files or run a plugin. */
const CREDENTIALS_AGE = 30_000;

/** Milliseconds after which a connection that nobody uses is closed. */
const IDLE_CONNECTION_AGE = 10_000;

/** How a request proves who sends it, and over which connections it goes. */
export interface Credentials {
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
  /** `user:password` for basic authentication. */
  readonly auth?: string;
  /** What must stand in no message, even where a server sends it back. */
  readonly secrets: readonly string[];
}

/** The API server that a kubeconfig's context names. */
export interface Access {
  /** Without a slash at its end; may have a path. */
  readonly server: string;
  /** Rejects with RemoteError `refused` when the kubeconfig's files or plugin cannot give them. */
  readonly credentials: () => Promise<Credentials>;
}

/**
 * The way into a cluster. The library does the sign-in (token, token file, basic, client certificate, exec plugin,
 * OIDC, …), TLS and proxies.
 * @throws RemoteError `refused`
 */
export function accessOf(kubeconfig: string, options: KubeconfigOptions): Access {
  const config = chooseContext(kubeconfig, options);
  const server = withoutSlashes(config.getCurrentCluster()?.server ?? '');
  let connections: { readonly tls: readonly unknown[]; readonly agent: Agent } | undefined;
  let known: { readonly credentials: Promise<Credentials>; readonly until: number } | undefined;

  async function ask(): Promise<Credentials> {
    const asked = await signIn(config, options.clusterId);
    const tls = [asked.ca, asked.cert, asked.key];
    if (connections === undefined || !isDeepStrictEqual(connections.tls, tls)) {
      // As the library makes it, an agent closes each connection after one answer.
      connections = { tls, agent: Object.assign(asked.agent as Agent, { keepAlive: true }) };
    }
    const headers = headersOf((asked.headers ?? {}) as OutgoingHttpHeaders);
    const auth = asked.auth ?? undefined;
    const secrets = secretsOf(headers, auth);
    return { agent: connections.agent, headers, ...(auth !== undefined && { auth }), secrets };
  }

  function credentials(): Promise<Credentials> {
    if (known === undefined || known.until <= performance.now()) {
      const asked = ask();
      known = { credentials: asked, until: performance.now() + CREDENTIALS_AGE };
      asked.catch(() => {
        known = undefined;
      });
    }
    return known.credentials;
  }

  return { server, credentials };
}

/** Without those at its end. A pattern for them would look at a million of them a million times. */
function withoutSlashes(address: string): string {
  let length = address.length;
  while (address[length - 1] === '/') length--;
  return address.slice(0, length);
}

async function signIn(config: KubeConfig, clusterId: string): Promise<RequestOptions> {
  const asked: RequestOptions = { timeout: IDLE_CONNECTION_AGE };
  try {
    await config.applyToHTTPSOptions(asked);
    return asked;
  } catch (thrown) {
    // Neither the reason's text nor a cause: a plugin's complaint and a parser's may quote credentials.
    const why = usesPlugin(config.getCurrentUser())
      ? 'its sign-in plugin (exec or auth-provider) was run and gave no credentials; run kubectl with it on this machine to see why'
      : 'a file it names cannot be read, or a certificate, key or proxy in it is unusable';
    const code = (thrown as { readonly code?: unknown } | null)?.code;
    throw refusal(clusterId, typeof code === 'string' ? `${why} (${code})` : why);
  }
}

function headersOf(raw: OutgoingHttpHeaders): Record<string, string> {
  // A token read from a file often ends in a newline, which no header may hold.
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, String(value).trim()]));
}

function secretsOf(headers: Readonly<Record<string, string>>, auth: string | undefined): string[] {
  const sent = Object.entries(headers).flatMap(([name, value]) =>
    /^authorization$/i.test(name) ? [value, value.replace(/^\S+\s+/, '')] : [],
  );
  const password = auth?.slice(auth.indexOf(':') + 1);
  const basic = auth === undefined ? undefined : Buffer.from(auth).toString('base64');
  return [...sent, auth, basic, password].filter((secret): secret is string => !!secret);
}
