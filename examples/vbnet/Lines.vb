' The program that examples/c/lines.c describes. Not run on the machine that tests
' the other languages, which has no compiler for VB.NET.
' Build and run it, in this folder, with the .NET SDK:
'   SMSP_LIBRARY=/path/to/libsmsp.so.1 dotnet run -- your-key 123456
Option Strict On
Option Explicit On
Option Infer On

Imports System
Imports System.IO
Imports System.Text
Imports Smsp

Module Lines
    Function Main(arguments As String()) As Integer
        Dim waiting = arguments.Length = 3 AndAlso arguments(2) = "wait"
        If arguments.Length <> 2 AndAlso Not waiting Then
            Console.Error.WriteLine("usage: lines KEY MESSAGE_ID [wait]")
            Return 2
        End If
        ' Without a byte order mark, and with the same line ends on every system.
        Using output As New StreamWriter(Console.OpenStandardOutput(), New UTF8Encoding(False)) With {.NewLine = ChrW(10)}
            Try
                Dim baseUrl = Environment.GetEnvironmentVariable("SMSP_BASE_URL")
                Using client As New SmspClient(arguments(0), baseUrl, firstPollMs:=50, longestPollMs:=200)
                    Dim report = If(waiting, AskUntilFinal(client, arguments(1), output),
                                    client.BulkStatus(arguments(1)))
                    PrintReport(output, report)
                End Using
                Return 0
            Catch problem As SmspException
                output.WriteLine($"error {problem.Code}: {problem.Message}")
                Return 1
            Catch problem As DllNotFoundException
                Console.Error.WriteLine($"libsmsp cannot be loaded ({problem.Message}). " &
                    "Set SMSP_LIBRARY=/path/to/libsmsp.so.1, or install the library.")
                Return 3
            End Try
        End Using
    End Function

    Private Function AskUntilFinal(client As SmspClient, messageId As String, output As TextWriter) As SmspReport
        Return client.WaitFor(messageId, TimeSpan.FromMinutes(1),
            Function(polled)
                output.WriteLine($"poll: {polled.CountOf(DeliveryStatus.Waiting)} waiting")
                Return True
            End Function)
    End Function

    Private Sub PrintReport(output As TextWriter, report As SmspReport)
        Dim stops = 0
        For Each item In report.Entries
            Dim status = If(item.Status = DeliveryStatus.Unknown,
                            item.StatusText, SmspClient.StatusName(item.Status))
            output.WriteLine($"{item.PhoneNumber}|{status}|{If(item.StopSms, 1, 0)}|{item.UnixTime}")
            If item.StopSms Then stops += 1
        Next
        output.WriteLine($"{report.Entries.Count} recipients, " &
            $"{report.CountOf(DeliveryStatus.Delivered)} delivered, " &
            $"{report.CountOf(DeliveryStatus.NotDelivered)} not delivered, " &
            $"{report.CountOf(DeliveryStatus.Waiting)} waiting, " &
            $"{stops} stop")
    End Sub
End Module
