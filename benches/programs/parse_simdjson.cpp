/* simdjson, its On-Demand way: values are read as they are asked for, and the
 * phone numbers copied, since the parser's texts have no NUL and end with it. */
#include "recipients.h"

#include <simdjson.h>

namespace {

struct Parsed {
  recipients list;
  char *texts;
};

/* A date, which simdjson gives without a NUL. */
int64_t date_of(std::string_view text)
{
  char buffer[24] = "";

  memcpy(buffer, text.data(), std::min(text.size(), sizeof buffer - 1));
  return ::date_of(buffer);
}

int32_t status_of(std::string_view text)
{
  if (text == "Delivered") {
    return 1;
  }
  if (text == "Not delivered") {
    return 2;
  }
  if (text == "Waiting") {
    return 3;
  }
  return text == "ko" ? 4 : 0;
}

/* Reads the entries into the list and their numbers behind each other. */
void read_entries(simdjson::ondemand::array entries, Parsed *parsed)
{
  char *end = parsed->texts;

  for (auto element : entries) {
    simdjson::ondemand::object entry = element.get_object();
    const std::string_view number = entry["phoneNumber"].get_string();
    recipient *recipient = recipients_add(&parsed->list);
    std::string_view date;

    memcpy(end, number.data(), number.size());
    end[number.size()] = '\0';
    recipient->phone_number = end;
    end += number.size() + 1;
    recipient->status = status_of(std::string_view(entry["status"].get_string()));
    recipient->stop_sms = bool(entry["stopSMS"].get_bool());
    recipient->date = entry["date"].get_string().get(date) ? 0 : date_of(date);
  }
}

} // namespace

void *parse_prepare(const char *bytes, size_t length)
{
  return new simdjson::padded_string(bytes, length);
}

void *parse_body(void *prepared)
{
  simdjson::padded_string *body = static_cast<simdjson::padded_string *>(prepared);
  Parsed *parsed = new Parsed{recipients{nullptr, 0, 0}, nullptr};

  try {
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document = parser.iterate(*body);

    if (!bool(document["success"].get_bool())) {
      give_up("simdjson finds no successful answer");
    }
    /* The numbers are no longer than the body. */
    parsed->texts = static_cast<char *>(malloc(body->size()));
    read_entries(document["StatutResponse_List"].get_array(), parsed);
  } catch (const simdjson::simdjson_error &error) {
    give_up(error.what());
  }
  delete body;
  return parsed;
}

void parse_read(const void *parsed, void (*each)(const struct recipient *, void *), void *data)
{
  recipients_read(&static_cast<const Parsed *>(parsed)->list, each, data);
}

void parse_free(void *parsed)
{
  Parsed *simdjson = static_cast<Parsed *>(parsed);

  free(simdjson->texts);
  free(simdjson->list.array);
  delete simdjson;
}
