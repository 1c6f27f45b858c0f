import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../shared/config/load-config.ts';

function withLink(link: string): () => unknown {
  const accounts = [{ name: 'main', regions: ['cn-hangzhou'] }];
  return () => loadConfig(JSON.stringify({ accounts, alerts: { link } }), {});
}

describe('the link of alerts', () => {
  it.each(['https://u:p@h/x', 'https:///u:p@h/x', 'https:////u:p@h', 'https://\\u:p@h'])(
    'may have no user or password in it: %s',
    (link) => {
      expect(withLink(link)).toThrow(
        expect.objectContaining({ faults: [expect.stringContaining('without a user or password')] }),
      );
    },
  );

  it.each(['https://example.com/@ops', 'http://127.0.0.1:8080/?run=1', 'https://example.com#a@b'])(
    'may have such a sign elsewhere: %s',
    (link) => {
      expect(withLink(link)).not.toThrow();
    },
  );
});
