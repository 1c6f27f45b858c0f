import type { Arrived } from '../../test/servers/dingtalk.ts';
import type { Stage } from './stage.ts';

/** A message of the robot, as people in its group see it. */
export function messageText({ title, text }: Arrived): string {
  const lines = text.split('\n').map((line) => `  │ ${line}`.trimEnd());
  return [`  ┌ ${title}`, ...lines, '  └'].join('\n');
}

/** Where the demo is, and what can be done with it. */
export function invitation(url: string, token: string, { config, envFile }: Stage, log: string): string {
  return `
The fleet page:   ${url}/
Its token:        ${token}
The config file:  ${config}
The environment:  ${envFile}
The log of serve: ${log}

In a second terminal, in this folder (all commands of the docs work; the config is known from the environment):

  . ${envFile}
  node dist/functions/cli.js scan
  node dist/functions/cli.js check-config --send-test
  node dist/functions/cli.js explain shop/checkout --cluster prod-hangzhou
  node dist/functions/cli.js advise --cluster prod-hangzhou
  node dist/functions/cli.js history
  node dist/functions/cli.js findings --status all
  curl -H "Authorization: Bearer $CCM_PREFLIGHT_TOKEN" -H 'Prefer: wait=25' -H 'Content-Type: application/json' \\
    -d '{ "services": ["shop/checkout"] }' ${url}/scans

What the robot is sent from now on is shown here. Ctrl-C ends everything, and removes the files.
`;
}
