import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls at the bottom of a recursion, with whatever is left of a thread's stack: each ends with an
 * answer or a StackOverflowError, and the process lives.
 *
 * <p>java -Xss512k -cp jna.jar:. BottomOfStack LIBRARY BASE_URL CA_FILE KEY ROUNDS
 */
public final class BottomOfStack {
  /** What of smsp.h is called. */
  public interface Smsp extends Library {
    Pointer smsp_options_new();

    int smsp_options_set_base_url(Pointer options, String url);

    int smsp_options_set_ca_file(Pointer options, String path);

    void smsp_options_free(Pointer options);

    Pointer smsp_client_new(String key, Pointer options);

    Pointer smsp_client_bulk_status(Pointer client, String messageId);

    int smsp_result_error_code(Pointer result);

    void smsp_result_free(Pointer result);

    void smsp_client_free(Pointer client);
  }

  private static Smsp smsp;
  private static String[] settings;
  private static final AtomicInteger answers = new AtomicInteger();
  private static final AtomicInteger overflows = new AtomicInteger();
  private static volatile int failure;

  private static Pointer newClient() {
    var options = smsp.smsp_options_new();
    smsp.smsp_options_set_base_url(options, settings[1]);
    if (!settings[2].isEmpty()) {
      smsp.smsp_options_set_ca_file(options, settings[2]);
    }
    var client = smsp.smsp_client_new(settings[3], options);
    smsp.smsp_options_free(options);
    return client;
  }

  private static void ask(Pointer client) {
    var result = smsp.smsp_client_bulk_status(client, "300");
    var code = smsp.smsp_result_error_code(result);
    smsp.smsp_result_free(result);
    if (code != 0) {
      failure = code;
    }
    answers.incrementAndGet();
  }

  /** Goes down as far as it can, and calls on the way back, which leaves more each time. */
  private static int recurse(int depth, int[] calls, long a, long b, long c) {
    int below;
    try {
      below = recurse(depth + 1, calls, a + 1, b + a, c + b);
    } catch (StackOverflowError end) {
      below = 0;
    }
    if (calls[0] > 0 && depth % 3 == calls[0] % 3) {
      calls[0]--;
      var client = new Pointer[1];
      try {
        client[0] = newClient();
        ask(client[0]);
      } catch (StackOverflowError end) {
        overflows.incrementAndGet();
      }
      // What is left may be too little to free it.
    }
    return below + (int) (a + b + c);
  }

  public static void main(String[] arguments) throws InterruptedException {
    settings = arguments;
    smsp = Native.load(arguments[0], Smsp.class);
    var warm = newClient();
    ask(warm);
    smsp.smsp_client_free(warm);
    int rounds = Integer.parseInt(arguments[4]);
    for (int round = 0; round < rounds; round++) {
      var calls = new int[] {400};
      long kilobytes = 512 + round % 17 * 4;
      var thread = new Thread(null, () -> recurse(0, calls, 1, 2, 3), "deep", kilobytes << 10);
      thread.start();
      thread.join();
    }
    if (failure != 0 || answers.get() < rounds || overflows.get() < rounds) {
      System.err.printf(
          "%d answers, %d overflows, error %d%n", answers.get(), overflows.get(), failure);
      System.exit(1);
    }
    if (System.getenv("SMSP_TEST_PRINT") != null) {
      System.out.printf("%d answers, %d overflows%n", answers.get(), overflows.get());
    }
  }
}
