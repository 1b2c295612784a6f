// The program that examples/c/lines.c describes.
// Build it: mcs -langversion:7 -out:lines.exe Lines.cs Smsp.cs
// Run it, with Mono or with .NET:
//   SMSP_LIBRARY=/path/to/libsmsp.so.1 mono lines.exe your-key 123456
//   SMSP_LIBRARY=/path/to/libsmsp.so.1 dotnet exec --runtimeconfig lines.runtimeconfig.json lines.exe your-key 123456
using System;
using System.IO;
using System.Linq;
using System.Text;
using Smsp;

static class Lines
{
    static int Main(string[] arguments)
    {
        var wait = arguments.Length == 3 && arguments[2] == "wait";
        if (arguments.Length != 2 && !wait)
        {
            Console.Error.WriteLine("usage: lines KEY MESSAGE_ID [wait]");
            return 2;
        }
        // Without a byte order mark, and with the same line ends on every system.
        using (var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { NewLine = "\n" })
        {
            try
            {
                var baseUrl = Environment.GetEnvironmentVariable("SMSP_BASE_URL");
                using (var client = new Client(arguments[0], baseUrl, firstPollMs: 50, longestPollMs: 200))
                    Print(output, wait ? Wait(client, arguments[1], output) : client.BulkStatus(arguments[1]));
                return 0;
            }
            catch (SmspException error)
            {
                output.WriteLine($"error {error.Code}: {error.Message}");
                return 1;
            }
            catch (DllNotFoundException reason)
            {
                Console.Error.WriteLine($"libsmsp cannot be loaded ({reason.Message}). " +
                    "Set SMSP_LIBRARY=/path/to/libsmsp.so.1, or install the library.");
                return 3;
            }
        }
    }

    static Report Wait(Client client, string messageId, TextWriter output)
    {
        return client.Wait(messageId, TimeSpan.FromMinutes(1), report =>
        {
            output.WriteLine($"poll: {report.Count(Status.Waiting)} waiting");
            return true;
        });
    }

    static void Print(TextWriter output, Report report)
    {
        foreach (var entry in report.Entries)
        {
            var status = entry.Status == Status.Unknown ? entry.StatusText : Client.Name(entry.Status);
            output.WriteLine($"{entry.PhoneNumber}|{status}|{(entry.StopSms ? 1 : 0)}|{entry.Date}");
        }
        output.WriteLine($"{report.Entries.Count} recipients, " +
            $"{report.Count(Status.Delivered)} delivered, " +
            $"{report.Count(Status.NotDelivered)} not delivered, " +
            $"{report.Count(Status.Waiting)} waiting, " +
            $"{report.Entries.Count(entry => entry.StopSms)} stop");
    }
}
