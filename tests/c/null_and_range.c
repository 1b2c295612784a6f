/* Every function takes NULL for every pointer and any number, answers what
 * smsp.h says, and sends nothing.
 *
 *   null_and_range BASE_URL KEY
 */
#include <limits.h>

#include <smsp.h>

#include "check.h"

static const int32_t BAD_INDEXES[] = {-1, INT_MIN, INT_MAX};
#define BAD_INDEX_COUNT ((int)(sizeof BAD_INDEXES / sizeof *BAD_INDEXES))

/* What every accessor of an entry answers where there is no such entry. */
static void no_such_entry(const smsp_result *result, int32_t index) {
  smsp_entry entry;
  smsp_entry untouched;
  char buffer[4];

  CHECK_TEXT(smsp_result_phone_number(result, index), "");
  CHECK(smsp_result_status(result, index) == SMSP_STATUS_UNKNOWN);
  CHECK_TEXT(smsp_result_status_text(result, index), "");
  CHECK(smsp_result_stop_sms(result, index) == 0);
  CHECK(smsp_result_date(result, index) == 0);
  CHECK_TEXT(smsp_result_date_text(result, index), "");
  memset(&entry, 7, sizeof entry);
  untouched = entry;
  CHECK(smsp_result_entry(result, index, &entry) == 0);
  CHECK(memcmp(&entry, &untouched, sizeof entry) == 0);
  CHECK(smsp_result_entry(result, index, NULL) == 0);
  memset(buffer, 'x', sizeof buffer);
  CHECK(smsp_result_phone_number_copy(result, index, buffer, 4) == 0);
  CHECK_TEXT(buffer, "");
  memset(buffer, 'x', sizeof buffer);
  CHECK(smsp_result_status_text_copy(result, index, buffer, 4) == 0);
  CHECK_TEXT(buffer, "");
  memset(buffer, 'x', sizeof buffer);
  CHECK(smsp_result_date_text_copy(result, index, buffer, 4) == 0);
  CHECK_TEXT(buffer, "");
  memset(buffer, 'x', sizeof buffer);
  CHECK(smsp_result_date_iso8601_copy(result, index, buffer, 4) == 0);
  CHECK_TEXT(buffer, "");
}

static void null_result(void) {
  char buffer[4];

  CHECK(smsp_result_error_code(NULL) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK_TEXT(smsp_result_error_message(NULL), "");
  CHECK(smsp_result_http_status(NULL) == 0);
  CHECK(smsp_result_api_code(NULL) == 0);
  CHECK(smsp_result_retry_after(NULL) == 0);
  CHECK_TEXT(smsp_result_message_id(NULL), "");
  CHECK(smsp_result_count(NULL) == 0);
  CHECK(smsp_result_count_status(NULL, SMSP_STATUS_DELIVERED) == 0);
  CHECK(smsp_result_find(NULL, "+33639980001") == -1);
  CHECK(smsp_result_find(NULL, NULL) == -1);
  memset(buffer, 'x', sizeof buffer);
  CHECK(smsp_result_message_id_copy(NULL, buffer, 4) == 0);
  CHECK_TEXT(buffer, "");
  memset(buffer, 'x', sizeof buffer);
  CHECK(smsp_result_error_message_copy(NULL, buffer, 4) == 0);
  CHECK_TEXT(buffer, "");
  CHECK(smsp_result_message_id_copy(NULL, NULL, 4) == 0);
  no_such_entry(NULL, 0);
  smsp_result_free(NULL);
}

static void null_options(void) {
  CHECK(smsp_options_set_base_url(NULL, "https://host") == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_timeout_ms(NULL, 1) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_connect_timeout_ms(NULL, 1) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_max_retries(NULL, 1) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_max_response_bytes(NULL, 1) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_max_connections(NULL, 1) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_proxy(NULL, "") == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_ca_file(NULL, "x") == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_trust(NULL, SMSP_TRUST_SYSTEM) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_user_agent(NULL, "x") == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_max_requests_per_minute(NULL, 1) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_poll_interval_ms(NULL, 1, 1) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK_TEXT(smsp_options_error_message(NULL), "");
  smsp_options_free(NULL);
}

static void options_out_of_range(void) {
  smsp_options *options = smsp_options_new();

  CHECK(options != NULL);
  CHECK(smsp_options_set_base_url(options, NULL) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_base_url(options, "") == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_base_url(options, "http://example.com") == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_base_url(options, "\xff") == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_base_url(options, "https://example.com/v2") == SMSP_OK);
  CHECK(smsp_options_set_timeout_ms(options, 0) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_timeout_ms(options, -1) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_timeout_ms(options, 86400001) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_timeout_ms(options, 86400000) == SMSP_OK);
  CHECK(smsp_options_set_connect_timeout_ms(options, 0) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_connect_timeout_ms(options, 1) == SMSP_OK);
  CHECK(smsp_options_set_max_retries(options, -1) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_max_retries(options, 101) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_max_retries(options, 0) == SMSP_OK);
  CHECK(smsp_options_set_max_response_bytes(options, 0) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_max_response_bytes(options, (int64_t)INT_MAX + 1) ==
        SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_max_response_bytes(options, INT_MAX) == SMSP_OK);
  CHECK(smsp_options_set_max_connections(options, 0) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_max_connections(options, 1025) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_max_connections(options, 1024) == SMSP_OK);
  CHECK(smsp_options_set_proxy(options, NULL) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_proxy(options, "socks5://host:1") == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_proxy(options, "http://user:password@host:3128") == SMSP_OK);
  CHECK(smsp_options_set_proxy(options, "") == SMSP_OK);
  CHECK(smsp_options_set_ca_file(options, NULL) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_ca_file(options, "") == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_ca_file(options, "/") == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_ca_file(options, "/no/such/file") == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_trust(options, 3) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_trust(options, -1) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_trust(options, SMSP_TRUST_BUNDLED) == SMSP_OK);
  CHECK(smsp_options_set_user_agent(options, NULL) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_user_agent(options, "") == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_user_agent(options, "a\r\nb: c") == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_user_agent(options, "billing/7") == SMSP_OK);
  CHECK(smsp_options_set_max_requests_per_minute(options, -1) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_max_requests_per_minute(options, 0) == SMSP_OK);
  CHECK(smsp_options_set_poll_interval_ms(options, 0, 1) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_poll_interval_ms(options, 2, 1) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_poll_interval_ms(options, 1, 172800001) == SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_options_set_poll_interval_ms(options, 1, 172800000) == SMSP_OK);
  smsp_options_free(options);
}

/* Takes the result and checks its error. */
static void fails_with(smsp_result *result, smsp_error code) {
  CHECK(result != NULL);
  CHECK(smsp_result_error_code(result) == code);
  CHECK(strlen(smsp_result_error_message(result)) > 0);
  CHECK(smsp_result_http_status(result) == 0);
  CHECK(smsp_result_count(result) == 0);
  no_such_entry(result, 0);
  smsp_result_free(result);
}

static void missing_and_unusable_arguments(const char *base_url, const char *key) {
  char long_id[5001];
  smsp_options *options = smsp_options_new();
  smsp_client *client;

  memset(long_id, '7', 5000);
  long_id[5000] = '\0';
  fails_with(smsp_bulk_status(NULL, NULL), SMSP_ERROR_API_KEY_REQUIRED);
  fails_with(smsp_bulk_status("", "300"), SMSP_ERROR_API_KEY_REQUIRED);
  fails_with(smsp_bulk_status(NULL, "\xff"), SMSP_ERROR_API_KEY_REQUIRED);
  fails_with(smsp_bulk_status(key, NULL), SMSP_ERROR_MESSAGE_ID_REQUIRED);
  fails_with(smsp_bulk_status("\xff", ""), SMSP_ERROR_MESSAGE_ID_REQUIRED);
  fails_with(smsp_bulk_status("\xff", "300"), SMSP_ERROR_INVALID_ARGUMENT);
  fails_with(smsp_bulk_status(key, "\xff"), SMSP_ERROR_INVALID_ARGUMENT);
  fails_with(smsp_bulk_status(key, long_id), SMSP_ERROR_INVALID_ARGUMENT);
  fails_with(smsp_bulk_status(long_id, "300"), SMSP_ERROR_INVALID_ARGUMENT);

  CHECK(smsp_options_set_base_url(options, base_url) == SMSP_OK);
  client = smsp_client_new(NULL, options);
  fails_with(smsp_client_bulk_status(client, NULL), SMSP_ERROR_API_KEY_REQUIRED);
  fails_with(smsp_client_bulk_status(client, "300"), SMSP_ERROR_API_KEY_REQUIRED);
  smsp_client_free(client);
  client = smsp_client_new("\xff", options);
  fails_with(smsp_client_bulk_status(client, NULL), SMSP_ERROR_MESSAGE_ID_REQUIRED);
  fails_with(smsp_client_bulk_status(client, "300"), SMSP_ERROR_INVALID_ARGUMENT);
  smsp_client_cancel(client);
  smsp_client_free(client);
  client = smsp_client_new(key, options);
  fails_with(smsp_client_bulk_status(client, ""), SMSP_ERROR_MESSAGE_ID_REQUIRED);
  fails_with(smsp_client_bulk_status(client, "\xff"), SMSP_ERROR_INVALID_ARGUMENT);
  fails_with(smsp_client_bulk_status(client, long_id), SMSP_ERROR_INVALID_ARGUMENT);
  smsp_client_cancel(client);
  fails_with(smsp_client_bulk_status(client, "300"), SMSP_ERROR_CANCELLED);
  smsp_client_free(client);
  smsp_options_free(options);

  client = smsp_client_new(key, NULL);
  fails_with(smsp_client_bulk_status(client, NULL), SMSP_ERROR_MESSAGE_ID_REQUIRED);
  smsp_client_free(client);

  fails_with(smsp_client_bulk_status(NULL, "300"), SMSP_ERROR_INVALID_ARGUMENT);
  fails_with(smsp_client_bulk_status(NULL, NULL), SMSP_ERROR_INVALID_ARGUMENT);
  smsp_client_cancel(NULL);
  smsp_client_free(NULL);
}

/* Takes a batch that was refused as a whole. */
static void is_refused(smsp_batch *batch) {
  CHECK(batch != NULL);
  CHECK(smsp_batch_count(batch) == 0);
  CHECK(smsp_batch_error_count(batch) == 1);
  CHECK(smsp_batch_result(batch, 0) == NULL);
  smsp_batch_free(batch);
}

static void batches(const char *key) {
  const char *ids[4];
  smsp_client *client = smsp_client_new(key, NULL);
  smsp_batch *batch;
  int i;

  ids[0] = NULL;
  ids[1] = "";
  ids[2] = "\xff";
  ids[3] = NULL;
  is_refused(smsp_client_bulk_status_many(client, ids, -1, NULL, NULL));
  is_refused(smsp_client_bulk_status_many(client, ids, INT_MIN, NULL, NULL));
  is_refused(smsp_client_bulk_status_many(client, NULL, 1, NULL, NULL));
  batch = smsp_client_bulk_status_many(client, NULL, 0, NULL, NULL);
  CHECK(smsp_batch_count(batch) == 0 && smsp_batch_error_count(batch) == 0);
  smsp_batch_free(batch);

  batch = smsp_client_bulk_status_many(client, ids, 4, NULL, NULL);
  CHECK(smsp_batch_count(batch) == 4 && smsp_batch_error_count(batch) == 4);
  for (i = 0; i < 4; i++) {
    CHECK(smsp_result_error_code(smsp_batch_result(batch, i)) ==
          (i == 2 ? SMSP_ERROR_INVALID_ARGUMENT : SMSP_ERROR_MESSAGE_ID_REQUIRED));
  }
  for (i = 0; i < BAD_INDEX_COUNT; i++) {
    CHECK(smsp_batch_result(batch, BAD_INDEXES[i]) == NULL);
  }
  CHECK(smsp_batch_result(batch, 4) == NULL);
  smsp_batch_free(batch);

  batch = smsp_client_bulk_status_many(NULL, ids, 2, NULL, NULL);
  CHECK(smsp_batch_error_count(batch) == 2);
  CHECK(smsp_result_error_code(smsp_batch_result(batch, 0)) == SMSP_ERROR_INVALID_ARGUMENT);
  smsp_batch_free(batch);

  CHECK(smsp_batch_count(NULL) == 0);
  CHECK(smsp_batch_error_count(NULL) == 0);
  CHECK(smsp_batch_result(NULL, 0) == NULL);
  smsp_batch_free(NULL);
  smsp_client_free(client);
}

/* Takes a watch that has one error to tell. */
static void tells_once(smsp_watch *watch, smsp_error code) {
  CHECK(watch != NULL);
  CHECK(smsp_watch_delay_ms(watch) == 0);
  fails_with(smsp_watch_next(watch), code);
  CHECK(smsp_watch_delay_ms(watch) == -1);
  CHECK(smsp_watch_next(watch) == NULL);
  smsp_watch_free(watch);
}

static void waits(const char *key) {
  smsp_client *client = smsp_client_new(key, NULL);

  fails_with(smsp_client_wait(NULL, "300", 0, NULL, NULL), SMSP_ERROR_INVALID_ARGUMENT);
  fails_with(smsp_client_wait(client, NULL, 0, NULL, NULL), SMSP_ERROR_MESSAGE_ID_REQUIRED);
  fails_with(smsp_client_wait(client, "\xff", 0, NULL, NULL), SMSP_ERROR_INVALID_ARGUMENT);
  fails_with(smsp_client_wait(client, "300", -1, NULL, NULL), SMSP_ERROR_INVALID_ARGUMENT);
  tells_once(smsp_watch_new(NULL, "300", 0), SMSP_ERROR_INVALID_ARGUMENT);
  tells_once(smsp_watch_new(client, NULL, 0), SMSP_ERROR_MESSAGE_ID_REQUIRED);
  tells_once(smsp_watch_new(client, "300", -1), SMSP_ERROR_INVALID_ARGUMENT);
  CHECK(smsp_watch_next(NULL) == NULL);
  CHECK(smsp_watch_delay_ms(NULL) == -1);
  smsp_watch_cancel(NULL);
  smsp_watch_free(NULL);
  smsp_client_free(client);
}

static void any_number_has_its_texts(void) {
  int32_t code;

  CHECK_TEXT(smsp_error_name(SMSP_OK), "SMSP_OK");
  CHECK_TEXT(smsp_error_name(SMSP_ERROR_TIMEOUT), "SMSP_ERROR_TIMEOUT");
  CHECK_TEXT(smsp_error_name(96), "SMSP_ERROR_API");
  CHECK_TEXT(smsp_error_name(INT_MAX), "SMSP_ERROR_API");
  CHECK_TEXT(smsp_error_name(INT_MIN), "SMSP_ERROR_UNKNOWN");
  CHECK_TEXT(smsp_status_name(SMSP_STATUS_NOT_DELIVERED), "Not delivered");
  CHECK_TEXT(smsp_status_name(SMSP_STATUS_NOT_SENT), "Not sent");
  CHECK_TEXT(smsp_status_name(-1), "Unknown");
  CHECK_TEXT(smsp_status_name(INT_MAX), "Unknown");
  for (code = -20; code < 500; code++) {
    CHECK(strlen(smsp_error_name(code)) > 0);
    CHECK(strlen(smsp_error_text(code)) > 0);
  }
  CHECK_TEXT(smsp_version(), SMSP_VERSION);
  CHECK(smsp_version_number() == SMSP_VERSION_NUMBER);
}

int main(int argc, char **argv) {
  int i;

  CHECK(argc == 3);
  null_result();
  for (i = 0; i < BAD_INDEX_COUNT; i++) {
    no_such_entry(NULL, BAD_INDEXES[i]);
  }
  null_options();
  options_out_of_range();
  missing_and_unusable_arguments(argv[1], argv[2]);
  batches(argv[2]);
  waits(argv[2]);
  any_number_has_its_texts();
  return 0;
}
