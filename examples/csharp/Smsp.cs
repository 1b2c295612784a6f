// libsmsp for .NET (Framework 4.6, Core 3.1 and later, Mono):
//
//   using (var client = new Smsp.Client(apiKey))
//     foreach (var entry in client.BulkStatus(messageId).Entries)
//       Console.WriteLine(entry.PhoneNumber + " " + entry.StatusText);
//
// The library is looked for as SMSP_LIBRARY says, or else as libsmsp.so.1 where
// the system looks for libraries.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Smsp
{
    public enum Status { Unknown = 0, Delivered = 1, NotDelivered = 2, Waiting = 3, NotSent = 4 }

    /// <summary>Why a call failed: Code is one of the SMSP_ERROR_ numbers of smsp.h.</summary>
    public sealed class SmspException : Exception
    {
        public int Code { get; }
        internal SmspException(int code, string message) : base(message) { Code = code; }
    }

    public sealed class Entry
    {
        public string PhoneNumber { get; internal set; }
        public Status Status { get; internal set; }
        /// <summary>As the server spelt it.</summary>
        public string StatusText { get; internal set; }
        public bool StopSms { get; internal set; }
        /// <summary>Seconds since 1970, UTC; 0: none.</summary>
        public long Date { get; internal set; }
    }

    /// <summary>A copy of a result: nothing in it needs the library any more.</summary>
    public sealed class Report
    {
        public IReadOnlyList<Entry> Entries { get; }
        internal int ErrorCode { get; }
        internal string ErrorMessage { get; }
        readonly Dictionary<Status, int> counts;

        internal Report(IntPtr result)
        {
            ErrorCode = Native.smsp_result_error_code(result);
            ErrorMessage = Native.Text(Native.smsp_result_error_message(result));
            Entries = Enumerable.Range(0, Native.smsp_result_count(result)).Select(index => new Entry
            {
                PhoneNumber = Native.Text(Native.smsp_result_phone_number(result, index)),
                Status = (Status)Native.smsp_result_status(result, index),
                StatusText = Native.Text(Native.smsp_result_status_text(result, index)),
                StopSms = Native.smsp_result_stop_sms(result, index) != 0,
                Date = Native.smsp_result_date(result, index),
            }).ToList();
            counts = Enum.GetValues(typeof(Status)).Cast<Status>()
                .ToDictionary(status => status, status => Native.smsp_result_count_status(result, (int)status));
        }

        public int Count(Status status) { return counts[status]; }
    }

    /// <summary>Any number of threads may share one.</summary>
    public sealed class Client : IDisposable
    {
        readonly ClientHandle handle;

        public Client(string apiKey, string baseUrl = null, long? firstPollMs = null, long? longestPollMs = null)
        {
            Native.Load();
            handle = Make(apiKey, baseUrl, firstPollMs, longestPollMs);
        }

        // Mono looks for a library when it compiles a method that calls it, so the
        // first calls must not stand beside Load().
        [MethodImpl(MethodImplOptions.NoInlining)]
        static ClientHandle Make(string apiKey, string baseUrl, long? firstPollMs, long? longestPollMs)
        {
            using (var options = Native.smsp_options_new())
            {
                if (baseUrl != null)
                    Accepted(Native.smsp_options_set_base_url(options, Native.Bytes(baseUrl)));
                if (firstPollMs != null && longestPollMs != null)
                    Accepted(Native.smsp_options_set_poll_interval_ms(options, firstPollMs.Value, longestPollMs.Value));
                return Native.smsp_client_new(Native.Bytes(apiKey), options);
            }
        }

        public Report BulkStatus(string messageId)
        {
            return Taken(Native.smsp_client_bulk_status(handle, Native.Bytes(messageId)));
        }

        /// <summary>Asks until no recipient is waiting; onPoll returns false to stop.</summary>
        public Report Wait(string messageId, TimeSpan maxWait, Func<Report, bool> onPoll)
        {
            // An exception that crossed C would end the process: it is kept, the
            // wait is stopped, and it is thrown again here.
            ExceptionDispatchInfo thrown = null;
            Native.OnPoll poll = (result, userData) =>
            {
                try
                {
                    return onPoll(new Report(result)) ? 1 : 0;
                }
                catch (Exception exception)
                {
                    thrown = ExceptionDispatchInfo.Capture(exception);
                    return 0;
                }
            };
            var last = Native.smsp_client_wait(
                handle, Native.Bytes(messageId), (long)maxWait.TotalMilliseconds, poll, IntPtr.Zero);
            GC.KeepAlive(poll); // C does not keep the delegate from being collected
            if (thrown != null)
                last.Dispose();
            thrown?.Throw();
            return Taken(last);
        }

        public void Dispose() { handle.Dispose(); }

        static Report Taken(ResultHandle result)
        {
            using (result)
            {
                var report = new Report(result.DangerousGetHandle());
                if (report.ErrorCode != 0)
                    throw new SmspException(report.ErrorCode, report.ErrorMessage);
                return report;
            }
        }

        static void Accepted(int code)
        {
            if (code != 0)
                throw new SmspException(code, Native.Text(Native.smsp_error_text(code)));
        }

        public static string Name(Status status) { return Native.Text(Native.smsp_status_name((int)status)); }
    }

    // A SafeHandle frees what it holds once, even where nobody disposes of it, and
    // not while a call is using it.
    abstract class Handle : SafeHandle
    {
        protected Handle() : base(IntPtr.Zero, true) { }
        public override bool IsInvalid => handle == IntPtr.Zero;
    }

    sealed class OptionsHandle : Handle
    {
        protected override bool ReleaseHandle() { Native.smsp_options_free(handle); return true; }
    }

    sealed class ClientHandle : Handle
    {
        protected override bool ReleaseHandle() { Native.smsp_client_free(handle); return true; }
    }

    sealed class ResultHandle : Handle
    {
        protected override bool ReleaseHandle() { Native.smsp_result_free(handle); return true; }
    }

    static class Native
    {
        const string Library = "libsmsp.so.1"; // on Windows "smsp"
        const CallingConvention C = CallingConvention.Cdecl;

        [UnmanagedFunctionPointer(C)]
        public delegate int OnPoll(IntPtr result, IntPtr userData);

        [DllImport(Library, CallingConvention = C)] public static extern OptionsHandle smsp_options_new();
        [DllImport(Library, CallingConvention = C)] public static extern int smsp_options_set_base_url(OptionsHandle options, byte[] url);
        [DllImport(Library, CallingConvention = C)] public static extern int smsp_options_set_poll_interval_ms(OptionsHandle options, long first, long longest);
        [DllImport(Library, CallingConvention = C)] public static extern void smsp_options_free(IntPtr options);
        [DllImport(Library, CallingConvention = C)] public static extern ClientHandle smsp_client_new(byte[] apiKey, OptionsHandle options);
        [DllImport(Library, CallingConvention = C)] public static extern ResultHandle smsp_client_bulk_status(ClientHandle client, byte[] messageId);
        [DllImport(Library, CallingConvention = C)] public static extern ResultHandle smsp_client_wait(ClientHandle client, byte[] messageId, long maxWaitMs, OnPoll onPoll, IntPtr userData);
        [DllImport(Library, CallingConvention = C)] public static extern void smsp_client_free(IntPtr client);
        [DllImport(Library, CallingConvention = C)] public static extern int smsp_result_error_code(IntPtr result);
        [DllImport(Library, CallingConvention = C)] public static extern IntPtr smsp_result_error_message(IntPtr result);
        [DllImport(Library, CallingConvention = C)] public static extern int smsp_result_count(IntPtr result);
        [DllImport(Library, CallingConvention = C)] public static extern int smsp_result_count_status(IntPtr result, int status);
        [DllImport(Library, CallingConvention = C)] public static extern IntPtr smsp_result_phone_number(IntPtr result, int index);
        [DllImport(Library, CallingConvention = C)] public static extern int smsp_result_status(IntPtr result, int index);
        [DllImport(Library, CallingConvention = C)] public static extern IntPtr smsp_result_status_text(IntPtr result, int index);
        [DllImport(Library, CallingConvention = C)] public static extern int smsp_result_stop_sms(IntPtr result, int index);
        [DllImport(Library, CallingConvention = C)] public static extern long smsp_result_date(IntPtr result, int index);
        [DllImport(Library, CallingConvention = C)] public static extern void smsp_result_free(IntPtr result);
        [DllImport(Library, CallingConvention = C)] public static extern IntPtr smsp_status_name(int status);
        [DllImport(Library, CallingConvention = C)] public static extern IntPtr smsp_error_text(int code);

        [DllImport("libdl.so.2", CallingConvention = C)] static extern IntPtr dlopen(byte[] path, int flags);

        /// Takes the library that SMSP_LIBRARY names: once it is loaded, DllImport
        /// finds it by its soname. From .NET 5 on, NativeLibrary can do the same.
        public static void Load()
        {
            const int now = 2;
            var path = Environment.GetEnvironmentVariable("SMSP_LIBRARY");
            if (path != null && dlopen(Bytes(path), now) == IntPtr.Zero)
                throw new DllNotFoundException(path);
        }

        // .NET would pass a string in the code page of the system, and would free
        // one that C returns: texts go as UTF-8 by hand.
        public static byte[] Bytes(string text) { return Encoding.UTF8.GetBytes(text + "\0"); }

        public static string Text(IntPtr text)
        {
            var length = 0;
            while (Marshal.ReadByte(text, length) != 0)
                length++;
            var bytes = new byte[length];
            Marshal.Copy(text, bytes, 0, length);
            return Encoding.UTF8.GetString(bytes);
        }
    }
}
