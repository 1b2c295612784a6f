#include "bar.h"

#include "terminal.h"

const char *bar_sign(enum bar_part part)
{
  static const char *const ASCII[BAR_PARTS] = {"#", "x", "!", "?", "."};
  /* Full block, dark shade, medium shade, ?, light shade. */
  static const char *const UTF8[BAR_PARTS] = {"\xE2\x96\x88", "\xE2\x96\x93", "\xE2\x96\x92", "?",
                                              "\xE2\x96\x91"};

  return locale_is_utf8() ? UTF8[part] : ASCII[part];
}

void bar_print(FILE *out, const int64_t numbers[BAR_PARTS], int width)
{
  int64_t all = 0;
  int64_t passed = 0;
  int shared = width;
  int part;

  for (part = 0; part < BAR_PARTS; part++) {
    all += numbers[part];
    shared -= numbers[part] > 0;
  }
  if (all == 0) {
    return;
  }
  for (part = 0; part < BAR_PARTS; part++) {
    /* Rounding the running sum, not each part, makes the parts fill the width. */
    const int64_t from = (passed * shared + all / 2) / all;
    int64_t signs;

    passed += numbers[part];
    signs = (numbers[part] > 0) + (passed * shared + all / 2) / all - from;
    for (; signs > 0; signs--) {
      fputs(bar_sign((enum bar_part)part), out);
    }
  }
}
