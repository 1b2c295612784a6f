/* CSV by RFC 4180. */
#include "output.h"
#include "terminal.h"
#include "text.h"

/* A field that needs quotes has them, and its own are doubled. CSV has no way to
 * write a control character other than a line end. */
static void put_field(const char *text)
{
  const char *rest = text;
  int is_quoted = 0;
  uint32_t character;

  while ((character = next_character(&rest)) != 0) {
    is_quoted |= character == '"' || character == ',' || character == '\n';
  }
  if (is_quoted) {
    putchar('"');
  }
  while ((character = next_character(&text)) != 0) {
    if (character == '"') {
      putchar('"');
    }
    put_character(stdout, is_control(character) && character != '\n' ? 0xFFFD : character);
  }
  if (is_quoted) {
    putchar('"');
  }
}

static void put_row(const char *const fields[6])
{
  int i;

  for (i = 0; i < 6; i++) {
    if (i > 0) {
      putchar(',');
    }
    put_field(fields[i]);
  }
  fputs("\r\n", stdout);
}

static void put_message(const char *message_id, const smsp_result *result, smsp_status only)
{
  const int32_t count = smsp_result_count(result);
  const char *fields[6] = {message_id, "", "", "", "", ""};
  char date[DATE_SIZE];
  int32_t i;

  fields[5] = smsp_result_error_message(result);
  if (count == 0) {
    put_row(fields);
  }
  for (i = 0; i < count; i++) {
    if (is_entry_shown(result, i, only)) {
      fields[1] = smsp_result_phone_number(result, i);
      fields[2] = status_shown(result, i);
      fields[3] = smsp_result_stop_sms(result, i) ? "yes" : "no";
      fields[4] = date_in_utc(result, i, date);
      put_row(fields);
    }
  }
}

void print_csv(const struct answers *answers, smsp_status only)
{
  static const char *const HEADER[6] = {"message_id", "phone_number", "status",
                                        "stop",       "date",         "error"};
  int32_t i;

  write_bytes_as_they_are(stdout);
  put_row(HEADER);
  for (i = 0; i < answers->count; i++) {
    const struct answer *answer = &answers->list[i];

    if (is_message_shown(answer->result, only)) {
      put_message(answer->message_id, answer->result, only);
    }
  }
}
