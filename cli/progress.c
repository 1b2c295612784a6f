#include "progress.h"

#include "bar.h"
#include "terminal.h"

#include <stdio.h>

enum { BAR_WIDTH = 24, STEPS = 200 };

static int is_shown;

/* Begins the line anew and says how many characters it may have. */
static int begin_line(void)
{
  const int columns = terminal_columns(stderr);

  progress_end();
  is_shown = 1;
  /* A sign in the last column would make some terminals begin a new line. */
  return columns - 1;
}

void progress_of_batch(int32_t answered, int32_t all, int32_t failed)
{
  /* More than so many steps would only slow the terminal down. */
  const int32_t step = all / STEPS + 1;
  int columns;
  char text[80];

  if (!is_terminal(stderr) || (answered % step != 0 && answered != all)) {
    return;
  }
  columns = begin_line();
  if (columns > BAR_WIDTH + 50) {
    int64_t numbers[BAR_PARTS] = {0};

    numbers[BAR_DELIVERED] = answered;
    numbers[BAR_WAITING] = all - answered;
    bar_print(stderr, numbers, BAR_WIDTH);
    columns -= BAR_WIDTH;
  }
  snprintf(text, sizeof text, " %d of %d messages answered, %d failed", (int)answered, (int)all,
           (int)failed);
  fprintf(stderr, "%.*s", columns, text);
  fflush(stderr);
}

void progress_of_wait(int32_t messages, int64_t recipients, int64_t delay_ms)
{
  char text[160];

  if (!is_terminal(stderr)) {
    return;
  }
  snprintf(text, sizeof text, "Waiting for %d %s, %lld %s so far; next poll in %lld s",
           (int)messages, messages == 1 ? "message" : "messages", (long long)recipients,
           recipients == 1 ? "recipient" : "recipients", (long long)((delay_ms + 999) / 1000));
  fprintf(stderr, "%.*s", begin_line(), text);
  fflush(stderr);
}

void progress_end(void)
{
  if (is_shown) {
    fputs("\r\033[K", stderr); /* to the first column; erase to the end of the line */
    fflush(stderr);
    is_shown = 0;
  }
}
