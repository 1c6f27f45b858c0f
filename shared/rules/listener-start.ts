import { inspect, revert } from './fixes.ts';
import { listenerParameters, listenerSubject, ownProtocol, pairPlace } from './listener.ts';
import { both, type Draft, GUIDE, type ServiceRule } from './rule.ts';

/** A stopped listener, whose settings CCM compares only once it runs (clbv1 Update of each protocol). */
export const listenerStart: ServiceRule = {
  scope: 'service',
  id: 'listener-start',
  phrase: 'start listener',
  code: 'StartListener',
  effect: 'fails-check',
  docs: GUIDE,
  text: {
    en: {
      title: 'A listener is stopped',
      cause:
        'The listener was stopped in the console. CCM wants every listener of a Service to run, and looks at its other settings only once it does.',
      upgrade: 'The upgraded CCM starts the listener: traffic flows again on this port.',
    },
    zh: {
      title: '监听已停止',
      cause: '监听在控制台被停止。CCM 要求 Service 的所有监听都处于运行状态，启动之后才会比较其他配置。',
      upgrade: '升级后的 CCM 会启动该监听：该端口会重新接收流量。',
    },
  },
  check(view): readonly Draft[] {
    const stopped = (view.listeners?.pairs ?? []).filter((pair) => pair.stopped);
    return stopped.map((pair) => {
      const { ListenerPort, Protocol } = pair.actual;
      return {
        place: pairPlace(pair, 'start'),
        ...listenerSubject(view, pair.actual),
        identity: ownProtocol(pair.desired),
        changes: [{ field: 'Status', actual: pair.actual.Status, expected: 'running' }],
        message: both(
          `Listener ${Protocol}:${ListenerPort} is stopped`,
          `监听 ${Protocol}:${ListenerPort} 已停止`,
        ),
        fixes: [
          revert(
            view,
            'StartLoadBalancerListener',
            listenerParameters(view, pair.actual),
            both('start the listener', '启动该监听'),
          ),
          inspect(view),
        ],
      };
    });
  },
};
