#include "arguments.h"

#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Reports are final after 48 hours. */
static const int64_t LONGEST_WAIT_S = 172800;

enum value { NO_VALUE, VALUE, MAYBE_VALUE };

/* One option. apply() returns 0 where it refuses the value, and `takes` says what
 * it wants. */
struct option {
  const char *name;
  enum value value;
  const char *shown; /* in the help */
  const char *help;
  const char *takes;
  int (*apply)(struct arguments *arguments, const char *value);
};

/* A whole number without anything around it. */
static int is_number(const char *text, int64_t most, int64_t *number)
{
  char *end;
  long long parsed;

  errno = 0;
  parsed = strtoll(text, &end, 10);
  if (!isdigit((unsigned char)*text) || *end != '\0' || errno != 0 || parsed > most) {
    return 0;
  }
  *number = parsed;
  return 1;
}

static int apply_wait(struct arguments *arguments, const char *value)
{
  int64_t seconds = LONGEST_WAIT_S;

  if (value != NULL && !is_number(value, LONGEST_WAIT_S, &seconds)) {
    return 0;
  }
  arguments->wait_ms = seconds * 1000;
  return 1;
}

static int apply_csv(struct arguments *arguments, const char *value)
{
  (void)value;
  arguments->format = FORMAT_CSV;
  return 1;
}

static int apply_json(struct arguments *arguments, const char *value)
{
  (void)value;
  arguments->format = FORMAT_JSON;
  return 1;
}

/* "not-delivered" and "Not delivered" are the same to it. */
static int is_status_name(const char *text, const char *name)
{
  while (*text != '\0' && *name != '\0') {
    const char given = *text == '-' || *text == '_' ? ' ' : *text;

    if (tolower((unsigned char)given) != tolower((unsigned char)*name)) {
      return 0;
    }
    text++;
    name++;
  }
  return *text == *name;
}

static int apply_only(struct arguments *arguments, const char *value)
{
  smsp_status status;

  for (status = SMSP_STATUS_UNKNOWN; status <= SMSP_STATUS_NOT_SENT; status++) {
    if (is_status_name(value, smsp_status_name(status))) {
      arguments->only = status;
      return 1;
    }
  }
  return 0;
}

static int apply_base_url(struct arguments *arguments, const char *value)
{
  arguments->has_base_url = 1;
  return smsp_options_set_base_url(arguments->options, value) == SMSP_OK;
}

static int apply_ca_file(struct arguments *arguments, const char *value)
{
  return smsp_options_set_ca_file(arguments->options, value) == SMSP_OK;
}

static int apply_proxy(struct arguments *arguments, const char *value)
{
  return smsp_options_set_proxy(arguments->options, value) == SMSP_OK;
}

static int apply_timeout(struct arguments *arguments, const char *value)
{
  int64_t seconds;

  return is_number(value, INT32_MAX, &seconds)
         && smsp_options_set_timeout_ms(arguments->options, seconds * 1000) == SMSP_OK;
}

static int apply_connections(struct arguments *arguments, const char *value)
{
  int64_t number;

  return is_number(value, INT32_MAX, &number)
         && smsp_options_set_max_connections(arguments->options, (int32_t)number) == SMSP_OK;
}

static int apply_requests_per_minute(struct arguments *arguments, const char *value)
{
  int64_t number;

  return is_number(value, INT32_MAX, &number)
         && smsp_options_set_max_requests_per_minute(arguments->options, (int32_t)number)
                == SMSP_OK;
}

#define BASE_URL_TAKES "an https address, or an http address of this machine"

static const struct option OPTIONS[] = {
    {"--wait", MAYBE_VALUE, "--wait[=SECONDS]",
     "ask again until nobody is waiting, or 48 hours",
     "a whole number of seconds from 0 to 172800", apply_wait},
    {"--only", VALUE, "--only STATUS",
     "show only who is delivered, not-delivered,\n"
     "                                waiting, not-sent or unknown",
     "delivered, not-delivered, waiting, not-sent or unknown", apply_only},
    {"--csv", NO_VALUE, "--csv", "write CSV, a line for each recipient", "", apply_csv},
    {"--json", NO_VALUE, "--json", "write JSON, an object a line for each message", "",
     apply_json},
    {"--connections", VALUE, "--connections NUMBER", "ask over so many at the same time, 8",
     "a whole number from 1 to 1024", apply_connections},
    {"--requests-per-minute", VALUE, "--requests-per-minute NUMBER",
     "send at most NUMBER requests per minute",
     "a whole number up to 1000000; 0 is no limit", apply_requests_per_minute},
    {"--timeout", VALUE, "--timeout SECONDS", "give up on a message after so long, 10",
     "a whole number of seconds from 1 to 86400", apply_timeout},
    {"--base-url", VALUE, "--base-url URL", "ask this address, not the provider's",
     BASE_URL_TAKES, apply_base_url},
    {"--ca-file", VALUE, "--ca-file FILE", "trust the certificates in this PEM file only",
     "a PEM file that holds a certificate", apply_ca_file},
    {"--proxy", VALUE, "--proxy URL", "go through this proxy; \"\" for none",
     "http://[user:password@]host[:port], or nothing", apply_proxy},
    {"--version", NO_VALUE, "--version", "print the version and stop", "", NULL},
    {"--help", NO_VALUE, "--help", "print this and stop", "", NULL},
};

enum { OPTION_COUNT = sizeof OPTIONS / sizeof *OPTIONS, HELP_COLUMN = 30 };

static void print_help(void)
{
  int i;

  printf("usage: smsp-status [OPTION]... ID... | -\n\n"
         "Prints what became of SMS sent with SMS Partner, recipient by recipient. ID is\n"
         "what the provider answered when the message was sent; with -, IDs are read from\n"
         "standard input, one a line. An ID that begins with - comes after --.\n\n");
  for (i = 0; i < OPTION_COUNT; i++) {
    printf("  %-*s%s\n", HELP_COLUMN, OPTIONS[i].shown, OPTIONS[i].help);
  }
  printf("\nEnvironment:\n"
         "  %-*sthe API key; others can see arguments\n"
         "  %-*sthe address where --base-url is not given\n"
         "  %-*sthe proxy where --proxy is not given\n",
         HELP_COLUMN, "SMSPARTNER_API_KEY", HELP_COLUMN, "SMSP_BASE_URL", HELP_COLUMN,
         "HTTPS_PROXY, NO_PROXY");
  printf("\nExit codes:\n"
         "  %-6dall messages were found, and nobody is waiting any more\n"
         "  %-6da message failed, or the output could not be written\n"
         "  %-6dthe arguments or the environment are not usable; nothing was asked\n"
         "  %-6dno message failed, but a recipient is waiting still\n"
         "  %-6dCtrl-C; what was answered before has been printed\n",
         EXIT_FINAL, EXIT_FAILED, EXIT_USAGE, EXIT_WAITING, EXIT_INTERRUPTED);
}

static int refuse(const char *name, const char *what)
{
  fputs("smsp-status: ", stderr);
  put_text(stderr, name);
  fprintf(stderr, " %s.\nTry \"smsp-status --help\".\n", what);
  return 0;
}

static const struct option *find_option(const char *argument, size_t length)
{
  int i;

  for (i = 0; i < OPTION_COUNT; i++) {
    if (strlen(OPTIONS[i].name) == length && memcmp(OPTIONS[i].name, argument, length) == 0) {
      return &OPTIONS[i];
    }
  }
  return NULL;
}

/* Reads the option at argv[*i], and its value, which is in it or comes after it. */
static int read_option(struct arguments *arguments, int argc, char **argv, int *i)
{
  const char *argument = argv[*i];
  const size_t length = strcspn(argument, "=");
  const char *value = argument[length] == '=' ? argument + length + 1 : NULL;
  const struct option *option = find_option(argument, length);

  if (option == NULL) {
    return refuse(argument, "is not known");
  }
  if (option->value == NO_VALUE && value != NULL) {
    return refuse(option->name, "takes no value");
  }
  if (option->value == VALUE && value == NULL) {
    if (*i + 1 == argc) {
      return refuse(option->name, "needs a value");
    }
    value = argv[++*i];
  }
  if (!option->apply(arguments, value)) {
    char what[120];

    snprintf(what, sizeof what, "takes %s", option->takes);
    return refuse(option->name, what);
  }
  return 1;
}

static int is_asked(int argc, char **argv, const char *name)
{
  int i;

  for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
    if (strcmp(argv[i], name) == 0) {
      return 1;
    }
  }
  return 0;
}

/* Returns 0 where an argument was refused, and has said why. */
static int read_all(struct arguments *arguments, int argc, char **argv)
{
  const char *base_url = getenv("SMSP_BASE_URL");
  int has_ids = 0;
  int is_option = 1;
  int i;

  for (i = 1; i < argc; i++) {
    if (is_option && strcmp(argv[i], "--") == 0) {
      is_option = 0;
    } else if (is_option && strcmp(argv[i], "-") == 0) {
      has_ids = 1;
      if (!ids_read(&arguments->ids, stdin)) {
        return 0;
      }
    } else if (is_option && argv[i][0] == '-') {
      if (!read_option(arguments, argc, argv, &i)) {
        return 0;
      }
    } else {
      has_ids = 1;
      ids_add(&arguments->ids, argv[i]);
    }
  }
  if (!has_ids) {
    return refuse("At least one message ID", "is needed");
  }
  if (!arguments->has_base_url && base_url != NULL && *base_url != '\0'
      && !apply_base_url(arguments, base_url)) {
    return refuse("SMSP_BASE_URL", "takes " BASE_URL_TAKES);
  }
  return 1;
}

int arguments_read(struct arguments *arguments, int argc, char **argv, enum exit_code *code)
{
  memset(arguments, 0, sizeof *arguments);
  arguments->only = EVERY_STATUS;
  arguments->wait_ms = -1;
  *code = EXIT_FINAL;
  if (is_asked(argc, argv, "--help")) {
    print_help();
    return 0;
  }
  if (is_asked(argc, argv, "--version")) {
    printf("smsp-status %s (libsmsp %s)\n", SMSP_VERSION, smsp_version());
    return 0;
  }
  arguments->options = smsp_options_new();
  *code = EXIT_USAGE;
  return read_all(arguments, argc, argv);
}

void arguments_free(struct arguments *arguments)
{
  smsp_options_free(arguments->options);
  ids_free(&arguments->ids);
}
