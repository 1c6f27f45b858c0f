import { PreflightError } from '../../errors.ts';
import type { AccountOptions, Product } from './options.ts';

/** Where a client of the SDK sends its calls. */
export interface Endpoint {
  readonly protocol: 'HTTP' | 'HTTPS';
  /** Host, with the port where it is not the usual one. */
  readonly endpoint: string;
}

/** Hosts that do not follow the rule `<product>.<region>.aliyuncs.com` (endpoint tables of the official SDKs). */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'slb/cn-hangzhou': 'slb.aliyuncs.com',
  'ecs/cn-hangzhou': 'ecs-cn-hangzhou.aliyuncs.com',
  'vpc/cn-hangzhou': 'vpc.aliyuncs.com',
};

/** The public endpoint of a product in a region; STS has one for all. */
export function publicEndpoint(product: Exclude<Product, 'cs'> | 'sts', regionId: string): Endpoint {
  const regional = EXCEPTIONS[`${product}/${regionId}`] ?? `${product}.${regionId}.aliyuncs.com`;
  return { protocol: 'HTTPS', endpoint: product === 'sts' ? 'sts.aliyuncs.com' : regional };
}

/**
 * The endpoints that an account's config gives.
 * @throws PreflightError BAD_CONFIG
 */
export function givenEndpoints({ name, endpoints = {} }: AccountOptions): {
  readonly [product in Product | 'sts']?: Endpoint;
} {
  return Object.fromEntries(
    Object.entries(endpoints).map(([product, text]) => [
      product,
      givenEndpoint(text, `endpoints.${product} of account ${name}`),
    ]),
  );
}

/**
 * A URL, whose path is of no use, or a host.
 * @param where it was given, for messages
 * @throws PreflightError BAD_CONFIG
 */
export function givenEndpoint(text: string, where: string): Endpoint {
  const full = text.includes('://') ? text : `https://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (url?.protocol === 'http:') return { protocol: 'HTTP', endpoint: url.host };
  if (url?.protocol === 'https:') return { protocol: 'HTTPS', endpoint: url.host };
  throw new PreflightError('BAD_CONFIG', `${where} is neither a URL (http, https) nor a host name`);
}
