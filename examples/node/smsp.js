// libsmsp for Node.js 18 and later, through koffi:
//
//   const client = new smsp.Client(apiKey);
//   for (const entry of (await client.bulkStatus(messageId)).entries) {
//     console.log(entry.phoneNumber, entry.statusText);
//   }
//   client.close();
//
// The library is looked for as SMSP_LIBRARY says, or else as libsmsp.so.1 where
// the system looks for libraries; where it is not found, require() throws.
'use strict';

const koffi = require('koffi');
const { promisify } = require('node:util');

function load() {
  try {
    return koffi.load(process.env.SMSP_LIBRARY ?? 'libsmsp.so.1');
  } catch (reason) {
    const error = new Error(
      `libsmsp cannot be loaded (${reason.message}). ` +
        'Set SMSP_LIBRARY=/path/to/libsmsp.so.1, or install the library.',
    );
    error.code = 'SMSP_LIBRARY_MISSING';
    throw error;
  }
}
const library = load();

// Handles have types of their own, so that koffi refuses one in another's place.
for (const handle of ['options', 'client', 'result', 'watch']) {
  koffi.opaque(`smsp_${handle}`);
}
// Dates are Numbers: exact up to the year 285 million.
const c = (declaration) => library.func(declaration);
const optionsNew = c('smsp_options *smsp_options_new(void)');
const setBaseUrl = c('int32_t smsp_options_set_base_url(smsp_options *options, const char *url)');
const setPollInterval = c(
  'int32_t smsp_options_set_poll_interval_ms(smsp_options *options, int64_t first, int64_t longest)',
);
const optionsFree = c('void smsp_options_free(smsp_options *options)');
const clientNew = c('smsp_client *smsp_client_new(const char *api_key, smsp_options *options)');
const bulkStatus = c('smsp_result *smsp_client_bulk_status(smsp_client *client, const char *id)');
const clientFree = c('void smsp_client_free(smsp_client *client)');
const watchNew = c('smsp_watch *smsp_watch_new(smsp_client *client, const char *id, int64_t max_wait_ms)');
const watchNext = c('smsp_result *smsp_watch_next(smsp_watch *watch)');
const watchFree = c('void smsp_watch_free(smsp_watch *watch)');
const errorCode = c('int32_t smsp_result_error_code(smsp_result *result)');
const errorMessage = c('const char *smsp_result_error_message(smsp_result *result)');
const count = c('int32_t smsp_result_count(smsp_result *result)');
const countStatus = c('int32_t smsp_result_count_status(smsp_result *result, int32_t status)');
const phoneNumber = c('const char *smsp_result_phone_number(smsp_result *result, int32_t index)');
const status = c('int32_t smsp_result_status(smsp_result *result, int32_t index)');
const statusText = c('const char *smsp_result_status_text(smsp_result *result, int32_t index)');
const stopSms = c('int32_t smsp_result_stop_sms(smsp_result *result, int32_t index)');
const date = c('int64_t smsp_result_date(smsp_result *result, int32_t index)');
const resultFree = c('void smsp_result_free(smsp_result *result)');
const statusName = c('const char *smsp_status_name(int32_t status)');
const errorText = c('const char *smsp_error_text(int32_t code)');

// On a thread of koffi's own, so that the event loop runs on during a request.
const bulkStatusAsync = promisify(bulkStatus.async);
const watchNextAsync = promisify(watchNext.async);

const Status = Object.freeze({ UNKNOWN: 0, DELIVERED: 1, NOT_DELIVERED: 2, WAITING: 3, NOT_SENT: 4 });

/** Why a call failed: code is one of the SMSP_ERROR_ numbers of smsp.h. */
class SmspError extends Error {
  constructor(code, message) {
    super(message);
    this.name = 'SmspError';
    this.code = code;
  }
}

/** A copy of a result, which is freed at once: nothing is left to close. */
class Report {
  constructor(result) {
    try {
      const code = errorCode(result);
      this.error = code === 0 ? null : new SmspError(code, errorMessage(result));
      this.entries = Array.from({ length: count(result) }, (_, i) => ({
        phoneNumber: phoneNumber(result, i),
        status: status(result, i),
        statusText: statusText(result, i), // as the server spelt it
        stopSms: stopSms(result, i) !== 0,
        date: date(result, i), // seconds since 1970, UTC; 0: none
      }));
      this.counts = Object.values(Status).map((status) => countStatus(result, status));
    } finally {
      resultFree(result);
    }
  }

  countStatus(status) {
    return this.counts[status] ?? 0;
  }

  /** Throws an SmspError where the call failed. */
  checked() {
    if (this.error) throw this.error;
    return this;
  }
}

function accepted(code) {
  if (code !== 0) throw new SmspError(code, errorText(code));
}

class Client {
  #handle;

  constructor(apiKey, { baseUrl, pollIntervalMs } = {}) {
    const options = optionsNew();
    try {
      if (baseUrl !== undefined) accepted(setBaseUrl(options, baseUrl));
      if (pollIntervalMs !== undefined) accepted(setPollInterval(options, ...pollIntervalMs));
      this.#handle = clientNew(apiKey, options);
    } finally {
      optionsFree(options);
    }
  }

  async bulkStatus(messageId) {
    return new Report(await bulkStatusAsync(this.#handle, messageId)).checked();
  }

  /**
   * One report after each poll, until no recipient is waiting any more; a poll
   * that failed gives one too, see checked(). No callback from C is needed.
   */
  async *watch(messageId, maxWaitMs) {
    const watch = watchNew(this.#handle, messageId, maxWaitMs);
    try {
      for (let result; (result = await watchNextAsync(watch)) !== null; ) {
        yield new Report(result);
      }
    } finally { // where the caller breaks off, too
      watchFree(watch);
    }
  }

  /** No call may be under way any more. */
  close() {
    clientFree(this.#handle);
    this.#handle = null;
  }
}

module.exports = { Client, Report, SmspError, Status, statusName };
