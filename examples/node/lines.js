// The program that examples/c/lines.c describes.
// Run it: npm install && SMSP_LIBRARY=/path/to/libsmsp.so.1 node lines.js your-key 123456
'use strict';

let smsp;
try {
  smsp = require('./smsp.js');
} catch (reason) {
  if (reason.code !== 'SMSP_LIBRARY_MISSING') throw reason;
  console.error(reason.message);
  process.exit(3);
}
const { Client, SmspError, Status, statusName } = smsp;

function printReport(report) {
  for (const entry of report.entries) {
    const status = entry.status === Status.UNKNOWN ? entry.statusText : statusName(entry.status);
    console.log(`${entry.phoneNumber}|${status}|${Number(entry.stopSms)}|${entry.date}`);
  }
  console.log(
    `${report.entries.length} recipients, ` +
      `${report.countStatus(Status.DELIVERED)} delivered, ` +
      `${report.countStatus(Status.NOT_DELIVERED)} not delivered, ` +
      `${report.countStatus(Status.WAITING)} waiting, ` +
      `${report.entries.filter((entry) => entry.stopSms).length} stop`,
  );
}

async function ask(client, messageId, wait) {
  if (!wait) return client.bulkStatus(messageId);
  let last;
  for await (const report of client.watch(messageId, 60_000)) {
    console.log(`poll: ${report.countStatus(Status.WAITING)} waiting`);
    last = report;
  }
  return last.checked();
}

async function main([key, messageId, word, ...more]) {
  const wait = word === 'wait';
  if (messageId === undefined || (word !== undefined && !wait) || more.length > 0) {
    console.error('usage: lines.js KEY MESSAGE_ID [wait]');
    return 2;
  }
  let client;
  try {
    client = new Client(key, { baseUrl: process.env.SMSP_BASE_URL, pollIntervalMs: [50, 200] });
    printReport(await ask(client, messageId, wait));
    return 0;
  } catch (error) {
    if (!(error instanceof SmspError)) throw error;
    console.log(`error ${error.code}: ${error.message}`);
    return 1;
  } finally {
    client?.close();
  }
}

// Not process.exit(), which would cut off what stdout still holds.
main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
