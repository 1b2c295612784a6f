/* A plug-in that carries the static library inside. */
#include <smsp.h>
#include <stdio.h>

int report(const char *api_key, const char *message_id);

int report(const char *api_key, const char *message_id)
{
  smsp_result *result = smsp_bulk_status(api_key, message_id);
  smsp_error error = smsp_result_error_code(result);

  printf("%d recipients\n", (int)smsp_result_count(result));
  smsp_result_free(result);
  return error == SMSP_OK ? 0 : 1;
}
