/** The part of the FC 2.0 client that is used; the package has no types. */
declare module '@alicloud/fc2' {
  class Client {
    constructor(
      accountId: string,
      config: {
        readonly accessKeyID: string;
        readonly accessKeySecret: string;
        /** Must be there where the key's id starts with `STS`; otherwise it is ignored. */
        readonly securityToken?: string;
        readonly region: string;
        /** With its scheme. */
        readonly endpoint?: string;
        /** https, where no endpoint is given. */
        readonly secure?: boolean;
        /** Milliseconds, of connecting and of the answer; 60,000 if left out. */
        readonly timeout?: number;
      },
    );
    /** Rejects with an error that has `code`, where the API refuses; not where the function fails. */
    invokeFunction(
      serviceName: string,
      functionName: string,
      event: string | Buffer,
      headers?: Readonly<Record<string, string>>,
      qualifier?: string,
    ): Promise<{
      readonly headers: Readonly<Record<string, string | undefined>>;
      /** Text, or what it is in JSON where the content type says that. */
      readonly data: unknown;
    }>;
  }
  export = Client;
}
