/* Recipients out of a document of yyjson, which the caller keeps for as long as
 * they are used: they point into it. */
#ifndef YYJSON_RECIPIENTS_H
#define YYJSON_RECIPIENTS_H

#include "recipients.h"

#include <yyjson.h>

static inline struct recipients yyjson_recipients(yyjson_doc *document)
{
  yyjson_val *root = yyjson_doc_get_root(document);
  yyjson_val *list = yyjson_obj_get(root, "StatutResponse_List");
  struct recipients recipients = {NULL, 0, yyjson_arr_size(list)};
  yyjson_arr_iter iterator;
  yyjson_val *entry;

  if (!yyjson_get_bool(yyjson_obj_get(root, "success"))) {
    give_up("yyjson finds no successful answer");
  }
  /* yyjson knows how many there are. */
  recipients.array = malloc((recipients.room + 1) * sizeof *recipients.array);
  yyjson_arr_iter_init(list, &iterator);
  while ((entry = yyjson_arr_iter_next(&iterator)) != NULL) {
    struct recipient *recipient = recipients_add(&recipients);
    const char *date = NULL;
    yyjson_obj_iter fields = yyjson_obj_iter_with(entry);

    /* Looks for each key at its place in the documented order. */
    recipient->phone_number = yyjson_get_str(yyjson_obj_iter_get(&fields, "phoneNumber"));
    recipient->status = status_of(yyjson_get_str(yyjson_obj_iter_get(&fields, "status")));
    recipient->stop_sms = yyjson_get_bool(yyjson_obj_iter_get(&fields, "stopSMS"));
    date = yyjson_get_str(yyjson_obj_iter_get(&fields, "date"));
    recipient->date = date == NULL ? 0 : date_of(date);
  }
  return recipients;
}

#endif
