// A process that writes rows: write-rows.mjs MODULE FOLDER TASK NAME NUMBER. It tells on a line of its own what was acknowledged.
import { writeSync } from 'node:fs';

const [, , module, folder, task, name, number] = process.argv;
const { openFileRows } = await import(module);

function tell(text) {
  writeSync(1, `${text}\n`);
}

/** Raises a number in a row that all share, so often. */
async function count(store) {
  for (let done = 0; done < Number(number); ) {
    const row = await store.get('runs', ['shared']);
    const expect = row ? { version: row.version } : 'absent';
    if (await store.put('runs', ['shared'], (row?.data ?? 0) + 1, expect)) done++;
    await store.putMany('findings', [{ key: [name, `${done}`], data: done }]);
  }
  tell('done');
}

/** Puts one row after the other, for ever. */
async function put(store) {
  for (let index = Number(number); ; index++) {
    await store.put(
      'findings',
      [name, String(index).padStart(8, '0')],
      { index, text: 'x'.repeat(2_000) },
      'absent',
    );
    tell(index);
  }
}

/** Puts batches of 300 rows, for ever. */
async function putMany(store) {
  for (let batch = Number(number); ; batch++) {
    const rows = Array.from({ length: 300 }, (_, index) => ({
      key: [`${name}-${String(batch).padStart(8, '0')}`, `${index}`],
      data: { batch, text: 'x'.repeat(500) },
    }));
    await store.putMany('findings', rows);
    tell(batch);
  }
}

try {
  const store = await openFileRows(folder);
  tell('open');
  await { count, put, putMany }[task](store);
  await store.close();
} catch (error) {
  tell(`${error.name} ${error.trouble}: ${error.message}`);
}
