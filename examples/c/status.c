/*
 * Prints what became of an SMS, recipient by recipient.
 *
 *   status MESSAGE_ID [BASE_URL [CA_FILE]]
 *
 * MESSAGE_ID is what the provider answered when the SMS was sent. The API key
 * is read from the environment variable SMSPARTNER_API_KEY, because arguments
 * can be seen by other users of the machine. Dates are in local time.
 *
 * Compile it from the root of the repository after "cargo build --release",
 * with the shared library or with the static one:
 *
 *   ln -sf libsmsp.so target/release/libsmsp.so.1
 *   cc -Iinclude examples/c/status.c -Ltarget/release -lsmsp \
 *      -Wl,-rpath,"$PWD/target/release" -o status
 *
 *   cc -Iinclude examples/c/status.c target/release/libsmsp.a \
 *      -lgcc_s -lutil -lrt -lpthread -lm -ldl -o status
 *
 * Where the library is installed, "cc status.c -lsmsp -o status" is enough.
 *
 * Run it; the second and the third line ask the sandbox of the repository, which
 * shows its key, its message IDs and its CA file when it starts:
 *
 *   SMSPARTNER_API_KEY=your-key ./status 123456
 *   SMSPARTNER_API_KEY=its-key ./status 300 http://127.0.0.1:8025/v1
 *   SMSPARTNER_API_KEY=its-key ./status 300 https://127.0.0.1:8025/v1 ca.pem
 *
 * Exit codes:
 *
 *   0  the table was printed
 *   2  an argument of the program is missing or not usable
 *   3  the API key or the message ID is missing
 *   4  the provider knows no such message
 *   5  the provider does not accept the API key
 *   6  the provider refused for another reason
 *   7  no connection, or no answer in time: try again later
 *   8  too many requests: try again later
 *   9  the answer is not usable, or anything else
 */
#include <smsp.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int exit_code(smsp_error code)
{
  switch (code) {
  case SMSP_OK:
    return 0;
  case SMSP_ERROR_INVALID_ARGUMENT:
    return 2;
  case SMSP_ERROR_API_KEY_REQUIRED:
  case SMSP_ERROR_MESSAGE_ID_REQUIRED:
    return 3;
  case SMSP_ERROR_MESSAGE_NOT_FOUND:
    return 4;
  case SMSP_ERROR_API_KEY_INCORRECT:
    return 5;
  case SMSP_ERROR_CONNECT:
  case SMSP_ERROR_TLS:
  case SMSP_ERROR_TIMEOUT:
  case SMSP_ERROR_NETWORK:
    return 7;
  case SMSP_ERROR_RATE_LIMITED:
    return 8;
  default:
    /* A positive code without a constant is the provider's own. */
    return code > 0 ? 6 : 9;
  }
}

static void print_error(const smsp_result *result)
{
  const smsp_error code = smsp_result_error_code(result);
  const char *message = smsp_result_error_message(result);
  const int seconds = (int)smsp_result_retry_after(result);

  fprintf(stderr, "error %d (%s): %s\n", (int)code, smsp_error_name(code), message);
  if (code == SMSP_ERROR_API_KEY_REQUIRED) {
    fprintf(stderr, "Put the key into the environment variable SMSPARTNER_API_KEY.\n");
  } else if (smsp_result_api_code(result) != 0 && strcmp(message, smsp_error_text(code)) != 0) {
    /* The provider says what is wrong, in French, but not what to do. */
    fprintf(stderr, "%s\n", smsp_error_text(code));
  }
  if (seconds > 0) {
    fprintf(stderr, "Wait %d s before the next request, as the server asks.\n", seconds);
  }
}

/* The name of a status, or the server's own text where the library knows none. */
static const char *status_shown(const smsp_result *result, int32_t index)
{
  const smsp_status status = smsp_result_status(result, index);
  const char *text = smsp_result_status_text(result, index);

  return status == SMSP_STATUS_UNKNOWN && *text != '\0' ? text : smsp_status_name(status);
}

/* The date in local time, or as the server spelt it where it is no time. */
static const char *date_shown(const smsp_result *result, int32_t index, char *buffer, size_t size)
{
  const int64_t date = smsp_result_date(result, index);
  const char *text = smsp_result_date_text(result, index);
  const time_t seconds = (time_t)date;
  /* A time_t of 32 bits ends in 2038. */
  const struct tm *local = date != 0 && (int64_t)seconds == date ? localtime(&seconds) : NULL;

  if (local != NULL && strftime(buffer, size, "%Y-%m-%d %H:%M:%S", local) > 0) {
    return buffer;
  }
  return *text != '\0' ? text : "-";
}

/* The number of characters, which is not the number of bytes in UTF-8. */
static int width(const char *text)
{
  int characters = 0;

  for (; *text != '\0'; text++) {
    characters += (*text & 0xC0) != 0x80;
  }
  return characters;
}

static void print_cell(const char *text, int column_width)
{
  printf("%s%*s", text, column_width - width(text) + 2, "");
}

static int wider(int column_width, const char *text)
{
  return width(text) > column_width ? width(text) : column_width;
}

static void print_table(const smsp_result *result)
{
  const int32_t count = smsp_result_count(result);
  int number_width = width("NUMBER");
  int status_width = width("STATUS");
  int stops = 0;
  int32_t i;

  for (i = 0; i < count; i++) {
    number_width = wider(number_width, smsp_result_phone_number(result, i));
    status_width = wider(status_width, status_shown(result, i));
  }

  print_cell("NUMBER", number_width);
  print_cell("STATUS", status_width);
  printf("STOP  DATE\n");
  for (i = 0; i < count; i++) {
    const int stop = smsp_result_stop_sms(result, i) != 0;
    char date[32];

    print_cell(smsp_result_phone_number(result, i), number_width);
    print_cell(status_shown(result, i), status_width);
    printf("%-4s  %s\n", stop ? "yes" : "no", date_shown(result, i, date, sizeof date));
    stops += stop;
  }

  printf("\n%d %s: %d delivered, %d waiting, %d not delivered, %d not sent, %d unknown, %d stop\n",
         (int)count, count == 1 ? "recipient" : "recipients",
         (int)smsp_result_count_status(result, SMSP_STATUS_DELIVERED),
         (int)smsp_result_count_status(result, SMSP_STATUS_WAITING),
         (int)smsp_result_count_status(result, SMSP_STATUS_NOT_DELIVERED),
         (int)smsp_result_count_status(result, SMSP_STATUS_NOT_SENT),
         (int)smsp_result_count_status(result, SMSP_STATUS_UNKNOWN), stops);
}

/* Whether a setter accepted its value; where it did not, says what it takes. */
static int accepted(smsp_error code, const char *advice)
{
  if (code != SMSP_OK) {
    fprintf(stderr, "error %d (%s): %s\n", (int)code, smsp_error_name(code), advice);
  }
  return code == SMSP_OK;
}

/* Asks another server than the provider's. Returns NULL where an option was refused. */
static smsp_result *ask_server(const char *api_key, const char *message_id, const char *base_url,
                               const char *ca_file)
{
  smsp_options *options = smsp_options_new();
  smsp_result *result = NULL;

  if (accepted(smsp_options_set_timeout_ms(options, 30000), "The timeout is out of range.")
      && accepted(smsp_options_set_base_url(options, base_url),
                  "BASE_URL must be an https address, or an http address of this machine.")
      && (ca_file == NULL
          || accepted(smsp_options_set_ca_file(options, ca_file),
                      "CA_FILE must be a PEM file that holds a certificate."))) {
    smsp_client *client = smsp_client_new(api_key, options);
    result = smsp_client_bulk_status(client, message_id);
    smsp_client_free(client);
  }
  smsp_options_free(options);
  return result;
}

int main(int argc, char **argv)
{
  const char *api_key = getenv("SMSPARTNER_API_KEY");
  smsp_result *result;
  smsp_error code;

  if (argc < 2 || argc > 4) {
    fprintf(stderr, "usage: status MESSAGE_ID [BASE_URL [CA_FILE]]\n"
                    "The API key is read from the environment variable SMSPARTNER_API_KEY.\n");
    return 2;
  }

  if (argc == 2) {
    result = smsp_bulk_status(api_key, argv[1]);
  } else {
    result = ask_server(api_key, argv[1], argv[2], argc == 4 ? argv[3] : NULL);
  }

  code = smsp_result_error_code(result); /* SMSP_ERROR_INVALID_ARGUMENT for NULL */
  if (code == SMSP_OK) {
    print_table(result);
  } else if (result != NULL) {
    print_error(result);
  }
  smsp_result_free(result);
  return exit_code(code);
}
