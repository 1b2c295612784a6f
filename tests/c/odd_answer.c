/* One odd value in an answer costs that value and no recipient; a failure ends with the
 * server's words. tests/c_abi/c_abi.rs makes the answers.
 *
 *   odd_answer BASE_URL CA_FILE KEY
 */
#include "check.h"
#include "client_of.h"

static void check_entry(const smsp_result *result, int32_t index, const char *number,
                        smsp_status status, const char *status_text, int32_t stop_sms, int64_t date,
                        const char *date_text) {
  smsp_entry entry;

  CHECK_TEXT(smsp_result_phone_number(result, index), number);
  CHECK(smsp_result_status(result, index) == status);
  CHECK_TEXT(smsp_result_status_text(result, index), status_text);
  CHECK(smsp_result_stop_sms(result, index) == stop_sms);
  CHECK(smsp_result_date(result, index) == date);
  CHECK_TEXT(smsp_result_date_text(result, index), date_text);
  CHECK(smsp_result_entry(result, index, &entry) == 1);
  CHECK(entry.status == status && entry.stop_sms == stop_sms && entry.date == date);
  CHECK_TEXT(entry.phone_number, number);
}

static void check_failure(const smsp_client *client, const char *id, smsp_error code,
                          int32_t http_status, const char *words) {
  smsp_result *result = smsp_client_bulk_status(client, id);
  const char *message = smsp_result_error_message(result);
  size_t length = strlen(message);

  CHECK(smsp_result_error_code(result) == code);
  CHECK(smsp_result_http_status(result) == http_status);
  CHECK(length >= strlen(words));
  CHECK_TEXT(message + length - strlen(words), words);
  smsp_result_free(result);
}

int main(int argc, char **argv) {
  smsp_client *client;
  smsp_result *result;

  CHECK(argc == 4);
  client = client_without_retries(argv[1], argv[2], argv[3]);

  result = smsp_client_bulk_status(client, "odd");
  CHECK_TEXT(smsp_result_error_message(result), "");
  CHECK(smsp_result_api_code(result) == 200);
  CHECK_TEXT(smsp_result_message_id(result), "12345678901234567890123");
  CHECK(smsp_result_count(result) == 5);
  check_entry(result, 0, "+1", SMSP_STATUS_DELIVERED, "DELIVRD", 1, 1, "1");
  check_entry(result, 1, "", SMSP_STATUS_UNKNOWN, "false", 0, 0, "[1, 2]");
  check_entry(result, 2, "1e9", SMSP_STATUS_NOT_DELIVERED, " not_delivered", 0, 0,
              "2018-02-07 08:38:31.000000");
  check_entry(result, 3, "\xef\xbf\xbd", SMSP_STATUS_WAITING, "ENROUTE", 0, 0, "1e999");
  check_entry(result, 4, "+5", SMSP_STATUS_UNKNOWN, "UNKNOWN", 0, 5, "5");
  smsp_result_free(result);

  result = smsp_client_bulk_status(client, "gaps");
  CHECK(smsp_result_error_code(result) == SMSP_OK);
  CHECK(smsp_result_count(result) == 2);
  CHECK(smsp_result_find(result, "+2") == 1);
  smsp_result_free(result);

  check_failure(client, "words", SMSP_ERROR_INVALID_RESPONSE, 200, " No quota is left");
  check_failure(client, "gateway", SMSP_ERROR_HTTP_STATUS, 503, " Down until noon");
  check_failure(client, "code", SMSP_ERROR_MESSAGE_NOT_FOUND, 404, "Introuvable");
  smsp_client_free(client);
  return 0;
}
