import { inspect, revert } from './fixes.ts';
import { listenerParameters, listenerPlace, listenerSubject } from './listener.ts';
import { both, type Draft, GUIDE, NOTHING, type ServiceRule } from './rule.ts';

/** With a v1 target: a running listener that no port wants, which v1 stops before it deletes it. */
export const listenerStop: ServiceRule = {
  scope: 'service',
  id: 'listener-stop',
  phrase: 'stop listener',
  code: 'StopListener',
  effect: 'fails-check',
  docs: GUIDE,
  text: {
    en: {
      title: 'A listener that no Service port asks for has to be stopped',
      cause:
        'Only CCM v1.x says this: it stops a listener before it deletes it. The listener carries this Service’s name, but the Service has no such port and protocol.',
      upgrade: 'A CCM of v1.x stops the listener and then deletes it.',
    },
    zh: {
      title: '存在 Service 未声明端口的监听，需要停止',
      cause:
        '仅 CCM v1.x 会提示：删除监听之前会先停止。该监听带有此 Service 的名称，但 Service 没有对应的端口和协议。',
      upgrade: 'v1.x 的 CCM 会先停止再删除该监听。',
    },
  },
  check(view): readonly Draft[] {
    if (!view.context.features.firstGeneration) return NOTHING;
    const running = (view.listeners?.remove ?? []).filter((listener) => listener.Status !== 'stopped');
    return running.map((listener) => ({
      place: listenerPlace(listener, '', 'stop'),
      ...listenerSubject(view, listener),
      changes: [{ field: 'Status', actual: listener.Status, expected: 'stopped' }],
      message: both(
        `Listener ${listener.Protocol}:${listener.ListenerPort} belongs to no port of the Service and will be stopped`,
        `监听 ${listener.Protocol}:${listener.ListenerPort} 不对应 Service 的任何端口，将被停止`,
      ),
      fixes: [
        revert(
          view,
          'StopLoadBalancerListener',
          listenerParameters(view, listener),
          both('stop the listener, then delete it', '停止该监听，然后删除'),
        ),
        inspect(view),
      ],
    }));
  },
};
