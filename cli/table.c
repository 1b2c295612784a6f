/* Tables for people, each with a summary; where a terminal shows it, with a bar. */
#include "bar.h"
#include "output.h"
#include "terminal.h"
#include "text.h"

enum { WIDEST_BAR = 60, INDENT = 2 };

/* What a summary counts. */
struct counts {
  int64_t parts[BAR_PARTS];
  int64_t stops;
};

static void add_counts(struct counts *counts, const smsp_result *result)
{
  static const smsp_status STATUSES[BAR_PARTS] = {SMSP_STATUS_DELIVERED, SMSP_STATUS_NOT_DELIVERED,
                                                  SMSP_STATUS_NOT_SENT, SMSP_STATUS_UNKNOWN,
                                                  SMSP_STATUS_WAITING};
  const int32_t count = smsp_result_count(result);
  int32_t i;

  for (i = 0; i < BAR_PARTS; i++) {
    counts->parts[i] += smsp_result_count_status(result, STATUSES[i]);
  }
  for (i = 0; i < count; i++) {
    counts->stops += smsp_result_stop_sms(result, i);
  }
}

/* Seldom ones are left out where there are none. */
static void print_summary(const struct counts *counts)
{
  static const struct {
    const char *name;
    int is_seldom;
  } PARTS[BAR_PARTS] = {
      {"delivered", 0}, {"not delivered", 0}, {"not sent", 1}, {"unknown", 1}, {"waiting", 0}};
  const int is_drawn = is_terminal(stdout);
  int part;

  if (is_drawn) {
    const int columns = terminal_columns(stdout) - 2 * INDENT;

    printf("%*s", INDENT, "");
    bar_print(stdout, counts->parts, columns < WIDEST_BAR ? columns : WIDEST_BAR);
    printf("\n");
  }
  printf("%*s", INDENT, "");
  for (part = 0; part < BAR_PARTS; part++) {
    if (counts->parts[part] > 0 || !PARTS[part].is_seldom) {
      if (is_drawn) {
        printf("%s ", bar_sign((enum bar_part)part));
      }
      printf("%lld %s, ", (long long)counts->parts[part], PARTS[part].name);
    }
  }
  printf("%lld stop\n", (long long)counts->stops);
}

static void print_cell(const char *text, int column_width)
{
  put_text(stdout, text);
  printf("%*s", column_width - text_width(text) + 2, "");
}

static int wider(int column_width, const char *text)
{
  const int width = text_width(text);

  return width > column_width ? width : column_width;
}

static void print_entries(const smsp_result *result, smsp_status only)
{
  const int32_t count = smsp_result_count(result);
  int number_width = text_width("NUMBER");
  int status_width = text_width("STATUS");
  int32_t i;

  for (i = 0; i < count; i++) {
    if (is_entry_shown(result, i, only)) {
      number_width = wider(number_width, smsp_result_phone_number(result, i));
      status_width = wider(status_width, status_shown(result, i));
    }
  }
  printf("%*s", INDENT, "");
  print_cell("NUMBER", number_width);
  print_cell("STATUS", status_width);
  printf("STOP  DATE\n");
  for (i = 0; i < count; i++) {
    if (is_entry_shown(result, i, only)) {
      char buffer[DATE_SIZE];
      const char *date = date_in_local_time(result, i, buffer);

      printf("%*s", INDENT, "");
      print_cell(smsp_result_phone_number(result, i), number_width);
      print_cell(status_shown(result, i), status_width);
      printf("%-4s  ", smsp_result_stop_sms(result, i) ? "yes" : "no");
      put_text(stdout, *date != '\0' ? date : "-");
      printf("\n");
    }
  }
}

static void print_error(const char *message_id, const smsp_result *result)
{
  const smsp_error code = smsp_result_error_code(result);
  const int seconds = (int)smsp_result_retry_after(result);

  /* What was printed before comes first where both streams end in one place. */
  fflush(stdout);
  fprintf(stderr, "smsp-status: Message ");
  put_text(stderr, message_id);
  fprintf(stderr, ": error %d (%s): ", (int)code, smsp_error_name(code));
  put_text(stderr, smsp_result_error_message(result));
  fprintf(stderr, "\n");
  if (seconds > 0) {
    fprintf(stderr, "Wait %d s before the next request, as the server asks.\n", seconds);
  }
}

static void print_message(const char *message_id, const smsp_result *result, smsp_status only)
{
  const int32_t count = smsp_result_count(result);
  struct counts counts = {{0}, 0};

  printf("Message ");
  put_text(stdout, message_id);
  if (count == 0) {
    printf(": no recipients yet\n");
    return;
  }
  printf(": %d %s\n", (int)count, count == 1 ? "recipient" : "recipients");
  print_entries(result, only);
  add_counts(&counts, result);
  print_summary(&counts);
}

static void print_total(const struct answers *answers)
{
  struct counts counts = {{0}, 0};
  int64_t recipients = 0;
  int32_t i;

  for (i = 0; i < answers->count; i++) {
    add_counts(&counts, answers->list[i].result);
    recipients += smsp_result_count(answers->list[i].result);
  }
  printf("In all: %d messages, %d failed, %lld recipients\n", (int)answered_count(answers),
         (int)failed_count(answers), (long long)recipients);
  print_summary(&counts);
}

void print_table(const struct answers *answers, smsp_status only)
{
  int32_t i;

  for (i = 0; i < answers->count; i++) {
    const struct answer *answer = &answers->list[i];

    if (!is_message_shown(answer->result, only)) {
      continue;
    }
    if (smsp_result_error_code(answer->result) == SMSP_OK) {
      print_message(answer->message_id, answer->result, only);
      printf("%s", answers->count > 1 ? "\n" : "");
    } else {
      print_error(answer->message_id, answer->result);
    }
  }
  if (answers->count > 1) {
    print_total(answers);
  }
}
