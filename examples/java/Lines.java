// The program that examples/c/lines.c describes.
// Build it: javac -cp jna.jar Lines.java Smsp.java
// Run it:   SMSP_LIBRARY=/path/to/libsmsp.so.1 java -cp jna.jar:. Lines your-key 123456

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

public final class Lines {
  // UTF-8 in every locale.
  private static final PrintStream OUT =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

  private static boolean printPoll(Smsp.Report report) {
    OUT.printf("poll: %d waiting\n", report.count(Smsp.Status.WAITING));
    return true;
  }

  private static void print(Smsp.Report report) {
    for (var entry : report.entries()) {
      var unknown = entry.status() == Smsp.Status.UNKNOWN;
      OUT.printf(
          "%s|%s|%d|%d\n",
          entry.phoneNumber(),
          unknown ? entry.statusText() : entry.status(),
          entry.stopSms() ? 1 : 0,
          entry.date());
    }
    OUT.printf(
        "%d recipients, %d delivered, %d not delivered, %d waiting, %d stop\n",
        report.entries().size(),
        report.count(Smsp.Status.DELIVERED),
        report.count(Smsp.Status.NOT_DELIVERED),
        report.count(Smsp.Status.WAITING),
        report.entries().stream().filter(Smsp.Entry::stopSms).count());
  }

  private static int run(String[] arguments) {
    boolean wait = arguments.length == 3 && arguments[2].equals("wait");
    if (arguments.length != 2 && !wait) {
      System.err.println("usage: Lines KEY MESSAGE_ID [wait]");
      return 2;
    }
    var poll = new Smsp.PollInterval(50, 200);
    try (var client = new Smsp.Client(arguments[0], System.getenv("SMSP_BASE_URL"), poll)) {
      print(
          wait
              ? client.wait(arguments[1], 60_000, Lines::printPoll)
              : client.bulkStatus(arguments[1]));
      return 0;
    } catch (Smsp.SmspException error) {
      OUT.printf("error %d: %s\n", error.code(), error.getMessage());
      return 1;
    } catch (UnsatisfiedLinkError reason) {
      System.err.println(
          "libsmsp cannot be loaded ("
              + reason.getMessage().lines().findFirst().orElse("")
              + "). Set SMSP_LIBRARY=/path/to/libsmsp.so.1, or install the library.");
      return 3;
    }
  }

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }
}
