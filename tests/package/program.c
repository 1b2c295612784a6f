/* A program as a user of the installed library writes it: one message, and what
 * became of it. */
#include <smsp.h>
#include <stdio.h>

int main(int count, char **arguments)
{
  smsp_result *result;
  smsp_error error;
  int32_t i;

  if (count != 3) {
    fprintf(stderr, "usage: program API_KEY MESSAGE_ID\n");
    return 2;
  }
  result = smsp_bulk_status(arguments[1], arguments[2]);
  error = smsp_result_error_code(result);
  if (error != SMSP_OK) {
    fprintf(stderr, "%s\n", smsp_result_error_message(result));
  }
  for (i = 0; i < smsp_result_count(result); i++) {
    printf("%s %s\n", smsp_result_phone_number(result, i),
           smsp_status_name(smsp_result_status(result, i)));
  }
  smsp_result_free(result);
  return error == SMSP_OK ? 0 : 1;
}
