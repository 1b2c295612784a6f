/* The command line. */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include "ids.h"

#include <smsp.h>

#include <stdint.h>

enum exit_code {
  EXIT_FINAL = 0,
  EXIT_FAILED = 1,
  EXIT_USAGE = 2,
  EXIT_WAITING = 3,
  EXIT_INTERRUPTED = 130 /* 128 + SIGINT, as a shell would say */
};

enum format { FORMAT_TABLE, FORMAT_CSV, FORMAT_JSON };

/* For --only; no smsp_status has this number. */
enum { EVERY_STATUS = -1 };

struct arguments {
  smsp_options *options;
  struct ids ids;
  enum format format;
  smsp_status only;
  int64_t wait_ms; /* -1: ask once */
  int has_base_url;
};

/* Reads the command line and, where it says so, standard input. Returns 1 to go
 * on. Otherwise everything has been said and *code is the exit code. */
int arguments_read(struct arguments *arguments, int argc, char **argv, enum exit_code *code);

void arguments_free(struct arguments *arguments);

#endif
