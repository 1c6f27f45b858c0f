import type { Packed } from '../pack.ts';
import { unpackPage } from '../page-codec.ts';
import type { PageData } from '../page-data.ts';
import { mount, pageJson } from './mount.ts';
import { ReportPage } from './report-page.tsx';

const data = unpackPage<PageData>(pageJson() as Packed);
mount((isPrinting) => <ReportPage data={data} isPrinting={isPrinting} />);
