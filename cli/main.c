/*
 * smsp-status: what became of my SMS? On the command line, for one message or
 * thousands, once or until the last report is in; "smsp-status --help" tells all.
 *
 * Compile it from the root of the repository after "cargo build --release":
 *
 *   ln -sf libsmsp.so target/release/libsmsp.so.1
 *   cc -std=c99 -O2 -Iinclude cli/[a-z]*.c -Ltarget/release -lsmsp \
 *      -Wl,-rpath,"$PWD/target/release" -o smsp-status
 *
 * Where the library is installed, "cc cli/[a-z]*.c -lsmsp -o smsp-status"
 * is enough.
 */
#include "arguments.h"
#include "ask.h"
#include "output.h"
#include "terminal.h"

#include <stdio.h>
#include <stdlib.h>

static void print_answers(const struct answers *answers, const struct arguments *arguments)
{
  const int32_t answered = answered_count(answers);

  switch (arguments->format) {
  case FORMAT_TABLE:
    print_table(answers, arguments->only);
    break;
  case FORMAT_CSV:
    print_csv(answers, arguments->only);
    break;
  case FORMAT_JSON:
    print_json(answers, arguments->only);
    break;
  }
  if (answered < answers->count) {
    fflush(stdout);
    fprintf(stderr, "smsp-status: Stopped after %d of %d messages.\n", (int)answered,
            (int)answers->count);
  }
}

/* --only changes what is shown, not what the exit code says. */
static enum exit_code code_of(const struct answers *answers)
{
  int32_t i;

  if (is_interrupted()) {
    return EXIT_INTERRUPTED;
  }
  if (failed_count(answers) > 0) {
    return EXIT_FAILED;
  }
  for (i = 0; i < answers->count; i++) {
    if (is_unfinished(answers->list[i].result)) {
      return EXIT_WAITING;
    }
  }
  return EXIT_FINAL;
}

static enum exit_code ask_and_print(const char *api_key, const struct arguments *arguments)
{
  smsp_client *client = smsp_client_new(api_key, arguments->options);
  struct answers answers;
  enum exit_code code;

  catch_interrupts();
  ask(&answers, client, arguments);
  print_answers(&answers, arguments);
  code = code_of(&answers);
  answers_free(&answers);
  smsp_client_free(client);
  return code;
}

int main(int argc, char **argv)
{
  const char *api_key = getenv("SMSPARTNER_API_KEY");
  struct arguments arguments;
  enum exit_code code;

  if (arguments_read(&arguments, argc, argv, &code)) {
    if (api_key == NULL || *api_key == '\0') {
      fprintf(stderr, "smsp-status: Put the API key into the environment variable "
                      "SMSPARTNER_API_KEY.\n");
    } else {
      code = ask_and_print(api_key, &arguments);
    }
  }
  arguments_free(&arguments);
  if (fflush(stdout) != 0 || ferror(stdout)) {
    fprintf(stderr, "smsp-status: The output cannot be written.\n");
    return EXIT_FAILED;
  }
  return (int)code;
}
