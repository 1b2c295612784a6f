/*
 * smsp.h 1.0.0 without comments and preprocessor lines, for PHP's FFI, LuaJIT
 * and cffi. cargo xtask headers makes it from the same sources as smsp.h, which
 * explains each declaration: do not edit it.
 */
enum { SMSP_VERSION_NUMBER = 10000 };
typedef struct smsp_client smsp_client;
typedef struct smsp_batch smsp_batch;
typedef struct smsp_watch smsp_watch;
typedef struct smsp_result smsp_result;
typedef struct smsp_options smsp_options;
typedef int32_t smsp_status;
enum {
  SMSP_STATUS_UNKNOWN = 0,
  SMSP_STATUS_DELIVERED = 1,
  SMSP_STATUS_NOT_DELIVERED = 2,
  SMSP_STATUS_WAITING = 3,
  SMSP_STATUS_NOT_SENT = 4
};
typedef int32_t smsp_error;
enum {
  SMSP_OK = 0,
  SMSP_ERROR_API_KEY_REQUIRED = 1,
  SMSP_ERROR_MESSAGE_ID_REQUIRED = 3,
  SMSP_ERROR_MESSAGE_NOT_FOUND = 4,
  SMSP_ERROR_API_KEY_INCORRECT = 10,
  SMSP_ERROR_INVALID_ARGUMENT = -1,
  SMSP_ERROR_CONNECT = -2,
  SMSP_ERROR_TLS = -3,
  SMSP_ERROR_TIMEOUT = -4,
  SMSP_ERROR_NETWORK = -5,
  SMSP_ERROR_HTTP_STATUS = -6,
  SMSP_ERROR_RATE_LIMITED = -7,
  SMSP_ERROR_INVALID_RESPONSE = -8,
  SMSP_ERROR_RESPONSE_TOO_LARGE = -9,
  SMSP_ERROR_CANCELLED = -10,
  SMSP_ERROR_INTERNAL = -11
};
smsp_result *smsp_bulk_status(const char *api_key, const char *message_id);
smsp_client *smsp_client_new(const char *api_key, const smsp_options *options);
smsp_result *smsp_client_bulk_status(const smsp_client *client, const char *message_id);
void smsp_client_cancel(const smsp_client *client);
void smsp_client_free(smsp_client *client);
typedef int32_t (*smsp_batch_fn)(int32_t index, const smsp_result *result, void *user_data);
smsp_batch *smsp_client_bulk_status_many(const smsp_client *client, const char *const *message_ids, int32_t count, smsp_batch_fn on_result, void *user_data);
int32_t smsp_batch_count(const smsp_batch *batch);
int32_t smsp_batch_error_count(const smsp_batch *batch);
const smsp_result *smsp_batch_result(const smsp_batch *batch, int32_t index);
void smsp_batch_free(smsp_batch *batch);
typedef int32_t (*smsp_progress_fn)(const smsp_result *result, void *user_data);
smsp_result *smsp_client_wait(const smsp_client *client, const char *message_id, int64_t max_wait_ms, smsp_progress_fn on_poll, void *user_data);
smsp_watch *smsp_watch_new(const smsp_client *client, const char *message_id, int64_t max_wait_ms);
smsp_result *smsp_watch_next(smsp_watch *watch);
void smsp_watch_cancel(const smsp_watch *watch);
int64_t smsp_watch_delay_ms(const smsp_watch *watch);
void smsp_watch_free(smsp_watch *watch);
smsp_error smsp_result_error_code(const smsp_result *result);
const char *smsp_result_error_message(const smsp_result *result);
int32_t smsp_result_http_status(const smsp_result *result);
int32_t smsp_result_api_code(const smsp_result *result);
int32_t smsp_result_retry_after(const smsp_result *result);
const char *smsp_result_message_id(const smsp_result *result);
int32_t smsp_result_message_id_copy(const smsp_result *result, char *buffer, int32_t capacity);
int32_t smsp_result_error_message_copy(const smsp_result *result, char *buffer, int32_t capacity);
void smsp_result_free(smsp_result *result);
typedef struct smsp_entry {
  int64_t date;
  int32_t status;
  int32_t stop_sms;
  const char *phone_number;
} smsp_entry;
int32_t smsp_result_count(const smsp_result *result);
const char *smsp_result_phone_number(const smsp_result *result, int32_t index);
smsp_status smsp_result_status(const smsp_result *result, int32_t index);
const char *smsp_result_status_text(const smsp_result *result, int32_t index);
int32_t smsp_result_stop_sms(const smsp_result *result, int32_t index);
int64_t smsp_result_date(const smsp_result *result, int32_t index);
const char *smsp_result_date_text(const smsp_result *result, int32_t index);
int32_t smsp_result_count_status(const smsp_result *result, smsp_status status);
int32_t smsp_result_find(const smsp_result *result, const char *phone_number);
int32_t smsp_result_entry(const smsp_result *result, int32_t index, smsp_entry *out);
int32_t smsp_result_phone_number_copy(const smsp_result *result, int32_t index, char *buffer, int32_t capacity);
int32_t smsp_result_status_text_copy(const smsp_result *result, int32_t index, char *buffer, int32_t capacity);
int32_t smsp_result_date_text_copy(const smsp_result *result, int32_t index, char *buffer, int32_t capacity);
int32_t smsp_result_date_iso8601_copy(const smsp_result *result, int32_t index, char *buffer, int32_t capacity);
enum {
  SMSP_TRUST_BUNDLED = 0,
  SMSP_TRUST_SYSTEM = 1,
  SMSP_TRUST_BOTH = 2
};
smsp_options *smsp_options_new(void);
smsp_error smsp_options_set_base_url(smsp_options *options, const char *url);
smsp_error smsp_options_set_timeout_ms(smsp_options *options, int64_t total);
smsp_error smsp_options_set_connect_timeout_ms(smsp_options *options, int64_t connect);
smsp_error smsp_options_set_max_retries(smsp_options *options, int32_t retries);
smsp_error smsp_options_set_max_response_bytes(smsp_options *options, int64_t bytes);
smsp_error smsp_options_set_max_connections(smsp_options *options, int32_t connections);
smsp_error smsp_options_set_proxy(smsp_options *options, const char *url);
smsp_error smsp_options_set_ca_file(smsp_options *options, const char *pem_path);
smsp_error smsp_options_set_trust(smsp_options *options, int32_t trust);
smsp_error smsp_options_set_user_agent(smsp_options *options, const char *text);
smsp_error smsp_options_set_max_requests_per_minute(smsp_options *options, int32_t requests);
smsp_error smsp_options_set_poll_interval_ms(smsp_options *options, int64_t first, int64_t longest);
const char *smsp_options_error_message(const smsp_options *options);
void smsp_options_free(smsp_options *options);
const char *smsp_version(void);
int32_t smsp_version_number(void);
const char *smsp_error_name(smsp_error code);
const char *smsp_error_text(smsp_error code);
const char *smsp_status_name(smsp_status status);
