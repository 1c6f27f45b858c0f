import { FleetPage } from './fleet-page.tsx';
import { mount } from './mount.ts';

mount((isPrinting) => <FleetPage isPrinting={isPrinting} />);
