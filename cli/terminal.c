#if defined(__unix__) || defined(__APPLE__)
#define POSIX 1
#define _POSIX_C_SOURCE 200809L /* fileno, nanosleep */
#define _DARWIN_C_SOURCE        /* macOS hides TIOCGWINSZ otherwise */
#else
#define POSIX 0
#endif
#if defined(_WIN32)
#define WINDOWS 1
#else
#define WINDOWS 0
#endif

#include "terminal.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#if POSIX
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#elif WINDOWS
#include <fcntl.h>
#include <io.h>
#include <windows.h>
#endif

enum { USUAL_COLUMNS = 80 };

static volatile sig_atomic_t interrupted;

int is_terminal(FILE *stream)
{
#if POSIX
  return isatty(fileno(stream));
#elif WINDOWS
  return _isatty(_fileno(stream));
#else
  (void)stream;
  return 0;
#endif
}

int terminal_columns(FILE *stream)
{
#if POSIX
  struct winsize size;

  if (ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
#elif WINDOWS
  CONSOLE_SCREEN_BUFFER_INFO console;

  if (GetConsoleScreenBufferInfo((HANDLE)_get_osfhandle(_fileno(stream)), &console)) {
    return console.srWindow.Right - console.srWindow.Left + 1;
  }
#else
  (void)stream;
#endif
  return USUAL_COLUMNS;
}

void write_bytes_as_they_are(FILE *stream)
{
#if WINDOWS
  _setmode(_fileno(stream), _O_BINARY);
#else
  (void)stream;
#endif
}

int locale_is_utf8(void)
{
  /* The first that is set decides, by POSIX. */
  static const char *const VARIABLES[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  static const char *const SPELLINGS[] = {"UTF-8", "UTF8", "utf-8", "utf8"};
  size_t i;
  size_t j;

  for (i = 0; i < sizeof VARIABLES / sizeof *VARIABLES; i++) {
    const char *locale = getenv(VARIABLES[i]);

    if (locale == NULL || *locale == '\0') {
      continue;
    }
    for (j = 0; j < sizeof SPELLINGS / sizeof *SPELLINGS; j++) {
      if (strstr(locale, SPELLINGS[j]) != NULL) {
        return 1;
      }
    }
    return 0;
  }
  return 0;
}

int pause_for(long milliseconds)
{
#if POSIX
  struct timespec time;

  time.tv_sec = milliseconds / 1000;
  time.tv_nsec = milliseconds % 1000 * 1000000;
  nanosleep(&time, NULL);
  return 1;
#elif WINDOWS
  Sleep((DWORD)milliseconds);
  return 1;
#else
  (void)milliseconds;
  return 0;
#endif
}

static void on_interrupt(int number)
{
  interrupted = 1;
  signal(number, SIG_DFL);
}

void catch_interrupts(void)
{
  signal(SIGINT, on_interrupt);
}

int is_interrupted(void)
{
  return interrupted;
}
