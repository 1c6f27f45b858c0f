/** The API says no. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
  }
}

export function missing(parameter: string): Refusal {
  return new Refusal(400, 'MissingParameter', `The input parameter "${parameter}" is mandatory.`);
}

export function invalid(parameter: string): Refusal {
  return new Refusal(400, 'InvalidParameter', `The specified parameter "${parameter}" is not valid.`);
}
