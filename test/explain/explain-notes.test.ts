import { describe, expect, it } from 'vitest';
import { SCENES } from '../../examples/rules/rule-examples.ts';
import { formatExplanation } from '../../shared/formats/explain.ts';
import { auditSnapshot, type Snapshot } from '../../shared/index.ts';
import { explainService } from '../../shared/report/explain.ts';

/** A small fleet with a Service that there is something to note of, and the Service. */
const fleet = SCENES.get('backend-invalid-eni')?.fleet() as Snapshot;
const [note] = auditSnapshot(fleet).findings;
const subject = {
  clusterId: note?.clusterId ?? '',
  namespace: note?.namespace ?? '',
  service: note?.service ?? '',
};

function explained(snapshot: Snapshot, language: 'en' | 'zh' = 'en'): string {
  return formatExplanation(explainService(snapshot, { ...subject, language }), { language, color: false });
}

describe('what is only to be noted of a Service', () => {
  it('is a note', () => {
    expect(note?.effect).toBe('info');
  });

  it('stands apart from what to mend', () => {
    const text = explained(fleet);

    expect(text).toContain(
      'In which order to mend, and how: nothing to mend\n\nTo note: nothing that has to be mended\n',
    );
    expect(text).not.toContain(' 1. ');
    expect(explained(fleet, 'zh')).toContain('\n\n提示（不是必须修复的问题）\n');
  });

  it('stands below what to mend, and is not counted with it', () => {
    const [region] = fleet.regions;
    const regions = region ? [{ ...region, slb: { ...region.slb, listeners: [] } }] : [];

    const text = explained({ ...fleet, regions });

    const [, mends = '', notes = ''] = text.split(/In which order to mend, and how\n|To note: .*\n/);
    expect(mends).toContain(' 1. ');
    expect(mends).not.toContain(note?.id);
    expect(notes).toContain(note?.id);
    expect(notes).not.toMatch(/^ *\d+\. /m);
  });
});
