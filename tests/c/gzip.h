/* Makes a small gzip (RFC 1951, 1952) of a long text that repeats itself. */
#ifndef GZIP_H
#define GZIP_H

#include <stdint.h>

#include "check.h"

struct packed {
  unsigned char *bytes;
  size_t size;
  uint32_t bits;
  int bit_count;
  uint32_t crc;
  uint32_t length;
};

static void put_byte(struct packed *packed, int byte) {
  if (packed->size % 65536 == 0) {
    packed->bytes = realloc(packed->bytes, packed->size + 65536);
    CHECK(packed->bytes != NULL);
  }
  packed->bytes[packed->size++] = (unsigned char)byte;
}

static void put_bits(struct packed *packed, uint32_t bits, int count) {
  packed->bits |= bits << packed->bit_count;
  packed->bit_count += count;
  while (packed->bit_count >= 8) {
    put_byte(packed, (int)(packed->bits & 0xff));
    packed->bits >>= 8;
    packed->bit_count -= 8;
  }
}

/* A Huffman code, whose first bit is its highest. */
static void put_code(struct packed *packed, uint32_t code, int count) {
  while (count-- > 0) {
    put_bits(packed, code >> count & 1, 1);
  }
}

static void add_to_crc(struct packed *packed, unsigned char byte) {
  static uint32_t table[256];
  uint32_t i;
  int bit;

  if (table[1] == 0) {
    for (i = 0; i < 256; i++) {
      table[i] = i;
      for (bit = 0; bit < 8; bit++) {
        table[i] = table[i] & 1 ? table[i] >> 1 ^ 0xedb88320 : table[i] >> 1;
      }
    }
  }
  packed->crc = packed->crc >> 8 ^ table[(packed->crc ^ byte) & 0xff];
  packed->length++;
}

/* Text of ASCII characters. */
static void put_text(struct packed *packed, const char *text) {
  for (; *text != '\0'; text++) {
    put_code(packed, 0x30 + (unsigned char)*text, 8);
    add_to_crc(packed, (unsigned char)*text);
  }
}

/* The text again and again, until it has at least so many bytes; 4096 at most each. */
static void put_repeated(struct packed *packed, const char *text, uint32_t bytes) {
  size_t period = strlen(text);
  uint32_t done = (uint32_t)period;
  uint32_t base = 1;
  uint32_t code = 0;
  int extra = 0;
  int i;

  put_text(packed, text);
  /* The distance code whose range holds the period. */
  while (period >= base + (1u << extra)) {
    base += 1u << extra;
    code++;
    extra = code < 4 ? 0 : (int)code / 2 - 1;
  }
  while (done < bytes) {
    put_code(packed, 0xc5, 8); /* 258 bytes */
    put_code(packed, code, 5);
    put_bits(packed, (uint32_t)period - base, extra);
    for (i = 0; i < 258; i++) {
      add_to_crc(packed, (unsigned char)text[(done + (uint32_t)i) % period]);
    }
    done += 258;
  }
  /* To the end of the text. */
  put_text(packed, text + done % period);
}

/* A gzip of START, then MIDDLE repeated to so many bytes, then END. */
static struct packed pack(const char *start, const char *middle, uint32_t bytes,
                          const char *end) {
  static const unsigned char head[10] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255};
  struct packed packed;
  uint32_t crc;
  int i;

  memset(&packed, 0, sizeof packed);
  packed.crc = 0xffffffff;
  for (i = 0; i < 10; i++) {
    put_byte(&packed, head[i]);
  }
  put_bits(&packed, 1, 1); /* the last block */
  put_bits(&packed, 1, 2); /* with the fixed codes */
  put_text(&packed, start);
  put_repeated(&packed, middle, bytes);
  put_text(&packed, end);
  put_code(&packed, 0, 7);
  put_bits(&packed, 0, (8 - packed.bit_count) % 8);
  crc = packed.crc ^ 0xffffffff;
  for (i = 0; i < 32; i += 8) {
    put_byte(&packed, (int)(crc >> i & 0xff));
  }
  for (i = 0; i < 32; i += 8) {
    put_byte(&packed, (int)(packed.length >> i & 0xff));
  }
  return packed;
}

#endif
