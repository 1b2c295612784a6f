/* One program with two static libraries that were both made in Rust. */
#include <smsp.h>
#include <stdio.h>

int other_caught_panics(int count);

int main(int count, char **arguments)
{
  smsp_result *result;

  if (count != 3) {
    fprintf(stderr, "usage: two_libraries API_KEY MESSAGE_ID\n");
    return 2;
  }
  result = smsp_bulk_status(arguments[1], arguments[2]);
  printf("%d panics, %d recipients\n", other_caught_panics(3),
         (int)smsp_result_count(result));
  smsp_result_free(result);
  return 0;
}
