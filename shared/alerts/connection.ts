import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import { TLSSocket } from 'node:tls';

/** What axios takes, and whether a connection was ever made. */
export interface Connection {
  /** Nothing of the request can have gone out before. */
  readonly isMade: () => boolean;
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
  readonly transport: {
    readonly request: (
      options: RequestOptions,
      answered: (response: IncomingMessage) => void,
    ) => ClientRequest;
  };
}

/**
 * A connection for one request alone. Only this way it is known whether a request that failed can have arrived: one
 * that is kept may be closed by the other side just as the request goes out.
 */
export function singleConnection(): Connection {
  let made = false;
  return {
    isMade: () => made,
    httpAgent: new HttpAgent({ keepAlive: false }),
    httpsAgent: new HttpsAgent({ keepAlive: false }),
    transport: {
      request: (options, answered) => {
        const request = (options.protocol === 'https:' ? httpsRequest : httpRequest)(options, answered);
        request.once('socket', (socket) => {
          // Through a proxy the plain connection stands already, and the one that is encrypted has still to be made.
          if (!(socket instanceof TLSSocket) && !socket.connecting) made = true;
          else
            socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
              made = true;
            });
        });
        return request;
      },
    },
  };
}
