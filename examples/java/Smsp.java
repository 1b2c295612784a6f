import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.PointerType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * libsmsp for Java 17 and later, over JNA 5:
 *
 * <pre>
 *   try (var client = new Smsp.Client(apiKey, null, null)) {
 *     client.bulkStatus(messageId).entries().forEach(System.out::println);
 *   }
 * </pre>
 *
 * The library is looked for as the environment variable SMSP_LIBRARY says, or else as libsmsp.so.1
 * where the system looks for libraries; where it is not found, the first use throws
 * UnsatisfiedLinkError.
 */
public final class Smsp {
  private Smsp() {}

  public enum Status {
    UNKNOWN, DELIVERED, NOT_DELIVERED, WAITING, NOT_SENT;

    static Status of(int value) { // a newer library may have more
      return value >= 0 && value < values().length ? values()[value] : UNKNOWN;
    }

    @Override
    public String toString() {
      return C.smsp_status_name(ordinal());
    }
  }

  /** Why a call failed: code() is one of the SMSP_ERROR_ numbers of smsp.h. */
  public static final class SmspException extends Exception {
    private static final long serialVersionUID = 1;
    private final int code;

    SmspException(int code, String message) {
      super(message);
      this.code = code;
    }

    public int code() {
      return code;
    }
  }

  /** statusText is as the server spelt it; date in seconds since 1970, UTC, or 0 for none. */
  public record Entry(
      String phoneNumber, Status status, String statusText, boolean stopSms, long date) {}

  /** A copy of a result: nothing in it needs the library any more. error is null on success. */
  public record Report(List<Entry> entries, int[] counts, SmspException error) {
    static Report of(ResultHandle result) {
      var entries = new ArrayList<Entry>();
      for (int i = 0; i < C.smsp_result_count(result); i++) {
        entries.add(
            new Entry(
                C.smsp_result_phone_number(result, i),
                Status.of(C.smsp_result_status(result, i)),
                C.smsp_result_status_text(result, i),
                C.smsp_result_stop_sms(result, i) != 0,
                C.smsp_result_date(result, i)));
      }
      var counts = new int[Status.values().length];
      for (int status = 0; status < counts.length; status++) {
        counts[status] = C.smsp_result_count_status(result, status);
      }
      int code = C.smsp_result_error_code(result);
      var error = code == 0 ? null : new SmspException(code, C.smsp_result_error_message(result));
      return new Report(List.copyOf(entries), counts, error);
    }

    public int count(Status status) {
      return counts[status.ordinal()];
    }
  }

  /** How often a wait asks: the first pause and the longest one. */
  public record PollInterval(long firstMs, long longestMs) {}

  /** Any number of threads may share one; no call may be under way when it is closed. */
  public static final class Client implements AutoCloseable {
    private ClientHandle handle;

    /** A base URL or a poll interval that is null is the library's own. */
    public Client(String apiKey, String baseUrl, PollInterval poll) throws SmspException {
      OptionsHandle options = C.smsp_options_new();
      try {
        if (baseUrl != null) {
          accepted(C.smsp_options_set_base_url(options, baseUrl));
        }
        if (poll != null) {
          accepted(C.smsp_options_set_poll_interval_ms(options, poll.firstMs(), poll.longestMs()));
        }
        handle = C.smsp_client_new(apiKey, options);
      } finally {
        C.smsp_options_free(options);
      }
    }

    public Report bulkStatus(String messageId) throws SmspException {
      return taken(C.smsp_client_bulk_status(handle, messageId));
    }

    /** Asks until no recipient is waiting any more; onPoll returns false to stop. */
    public Report wait(String messageId, long maxWaitMs, Predicate<Report> onPoll)
        throws SmspException {
      // JNA would only print what a callback throws: it is kept, the wait is stopped, and it is
      // thrown again here.
      var thrown = new Throwable[1];
      // In a variable, so that it is not collected during the call.
      OnPoll poll =
          (result, userData) -> {
            try {
              return onPoll.test(Report.of(result)) ? 1 : 0;
            } catch (RuntimeException | Error throwable) {
              thrown[0] = throwable;
              return 0;
            }
          };
      ResultHandle last = C.smsp_client_wait(handle, messageId, maxWaitMs, poll, null);
      if (thrown[0] != null) {
        C.smsp_result_free(last);
      }
      if (thrown[0] instanceof Error error) {
        throw error;
      }
      if (thrown[0] instanceof RuntimeException exception) {
        throw exception;
      }
      return taken(last);
    }

    @Override
    public void close() {
      C.smsp_client_free(handle);
      handle = null;
    }

    private static Report taken(ResultHandle result) throws SmspException {
      Report report;
      try {
        report = Report.of(result);
      } finally {
        C.smsp_result_free(result);
      }
      if (report.error() != null) {
        throw report.error();
      }
      return report;
    }

    private static void accepted(int code) throws SmspException {
      if (code != 0) {
        throw new SmspException(code, C.smsp_error_text(code));
      }
    }
  }

  // Handles have types of their own, so that the compiler refuses one in another's place.
  public static final class OptionsHandle extends PointerType {}

  public static final class ClientHandle extends PointerType {}

  public static final class ResultHandle extends PointerType {}

  public interface OnPoll extends Callback {
    int invoke(ResultHandle result, Pointer userData);
  }

  interface Functions extends Library {
    OptionsHandle smsp_options_new();
    int smsp_options_set_base_url(OptionsHandle options, String url);
    int smsp_options_set_poll_interval_ms(OptionsHandle options, long first, long longest);
    void smsp_options_free(OptionsHandle options);
    ClientHandle smsp_client_new(String apiKey, OptionsHandle options);
    ResultHandle smsp_client_bulk_status(ClientHandle client, String messageId);
    ResultHandle smsp_client_wait(
        ClientHandle client, String messageId, long maxWaitMs, OnPoll onPoll, Pointer userData);
    void smsp_client_free(ClientHandle client);
    int smsp_result_error_code(ResultHandle result);
    String smsp_result_error_message(ResultHandle result);
    int smsp_result_count(ResultHandle result);
    int smsp_result_count_status(ResultHandle result, int status);
    String smsp_result_phone_number(ResultHandle result, int index);
    int smsp_result_status(ResultHandle result, int index);
    String smsp_result_status_text(ResultHandle result, int index);
    int smsp_result_stop_sms(ResultHandle result, int index);
    long smsp_result_date(ResultHandle result, int index);
    void smsp_result_free(ResultHandle result);
    String smsp_status_name(int status);
    String smsp_error_text(int code);
  }

  private static final Functions C = load();

  private static Functions load() {
    var path = System.getenv().getOrDefault("SMSP_LIBRARY", "libsmsp.so.1");
    // Otherwise JNA would pass texts in the code page of the system.
    return Native.load(path, Functions.class, Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));
  }
}
