import { randomUUID } from 'node:crypto';
import { type CloudAccount, type Holdings, holdingsOf } from './accounts.ts';
import type { RegionApi, RegionWideListeners } from './api.ts';
import type { Call, CallName } from './calls.ts';
import {
  type ContainerServiceCall,
  containerServiceAnswer,
  containerServiceCall,
  type KubeconfigOf,
} from './container-service.ts';
import type { Draft } from './draft.ts';
import type { RefusalWord } from './faults.ts';
import { keyRing } from './keys.ts';
import { type RequestLimits, requestMeter } from './limits.ts';
import type { Answer, Received } from './loopback.ts';
import { NETWORK_APIS } from './network.ts';
import { type Parameters, parametersOf, required } from './parameters.ts';
import { invalid, Refusal } from './refusal.ts';
import { type FaultyServer, type ServerOptions, startServer } from './server.ts';
import { signatureOf } from './signature.ts';
import { SLB_APIS } from './slb.ts';
import { assumeRole } from './sts.ts';

export interface CloudOptions extends ServerOptions {
  readonly accounts: readonly CloudAccount[];
  readonly requestLimits?: RequestLimits;
  /** `served` if left out. */
  readonly regionWideListeners?: RegionWideListeners;
  /** None if left out. */
  readonly kubeconfigOf?: KubeconfigOf;
  /** How long temporary keys last, whatever was asked for. */
  readonly sessionSeconds?: number;
}

/** SLB, ECS, VPC, STS and CS of some accounts, on one port. */
export interface Cloud extends FaultyServer {
  /** Puts other accounts in the place of all. What it is given must not be edited afterwards. */
  readonly refill: (accounts: readonly CloudAccount[]) => void;
  /** Edits what the accounts hold. */
  readonly update: (edit: (accounts: Draft<readonly CloudAccount[]>) => void) => void;
  /** Makes all keys invalid that AssumeRole has given out. */
  readonly expireTemporaryKeys: () => void;
  /** All that must never be printed. */
  readonly secrets: () => readonly string[];
}

const REGION_APIS: Readonly<Record<string, RegionApi>> = { ...SLB_APIS, ...NETWORK_APIS };
const STS_VERSION = '2015-04-01';
const CS_VERSION = '2015-12-15';

const WORDS: Readonly<Record<RefusalWord, Refusal>> = {
  throttle: new Refusal(400, 'Throttling.User', 'Request was denied due to user flow control.'),
  forbidden: new Refusal(403, 'Forbidden.RAM', 'User not authorized to operate on the specified resource.'),
  'not-found': new Refusal(404, 'InvalidLoadBalancerId.NotFound', 'The specified resource does not exist.'),
  error500: new Refusal(500, 'InternalError', 'The request processing has failed due to some unknown error.'),
};

/** Starts a cloud that checks signatures, keeps limits and fails as planned. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const keys = keyRing();
  const admits = requestMeter(options.requestLimits ?? {});
  const manners = { regionWideListeners: options.regionWideListeners ?? 'served' };
  let holdings: ReadonlyMap<string, Holdings> = new Map();
  const accounts = (): CloudAccount[] => [...holdings.values()].map(({ account }) => account);
  const refill = (filling: readonly CloudAccount[]): void => {
    holdings = holdingsOf(filling);
    keys.setLasting(filling.map(({ name, ...account }) => ({ ...account, account: name })));
  };
  refill(options.accounts);

  function name(request: Received): CallName {
    const key = keys.find(signatureOf(request)?.accessKeyId ?? '');
    const parameters = parametersOf(request);
    const account = key?.account ?? '';
    if (request.path === '/') {
      const api = actionOf(request, parameters);
      const region = parameters.RegionId ?? '';
      return { account, product: productOf(api), region, api, parameters };
    }
    const call = containerServiceCall(request.path, parameters);
    const clusters = holdings.get(account)?.account.clusters ?? [];
    const region = clusters.find(({ clusterId }) => clusterId === call?.clusterId)?.regionId;
    return {
      account,
      product: 'cs',
      region: region ?? parameters.region_id ?? '',
      api: call?.api ?? `${request.method} ${request.path}`,
      parameters: call?.parameters ?? parameters,
    };
  }

  function answer(request: Received, call: Call): Answer {
    try {
      const reply = replier(request, call);
      if (!reply) return { ...refused(WRONG_ACTION, call), unexpected: true };
      keys.check(signatureOf(request));
      if (!admits(call)) throw WORDS.throttle;
      return { status: 200, body: JSON.stringify({ ...reply(), RequestId: randomUUID() }) };
    } catch (error) {
      if (error instanceof Refusal) return { ...refused(error, call), unexpected: isMisuse(error) };
      throw error;
    }
  }

  /** What works out the answer; undefined for a call that nobody read-only would make. */
  function replier(request: Received, call: Call): (() => object) | undefined {
    const version = request.headers['x-acs-version'] ?? call.parameters.Version;
    const regionApi = REGION_APIS[call.api];
    if (regionApi) {
      if (version !== regionApi.version) return undefined;
      return () => regionAnswer(regionApi, call);
    }
    if (call.api === 'AssumeRole' && version === STS_VERSION)
      return () => assumeRole(accounts(), keys, call.parameters, options.sessionSeconds);
    const csCall = containerServiceCall(request.path, call.parameters);
    if (csCall && request.method === 'GET' && version === CS_VERSION) return () => csAnswer(csCall, call);
    return undefined;
  }

  function regionAnswer(api: RegionApi, { account, parameters }: Call): object {
    rejectUnknown(api, parameters);
    const inventory = holdings.get(account)?.regions.get(required(parameters, 'RegionId'));
    if (!inventory)
      throw new Refusal(404, 'InvalidRegionId.NotFound', 'The specified RegionId does not exist.');
    return api.answer(inventory, parameters, manners);
  }

  function csAnswer(csCall: ContainerServiceCall, { account }: Call): object {
    const owner = holdings.get(account)?.account;
    if (!owner) throw WORDS.forbidden;
    return containerServiceAnswer(owner, csCall, options.kubeconfigOf ?? (() => undefined));
  }

  const server = await startServer(
    {
      name,
      answer,
      word: (word, call) => refused(WORDS[word], call),
      refuse: (status, code, message, call) => refused(new Refusal(status, code, message), call),
    },
    options,
  );
  return {
    ...server,
    refill,
    update: (edit) => {
      const draft = structuredClone(accounts()) as Draft<readonly CloudAccount[]>;
      edit(draft);
      refill(draft as readonly CloudAccount[]);
    },
    expireTemporaryKeys: keys.expireTemporary,
    secrets: keys.secrets,
  };
}

const WRONG_ACTION = new Refusal(400, 'InvalidAction.NotFound', 'No such action, or none for you.');

/** RPC calls name it in a header, those signed in the older way among the parameters. */
function actionOf(request: Received, parameters: Parameters): string {
  return String(request.headers['x-acs-action'] ?? parameters.Action ?? '');
}

function productOf(api: string): string {
  return REGION_APIS[api]?.product ?? (api === 'AssumeRole' ? 'sts' : 'unknown');
}

/** A filter that is not served would silently be passed over: better to fail. */
function rejectUnknown(api: RegionApi, parameters: Parameters): void {
  const known = new Set(['RegionId', ...api.parameters]);
  for (const name of Object.keys(parameters)) {
    if (!known.has(name.replace(/\.\d+$/, '.N'))) throw invalid(name);
  }
}

/** A lasting kubeconfig was asked for: that creates one. */
function isMisuse({ code }: Refusal): boolean {
  return code === 'LastingKubeconfigAsked';
}

/** CS words its errors in small letters, the others in large ones. */
function refused({ status, code, message }: Refusal, { product }: CallName): Answer {
  const requestId = randomUUID();
  const body =
    product === 'cs'
      ? { requestId, status, code, message }
      : { RequestId: requestId, HostId: `${product}.aliyuncs.com`, Code: code, Message: message };
  return { status, body: JSON.stringify(body) };
}
