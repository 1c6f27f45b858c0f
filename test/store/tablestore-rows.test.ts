import { describe } from 'vitest';
import { openTablestoreRows } from '../../shared/store/tablestore-rows.ts';
import { startTablestore, TABLESTORE_KEY } from '../servers/tablestore.ts';
import { describeRows } from './rows.suite.ts';

describe('rows in Tablestore', () => {
  describeRows(async () => {
    const server = await startTablestore({ pageRows: 400 });
    return {
      open: async () => {
        const store = openTablestoreRows({
          endpoint: server.url,
          instance: server.instance,
          tablePrefix: 'suite_',
          credentials: async () => TABLESTORE_KEY,
        });
        await store.init();
        return store;
      },
      end: () => server.close(),
    };
  });
});
