/* The accessors of one result agree with each other, and its texts live as
 * long as it does.
 *
 *   accessors BASE_URL CA_FILE KEY        (CA_FILE "" over plain http)
 */
#include <smsp.h>

#include "check.h"
#include "client_of.h"

/* Each entry reads the same through every function. */
static void functions_agree(const smsp_result *result) {
  int32_t counts[5] = {0, 0, 0, 0, 0};
  int32_t i;
  smsp_entry entry;
  char copy[64];

  for (i = 0; i < smsp_result_count(result); i++) {
    const char *number = smsp_result_phone_number(result, i);
    CHECK(smsp_result_entry(result, i, &entry) == 1);
    CHECK(entry.phone_number == number);
    CHECK(entry.status == smsp_result_status(result, i));
    CHECK(entry.stop_sms == smsp_result_stop_sms(result, i));
    CHECK(entry.date == smsp_result_date(result, i));
    CHECK(smsp_result_phone_number_copy(result, i, copy, (int32_t)sizeof copy) ==
          (int32_t)strlen(number));
    CHECK_TEXT(copy, number);
    CHECK(smsp_result_find(result, number) == i);
    CHECK(entry.status >= 0 && entry.status < 5);
    counts[entry.status]++;
  }
  for (i = 0; i < 5; i++) {
    CHECK(smsp_result_count_status(result, i) == counts[i]);
  }
  CHECK(smsp_result_count_status(result, 5) == 0);
  CHECK(smsp_result_count_status(result, -1) == 0);
  CHECK(smsp_result_entry(result, smsp_result_count(result), &entry) == 0);
  CHECK(smsp_result_entry(result, 0, NULL) == 0);
  CHECK(smsp_result_find(result, "+33000000000") == -1);
  CHECK(smsp_result_find(result, NULL) == -1);
  CHECK(smsp_result_find(result, "\xff") == -1);
}

/* As snprintf(), but a character is never cut. */
static void copies_end_with_a_nul(const smsp_result *result) {
  char buffer[8];

  memset(buffer, 'x', sizeof buffer);
  CHECK(smsp_result_message_id_copy(result, buffer, 2) == 3);
  CHECK_TEXT(buffer, "3");
  CHECK(buffer[2] == 'x');
  CHECK(smsp_result_message_id_copy(result, buffer, 4) == 3);
  CHECK_TEXT(buffer, "300");
  buffer[0] = 'x';
  CHECK(smsp_result_message_id_copy(result, buffer, 0) == 3);
  CHECK(smsp_result_message_id_copy(result, buffer, -1) == 3);
  CHECK(buffer[0] == 'x');
  CHECK(smsp_result_message_id_copy(result, NULL, 4) == 3);
}

static void failures_carry_the_provider_s_answer(const smsp_client *client) {
  smsp_result *result = smsp_client_bulk_status(client, "no such id");

  CHECK(smsp_result_error_code(result) == SMSP_ERROR_MESSAGE_NOT_FOUND);
  CHECK_TEXT(smsp_result_error_message(result), "Message introuvable");
  CHECK_TEXT(smsp_result_message_id(result), "no such id");
  CHECK(smsp_result_api_code(result) == 4);
  CHECK(smsp_result_http_status(result) == 200);
  smsp_result_free(result);
}

/* A copy that is too small ends before the character that does not fit. */
static void characters_are_not_cut(const char *base_url, const char *ca_file) {
  smsp_client *stranger = client_of(base_url, ca_file, "wrong");
  smsp_result *refused = smsp_client_bulk_status(stranger, "300");
  char buffer[8];

  smsp_client_free(stranger);
  CHECK(smsp_result_error_code(refused) == SMSP_ERROR_API_KEY_INCORRECT);
  CHECK_TEXT(smsp_result_error_message(refused), "Cl\xc3\xa9 API incorrecte");
  CHECK(smsp_result_error_message_copy(refused, buffer, 4) == 19);
  CHECK_TEXT(buffer, "Cl");
  CHECK(smsp_result_error_message_copy(refused, buffer, 5) == 19);
  CHECK_TEXT(buffer, "Cl\xc3\xa9");
  smsp_result_free(refused);
}

int main(int argc, char **argv) {
  smsp_client *client;
  smsp_result *result;
  smsp_result *large;

  CHECK(argc == 4);
  client = client_of(argv[1], argv[2], argv[3]);
  result = smsp_client_bulk_status(client, "300");
  CHECK(smsp_result_error_code(result) == SMSP_OK);
  CHECK_TEXT(smsp_result_error_message(result), "");
  CHECK(smsp_result_http_status(result) == 200);
  CHECK(smsp_result_api_code(result) == 200);
  CHECK(smsp_result_retry_after(result) == 0);
  CHECK(smsp_result_count(result) == 4);
  copies_end_with_a_nul(result);
  failures_carry_the_provider_s_answer(client);
  characters_are_not_cut(argv[1], argv[2]);

  large = smsp_client_bulk_status(client, "500");
  CHECK(smsp_result_count(large) == 500);

  /* Results outlive their client. */
  smsp_client_free(client);
  functions_agree(result);
  functions_agree(large);
  smsp_result_free(result);
  smsp_result_free(large);
  return 0;
}
