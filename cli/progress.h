/* The line on stderr that tells how far it is; only where a person looks at it. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdint.h>

/* So many of all messages have been answered, and so many of these failed. */
void progress_of_batch(int32_t answered, int32_t all, int32_t failed);

/* So many messages and recipients are waited for; the next poll is due in so long. */
void progress_of_wait(int32_t messages, int64_t recipients, int64_t delay_ms);

/* Erases the line. */
void progress_end(void);

#endif
