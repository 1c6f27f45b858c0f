import type { Digest, DigestCluster, DigestFinding, DigestItem } from '../../shared/alerts/digest-data.ts';
import { RULES } from '../../shared/rules/registry.ts';
import type { Language } from '../../shared/rules/rule.ts';

export const SHOP = { clusterId: 'c9f3a1d27b6e84f0c95d18e3b7a240f61', clusterName: 'prod-hangzhou' };
export const PAY = { clusterId: 'c1d77e0a5b3c94f2e8a6b0d4c2f19e835', clusterName: 'prod-shanghai' };

const TITLES = new Map(RULES.map(({ id, text }) => [id, text]));

/** A finding with the words that the language has for it. */
export function finding(language: Language, over: Partial<DigestFinding> = {}): DigestFinding {
  const rule = over.rule ?? 'listener-update';
  return {
    id: 'f96934f573df74bf',
    rule,
    ruleTitle: TITLES.get(rule)?.[language].title ?? rule,
    effect: 'fails-check',
    phrase: 'update listener',
    ...SHOP,
    namespace: 'shop',
    service: 'web',
    loadBalancerId: 'lb-bp101giu0y',
    listenerPort: 443,
    message:
      language === 'en'
        ? 'Listener https:443 will be updated: Scheduler'
        : '监听 https:443 将被修改：Scheduler',
    firstSeen: '2026-11-23T02:00:00.000Z',
    daysOpen: 0,
    ...over,
  };
}

export function syncFinding(language: Language, over: Partial<DigestFinding> = {}): DigestFinding {
  return finding(language, {
    rule: 'certificate-unusable',
    phrase: null,
    effect: 'breaks-sync',
    service: 'checkout',
    message:
      language === 'en' ? 'Certificate 1234_cn expired on 2026-11-20' : '证书 1234_cn 已于 2026-11-20 过期',
    ...over,
  });
}

export function orphan(language: Language, over: Partial<DigestFinding> = {}): DigestFinding {
  const { namespace: _, service: __, listenerPort: ___, ...rest } = finding(language);
  return {
    ...rest,
    rule: 'load-balancer-orphan',
    ruleTitle: TITLES.get('load-balancer-orphan')?.[language].title ?? '',
    phrase: 'delete the load balancer',
    effect: 'orphaned',
    loadBalancerId: 'lb-bp1orphan01',
    message:
      language === 'en'
        ? 'SLB lb-bp1orphan01 (47.96.0.9, PayBySpec) of cluster prod-hangzhou has no Service any more; last seen: shop/old; created 400 days ago'
        : '集群 prod-hangzhou 的 SLB lb-bp1orphan01（47.96.0.9，PayBySpec）已没有对应的 Service；最后的 Service：shop/old；创建于 400 天前',
    firstSeen: '2026-11-20T02:00:00.000Z',
    daysOpen: 3,
    ...over,
  };
}

export function weights(language: Language, over: Partial<DigestFinding> = {}): DigestFinding {
  return finding(language, {
    rule: 'backend-weights',
    phrase: null,
    effect: 'changes-traffic',
    service: 'search',
    message: language === 'en' ? 'Weights of 3 backends will change' : '3 个后端的权重将改变',
    ...over,
  });
}

export function item(kind: DigestItem['kind'], found: DigestFinding): DigestItem {
  return { kind, finding: found };
}

const READY: DigestCluster = { clusterId: 'c2', name: 'staging', verdict: 'ready', open: {} };

/** A night on which nothing happened. */
export function digest(over: Partial<Digest> = {}): Digest {
  return {
    runId: '20261123T020000Z-1a2b3c',
    startedAt: '2026-11-23T02:00:00.000Z',
    finishedAt: '2026-11-23T02:07:31.000Z',
    targetCcmVersion: '2.14.0',
    coverage: {
      clusters: { total: 3, read: 3 },
      services: { total: 212, compared: 212 },
      loadBalancers: { total: 240, read: 240 },
    },
    clusters: [READY],
    changes: [],
    items: [],
    unscanned: [],
    suppressions: [],
    summary: false,
    ...over,
  };
}

/** The nights that have golden files. */
export const NIGHTS: Readonly<Record<string, (language: Language) => Digest>> = {
  'calm-night': () =>
    digest({
      summary: true,
      clusters: [
        READY,
        {
          clusterId: SHOP.clusterId,
          name: SHOP.clusterName,
          verdict: 'blocked',
          open: { 'fails-check': 6, orphaned: 1 },
        },
        { clusterId: PAY.clusterId, name: PAY.clusterName, verdict: 'unknown', open: { 'breaks-sync': 1 } },
      ],
      coverage: { ...digest().coverage, clusters: { total: 3, read: 2 } },
      unscanned: [
        { clusterId: PAY.clusterId, clusterName: PAY.clusterName, reason: 'services: Forbidden (HTTP 403)' },
      ],
      suppressions: [
        {
          rule: 'load-balancer-name',
          target: 'prod/*',
          reason: 'renamed on purpose',
          until: '2026-11-01',
          source: 'config',
          state: 'expired',
        },
        {
          rule: 'backend-weights',
          target: 'shop/api',
          reason: 'canary',
          source: 'annotation',
          state: 'unused',
        },
        { rule: 'listener-*', target: 'shop/web', reason: 'known', source: 'config', state: 'active' },
        {
          rule: '',
          target: 'shop/cart',
          reason: 'please ignore this',
          source: 'annotation',
          state: 'malformed',
        },
      ],
    }),

  'first-night': (language) =>
    digest({
      clusters: [
        READY,
        {
          clusterId: SHOP.clusterId,
          name: SHOP.clusterName,
          verdict: 'blocked',
          open: { 'fails-check': 3, 'breaks-sync': 1, orphaned: 2, 'changes-traffic': 1 },
        },
        {
          clusterId: PAY.clusterId,
          name: PAY.clusterName,
          verdict: 'blocked',
          open: { 'fails-check': 3, 'changes-traffic': 1 },
        },
      ],
      changes: [
        { clusterId: PAY.clusterId, name: PAY.clusterName, from: null, to: 'blocked' },
        { clusterId: SHOP.clusterId, name: SHOP.clusterName, from: null, to: 'blocked' },
      ],
      items: [
        item('new', weights(language)),
        item('new', orphan(language)),
        item(
          'new',
          orphan(language, { loadBalancerId: 'lb-bp1orphan02', daysOpen: 1, message: 'SLB lb-bp1orphan02' }),
        ),
        item('new', finding(language)),
        item(
          'new',
          finding(language, {
            service: 'api',
            rule: 'listener-start',
            phrase: 'start listener',
            message: language === 'en' ? 'Listener tcp:80 is stopped' : '监听 tcp:80 已停止',
          }),
        ),
        item(
          'new',
          finding(language, {
            service: 'blog',
            rule: 'load-balancer-name',
            phrase: null,
            message:
              language === 'en'
                ? 'SLB lb-bp1name is named "old", the Service wants "blog"'
                : 'SLB lb-bp1name 的名称为 "old"，Service 要求 "blog"',
          }),
        ),
        item('new', finding(language, { ...PAY, namespace: 'pay', service: 'gateway' })),
        item('new', finding(language, { ...PAY, namespace: 'pay', service: 'ledger' })),
        item(
          'new',
          finding(language, {
            ...PAY,
            namespace: 'pay',
            service: 'ledger',
            rule: 'load-balancer-name',
            phrase: null,
            message:
              language === 'en' ? 'SLB lb-bp1ledger is named "old"' : 'SLB lb-bp1ledger 的名称为 "old"',
            hiddenBehind: 'update listener',
          }),
        ),
        item('new', syncFinding(language)),
        item('new', weights(language, { ...PAY, namespace: 'pay', service: 'gateway' })),
      ],
    }),

  'newly-blocked': (language) =>
    digest({
      clusters: [
        READY,
        { clusterId: SHOP.clusterId, name: SHOP.clusterName, verdict: 'blocked', open: { 'fails-check': 2 } },
      ],
      changes: [{ clusterId: SHOP.clusterId, name: SHOP.clusterName, from: 'ready', to: 'blocked' }],
      items: [
        item('new', finding(language)),
        item('reopened', finding(language, { service: 'api' })),
        item(
          'worse',
          finding(language, {
            ...PAY,
            namespace: 'pay',
            service: 'gateway',
            firstSeen: '2026-11-18T02:00:00.000Z',
            daysOpen: 5,
          }),
        ),
        item('resolved', weights(language, { daysOpen: 12 })),
      ],
    }),

  'all-resolved': (language) =>
    digest({
      clusters: [READY, { clusterId: SHOP.clusterId, name: SHOP.clusterName, verdict: 'ready', open: {} }],
      changes: [{ clusterId: SHOP.clusterId, name: SHOP.clusterName, from: 'blocked', to: 'ready' }],
      items: [
        item('resolved', finding(language, { daysOpen: 3 })),
        item('resolved', finding(language, { service: 'api', daysOpen: 1 })),
        item('resolved', orphan(language, { daysOpen: 40 })),
        item('resolved', syncFinding(language, { daysOpen: 0 })),
      ],
    }),

  'everything-unreadable': () =>
    digest({
      coverage: {
        clusters: { total: 2, read: 0 },
        services: { total: 0, compared: 0 },
        loadBalancers: { total: 0, read: 0 },
      },
      clusters: [
        { clusterId: SHOP.clusterId, name: SHOP.clusterName, verdict: 'unknown', open: { 'fails-check': 2 } },
        { clusterId: PAY.clusterId, name: PAY.clusterName, verdict: 'unknown', open: {} },
      ],
      changes: [
        {
          clusterId: SHOP.clusterId,
          name: SHOP.clusterName,
          from: 'blocked',
          to: 'unknown',
          error: 'the API server cannot be reached (ETIMEDOUT)',
        },
        { clusterId: PAY.clusterId, name: PAY.clusterName, from: 'ready', to: 'unknown' },
      ],
      unscanned: [
        {
          clusterId: SHOP.clusterId,
          clusterName: SHOP.clusterName,
          reason: 'the API server cannot be reached (ETIMEDOUT)',
        },
        {
          clusterId: PAY.clusterId,
          clusterName: PAY.clusterName,
          reason: 'services: Unauthorized (HTTP 401)',
        },
        { regionId: 'cn-hangzhou', reason: 'loadBalancers: Forbidden.RAM' },
      ],
    }),

  'hostile-names': (language) => {
    const name = 'a**b** [free](https://evil.example) @all';
    return digest({
      runId: 'run`x`',
      changes: [
        { clusterId: '# id', name, from: 'ready', to: 'blocked', error: '> quote\n# header\n- item' },
      ],
      items: [
        item(
          'new',
          finding(language, {
            clusterId: '# id',
            clusterName: name,
            namespace: '![i](http://x)',
            service: '<b>@13800000000</b>',
            phrase: '*phrase*',
            message: 'two\nlines\u001b[31m\u202eright to left\u0000 _i_ my_slb www.evil.example &lt;',
          }),
        ),
        item(
          'new',
          orphan(language, {
            loadBalancerId: '](http://evil.example)',
            message: '\\*not\\* ~~gone~~ | table',
          }),
        ),
        item('resolved', finding(language, { clusterId: '', clusterName: '', namespace: '', service: '' })),
      ],
      unscanned: [{ regionId: '**cn**', reason: '\ud800 half of a character, and mailto:me@evil.example' }],
      suppressions: [
        { rule: '*', target: '**', reason: '[x](y)', until: '@all', source: 'config', state: 'expired' },
      ],
    });
  },

  'five-thousand': (language) =>
    digest({
      clusters: Array.from({ length: 250 }, (_, at) => ({
        clusterId: `c${at}`,
        name: `cluster-${at}`,
        verdict: 'blocked' as const,
        open: { 'fails-check': 13, orphaned: 4, 'changes-traffic': 3 },
      })),
      changes: [0, 1, 2, 3].map((at) => ({
        clusterId: `c${at}`,
        name: `cluster-${at}`,
        from: 'ready' as const,
        to: 'blocked' as const,
      })),
      items: Array.from({ length: 5_000 }, (_, at) => {
        const own = {
          clusterId: `c${at % 250}`,
          clusterName: `cluster-${at % 250}`,
          service: `service-${at}`,
        };
        const { service: _s, ...cluster } = own;
        if (at % 40 < 8)
          return item(
            'new',
            orphan(language, { ...cluster, loadBalancerId: `lb-${at}`, message: `SLB lb-${at}` }),
          );
        return item('new', at % 100 < 20 ? weights(language, own) : finding(language, own));
      }),
    }),
};
