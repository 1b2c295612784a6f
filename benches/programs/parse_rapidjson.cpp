/* RapidJSON, its SAX reader, in place: it turns the body itself into its texts. */
#include "recipients.h"

#if defined(__SSE2__)
#define RAPIDJSON_SSE2
#elif defined(__ARM_NEON)
#define RAPIDJSON_NEON
#endif
#include <rapidjson/reader.h>

namespace {

struct Parsed {
  char *body;
  recipients list;
};

enum class Field { Other, Success, PhoneNumber, Status, StopSms, Date };

/* Takes what the reader finds. */
class Handler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Handler> {
public:
  explicit Handler(recipients *list) : list_(list) {}

  bool success = false;

  bool StartObject()
  {
    depth_++;
    if (depth_ == 2) {
      *recipients_add(list_) = recipient{"", 0, 0, 0};
    }
    return true;
  }

  bool EndObject(rapidjson::SizeType)
  {
    depth_--;
    return true;
  }

  bool Key(const char *text, rapidjson::SizeType, bool)
  {
    field_ = depth_ == 1 ? answer_field(text) : entry_field(text);
    return true;
  }

  bool String(const char *text, rapidjson::SizeType, bool)
  {
    switch (field_) {
    case Field::PhoneNumber:
      last().phone_number = text;
      break;
    case Field::Status:
      last().status = status_of(text);
      break;
    case Field::Date:
      last().date = date_of(text);
      break;
    default:
      break;
    }
    return true;
  }

  bool Bool(bool value)
  {
    if (field_ == Field::StopSms) {
      last().stop_sms = value;
    } else if (field_ == Field::Success) {
      success = value;
    }
    return true;
  }

private:
  recipient &last() { return list_->array[list_->count - 1]; }

  static Field answer_field(const char *key)
  {
    return strcmp(key, "success") == 0 ? Field::Success : Field::Other;
  }

  static Field entry_field(const char *key)
  {
    if (strcmp(key, "phoneNumber") == 0) {
      return Field::PhoneNumber;
    }
    if (strcmp(key, "status") == 0) {
      return Field::Status;
    }
    if (strcmp(key, "stopSMS") == 0) {
      return Field::StopSms;
    }
    return strcmp(key, "date") == 0 ? Field::Date : Field::Other;
  }

  recipients *list_;
  int depth_ = 0;
  Field field_ = Field::Other;
};

} // namespace

void *parse_prepare(const char *bytes, size_t length)
{
  char *body = static_cast<char *>(malloc(length + 1));

  memcpy(body, bytes, length);
  body[length] = '\0';
  return body;
}

void *parse_body(void *prepared)
{
  Parsed *parsed = new Parsed{static_cast<char *>(prepared), recipients{nullptr, 0, 0}};
  rapidjson::InsituStringStream stream(parsed->body);
  rapidjson::Reader reader;
  Handler handler(&parsed->list);

  if (reader.Parse<rapidjson::kParseInsituFlag>(stream, handler).IsError() || !handler.success) {
    give_up("RapidJSON finds no successful answer");
  }
  return parsed;
}

void parse_read(const void *parsed, void (*each)(const struct recipient *, void *), void *data)
{
  recipients_read(&static_cast<const Parsed *>(parsed)->list, each, data);
}

void parse_free(void *parsed)
{
  Parsed *rapidjson = static_cast<Parsed *>(parsed);

  free(rapidjson->body);
  free(rapidjson->list.array);
  delete rapidjson;
}
