#include "text.h"

#include "terminal.h"

enum { REPLACEMENT = 0xFFFD };

uint32_t next_character(const char **text)
{
  const unsigned char *bytes = (const unsigned char *)*text;
  const int more = bytes[0] < 0x80 ? 0 : bytes[0] >= 0xF0 ? 3 : bytes[0] >= 0xE0 ? 2 : 1;
  static const uint32_t SMALLEST[] = {0, 0x80, 0x800, 0x10000};
  uint32_t character = more == 0 ? bytes[0] : bytes[0] & (0x3FU >> more);
  int i;

  if (bytes[0] == '\0') {
    return 0;
  }
  *text += 1;
  if ((bytes[0] >= 0x80 && bytes[0] < 0xC0) || bytes[0] >= 0xF8) {
    return REPLACEMENT;
  }
  for (i = 1; i <= more; i++) {
    if ((bytes[i] & 0xC0) != 0x80) {
      return REPLACEMENT;
    }
    character = character << 6 | (bytes[i] & 0x3FU);
  }
  if (character < SMALLEST[more] || character > 0x10FFFF
      || (character >= 0xD800 && character <= 0xDFFF)) {
    return REPLACEMENT;
  }
  *text += more;
  return character;
}

int is_control(uint32_t character)
{
  return character < 0x20 || (character >= 0x7F && character <= 0x9F) /* C0, DEL, C1 */
         || character == 0x61C || character == 0x200E || character == 0x200F
         || (character >= 0x2028 && character <= 0x202E)  /* line ends, directions */
         || (character >= 0x2066 && character <= 0x2069); /* isolated directions */
}

void put_character(FILE *out, uint32_t character)
{
  if (character < 0x80) {
    putc((int)character, out);
  } else if (character < 0x800) {
    putc((int)(0xC0 | character >> 6), out);
    putc((int)(0x80 | (character & 0x3F)), out);
  } else if (character < 0x10000) {
    putc((int)(0xE0 | character >> 12), out);
    putc((int)(0x80 | (character >> 6 & 0x3F)), out);
    putc((int)(0x80 | (character & 0x3F)), out);
  } else {
    putc((int)(0xF0 | character >> 18), out);
    putc((int)(0x80 | (character >> 12 & 0x3F)), out);
    putc((int)(0x80 | (character >> 6 & 0x3F)), out);
    putc((int)(0x80 | (character & 0x3F)), out);
  }
}

void put_text(FILE *out, const char *text)
{
  const int is_utf8 = locale_is_utf8();
  uint32_t character;

  while ((character = next_character(&text)) != 0) {
    if (is_control(character)) {
      character = REPLACEMENT;
    }
    put_character(out, is_utf8 || character < 0x80 ? character : '?');
  }
}

int text_width(const char *text)
{
  int characters = 0;

  while (next_character(&text) != 0) {
    characters++;
  }
  return characters;
}
