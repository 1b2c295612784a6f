# libsmsp for Ruby, with the standard library's Fiddle. What a call answers is
# copied into plain Ruby objects and freed at once; failures are raised.
require "fiddle/import"

module SMSP
  # The functions of smsp.h that are used here.
  module C
    extend Fiddle::Importer
    path = ENV.fetch("SMSP_LIBRARY", "libsmsp.so.1")
    begin
      dlload path
    rescue Fiddle::DLError => error
      raise LoadError, "Cannot load #{path} (#{error.message}). Set " \
        "SMSP_LIBRARY=/path/to/libsmsp.so.1, or LD_LIBRARY_PATH to its folder."
    end

    extern "void *smsp_options_new()"
    extern "int32_t smsp_options_set_base_url(void *, const char *)"
    extern "int32_t smsp_options_set_poll_interval_ms(void *, int64_t, int64_t)"
    extern "void smsp_options_free(void *)"
    extern "void *smsp_client_new(const char *, void *)"
    extern "void *smsp_client_bulk_status(void *, const char *)"
    extern "void smsp_client_free(void *)"
    extern "void *smsp_watch_new(void *, const char *, int64_t)"
    extern "void *smsp_watch_next(void *)"
    extern "void smsp_watch_free(void *)"
    extern "int32_t smsp_result_error_code(void *)"
    extern "const char *smsp_result_error_message(void *)"
    extern "int32_t smsp_result_count(void *)"
    extern "int32_t smsp_result_count_status(void *, int32_t)"
    extern "const char *smsp_result_phone_number(void *, int32_t)"
    extern "int32_t smsp_result_status(void *, int32_t)"
    extern "const char *smsp_result_status_text(void *, int32_t)"
    extern "int32_t smsp_result_stop_sms(void *, int32_t)"
    extern "int64_t smsp_result_date(void *, int32_t)"
    extern "void smsp_result_free(void *)"
    extern "const char *smsp_status_name(int32_t)"
    extern "const char *smsp_error_text(int32_t)"
  end

  UNKNOWN, DELIVERED, NOT_DELIVERED, WAITING, NOT_SENT = *0..4

  class Error < StandardError
    attr_reader :code

    def initialize(code, message)
      super(message)
      @code = code
    end
  end

  Entry = Struct.new(:phone_number, :status, :status_name, :stop_sms, :date, keyword_init: true)

  # A report: the entries, and how many have a status.
  Report = Struct.new(:entries, :counts, :error) do
    def count(status) = counts.fetch(status)
  end

  # Texts of the library are UTF-8; Fiddle hands them over as binary.
  def self.text(pointer) = pointer.to_s.force_encoding(Encoding::UTF_8)

  def self.entry(result, index)
    status = C.smsp_result_status(result, index)
    name = status == UNKNOWN ? C.smsp_result_status_text(result, index) : C.smsp_status_name(status)
    Entry.new(phone_number: text(C.smsp_result_phone_number(result, index)),
              status: status, status_name: text(name),
              stop_sms: C.smsp_result_stop_sms(result, index) != 0,
              date: C.smsp_result_date(result, index))
  end

  # Copies a result and frees it.
  def self.take(result)
    code = C.smsp_result_error_code(result)
    error = Error.new(code, text(C.smsp_result_error_message(result))) unless code.zero?
    entries = Array.new(C.smsp_result_count(result)) { |index| entry(result, index) }
    counts = (UNKNOWN..NOT_SENT).to_h { |status| [status, C.smsp_result_count_status(result, status)] }
    Report.new(entries, counts, error)
  ensure
    C.smsp_result_free(result)
  end

  class Client
    # Yields a client and frees it at the end of the block, as File.open does.
    def self.open(api_key, base_url: nil, poll_interval_ms: nil)
      options = C.smsp_options_new
      check(C.smsp_options_set_base_url(options, base_url)) if base_url
      check(C.smsp_options_set_poll_interval_ms(options, *poll_interval_ms)) if poll_interval_ms
      handle = C.smsp_client_new(api_key, options)
      yield new(handle)
    ensure
      C.smsp_client_free(handle)
      C.smsp_options_free(options)
    end

    def self.check(code)
      raise Error.new(code, SMSP.text(C.smsp_error_text(code))) unless code.zero?
    end
    private_class_method :new, :check

    def initialize(handle)
      @handle = handle
    end

    def bulk_status(message_id)
      succeeded(SMSP.take(C.smsp_client_bulk_status(@handle, message_id)))
    end

    # Yields each poll's report until nobody is waiting any more; returns the
    # last. `raise` and `break` in a callback would jump over the library's
    # frames, so this is smsp_watch: the block runs between two calls of it.
    def wait(message_id, max_wait_ms)
      last = nil
      watch = C.smsp_watch_new(@handle, message_id, max_wait_ms)
      until (result = C.smsp_watch_next(watch)).null?
        last = SMSP.take(result)
        yield last
      end
      succeeded(last)
    ensure
      C.smsp_watch_free(watch)
    end

    private

    def succeeded(report) = report.error ? raise(report.error) : report
  end
end
