/*
 * Prints a delivery report in lines that another program can read. The other
 * folders of examples/ hold the same program in other languages, and
 * tests/languages holds each to printing the same bytes as this one.
 *
 *   lines KEY MESSAGE_ID         asks once
 *   lines KEY MESSAGE_ID wait    asks until no recipient is waiting any more
 *
 * The environment variable SMSP_BASE_URL, where it is set, names another server
 * than the provider's. On stdout, in UTF-8:
 *
 *   poll: W waiting              in wait mode, for each poll
 *   number|status|stop|date      for each recipient: the status as the library
 *                                names it, or as the server spells one that the
 *                                library does not know; 1 for STOP, or 0; the
 *                                date in seconds since 1970, or 0 for none
 *   N recipients, D delivered, X not delivered, W waiting, S stop
 *   error CODE: TEXT             in the place of the report, where a call failed
 *
 * Exit codes: 0 a report was printed, 1 a call failed, 2 wrong usage. A program
 * that loads the library at run time ends with 3 where it does not find it.
 *
 * Build and run it from the root of the repository after "cargo build --release":
 *
 *   ln -sf libsmsp.so target/release/libsmsp.so.1
 *   cc -Iinclude examples/c/lines.c -Ltarget/release -lsmsp \
 *      -Wl,-rpath,"$PWD/target/release" -o lines && ./lines your-key 123456
 */
#include <smsp.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* C89 has no conversion that prints 64 bits on every platform. */
static const char *decimal(int64_t number, char buffer[24])
{
  char *digit = buffer + 23;
  uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

  *digit = '\0';
  do {
    *--digit = (char)('0' + (int)(rest % 10));
    rest /= 10;
  } while (rest != 0);
  if (number < 0) {
    *--digit = '-';
  }
  return digit;
}

static void print_report(const smsp_result *result)
{
  const int32_t count = smsp_result_count(result);
  int stops = 0;
  int32_t i;

  for (i = 0; i < count; i++) {
    const smsp_status status = smsp_result_status(result, i);
    const int stop = smsp_result_stop_sms(result, i) != 0;
    char date[24];

    printf("%s|%s|%d|%s\n", smsp_result_phone_number(result, i),
           status == SMSP_STATUS_UNKNOWN ? smsp_result_status_text(result, i)
                                         : smsp_status_name(status),
           stop, decimal(smsp_result_date(result, i), date));
    stops += stop;
  }
  printf("%d recipients, %d delivered, %d not delivered, %d waiting, %d stop\n", (int)count,
         (int)smsp_result_count_status(result, SMSP_STATUS_DELIVERED),
         (int)smsp_result_count_status(result, SMSP_STATUS_NOT_DELIVERED),
         (int)smsp_result_count_status(result, SMSP_STATUS_WAITING), stops);
}

/* Called after each poll; what it needs to know comes through user_data. */
static int32_t print_poll(const smsp_result *result, void *user_data)
{
  FILE *out = user_data;

  fprintf(out, "poll: %d waiting\n", (int)smsp_result_count_status(result, SMSP_STATUS_WAITING));
  return !ferror(out); /* nobody reads any more: stop */
}

static smsp_error set_options(smsp_options *options)
{
  const char *base_url = getenv("SMSP_BASE_URL");
  smsp_error code = smsp_options_set_poll_interval_ms(options, 50, 200);

  if (code == SMSP_OK && base_url != NULL) {
    code = smsp_options_set_base_url(options, base_url);
  }
  return code;
}

int main(int argc, char **argv)
{
  const int wait = argc == 4 && strcmp(argv[3], "wait") == 0;
  smsp_options *options;
  smsp_error code;

  if (argc != 3 && !wait) {
    fprintf(stderr, "usage: lines KEY MESSAGE_ID [wait]\n");
    return 2;
  }

  options = smsp_options_new();
  code = set_options(options);
  if (code != SMSP_OK) {
    printf("error %d: %s\n", (int)code, smsp_error_text(code));
  } else {
    smsp_client *client = smsp_client_new(argv[1], options);
    smsp_result *result = wait ? smsp_client_wait(client, argv[2], 60000, print_poll, stdout)
                               : smsp_client_bulk_status(client, argv[2]);

    code = smsp_result_error_code(result);
    if (code == SMSP_OK) {
      print_report(result);
    } else {
      printf("error %d: %s\n", (int)code, smsp_result_error_message(result));
    }
    smsp_result_free(result);
    smsp_client_free(client);
  }
  smsp_options_free(options);
  return code == SMSP_OK ? 0 : 1;
}
