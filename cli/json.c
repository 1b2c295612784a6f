/* JSON, an object on a line for each message: jq and a shell's read take them one
 * by one, and what was printed before Ctrl-C is whole. */
#include "output.h"
#include "text.h"

static void put_string(const char *text)
{
  uint32_t character;

  putchar('"');
  while ((character = next_character(&text)) != 0) {
    if (is_control(character)) {
      printf("\\u%04x", (unsigned)character);
      continue;
    }
    if (character == '"' || character == '\\') {
      putchar('\\');
    }
    put_character(stdout, character);
  }
  putchar('"');
}

static void put_member(const char *name, const char *text)
{
  printf("\"%s\":", name);
  put_string(text);
}

static void put_error(const smsp_result *result)
{
  const smsp_error code = smsp_result_error_code(result);

  printf(",\"error\":");
  if (code == SMSP_OK) {
    printf("null");
    return;
  }
  printf("{\"code\":%d,", (int)code);
  put_member("name", smsp_error_name(code));
  putchar(',');
  put_member("message", smsp_result_error_message(result));
  putchar('}');
}

static void put_entry(const smsp_result *result, int32_t index)
{
  char buffer[DATE_SIZE];
  const char *date = date_in_utc(result, index, buffer);

  putchar('{');
  put_member("phone_number", smsp_result_phone_number(result, index));
  putchar(',');
  put_member("status", status_shown(result, index));
  printf(",\"stop\":%s,\"date\":", smsp_result_stop_sms(result, index) ? "true" : "false");
  if (*date == '\0') {
    printf("null");
  } else {
    put_string(date);
  }
  putchar('}');
}

static void put_message(const char *message_id, const smsp_result *result, smsp_status only)
{
  const int32_t count = smsp_result_count(result);
  const char *separator = "";
  int32_t i;

  putchar('{');
  put_member("message_id", message_id);
  put_error(result);
  printf(",\"recipients\":[");
  for (i = 0; i < count; i++) {
    if (is_entry_shown(result, i, only)) {
      fputs(separator, stdout);
      put_entry(result, i);
      separator = ",";
    }
  }
  puts("]}");
}

void print_json(const struct answers *answers, smsp_status only)
{
  int32_t i;

  for (i = 0; i < answers->count; i++) {
    const struct answer *answer = &answers->list[i];

    if (is_message_shown(answer->result, only)) {
      put_message(answer->message_id, answer->result, only);
    }
  }
}
