' libsmsp for VB.NET, a twin of examples/csharp/Smsp.cs, which the tests run:
'
'   Using client As New Smsp.SmspClient(apiKey)
'     For Each item In client.BulkStatus(messageId).Entries
'       Console.WriteLine(item.PhoneNumber & " " & item.StatusText)
'     Next
'   End Using
'
' The library is looked for as SMSP_LIBRARY says, or else where the system looks
' for libraries. Not run on the machine that tests the other languages, which
' has no compiler for VB.NET.
Option Strict On
Option Explicit On
Option Infer On

Imports System
Imports System.Collections.Generic
Imports System.Runtime.ExceptionServices
Imports System.Runtime.InteropServices
Imports System.Text

Namespace Smsp
    Public Enum DeliveryStatus
        Unknown = 0
        Delivered = 1
        NotDelivered = 2
        Waiting = 3
        NotSent = 4
    End Enum

    ''' <summary>Why a call failed: Code is one of the SMSP_ERROR_ numbers of smsp.h.</summary>
    Public NotInheritable Class SmspException
        Inherits Exception

        Public ReadOnly Property Code As Integer

        Friend Sub New(code As Integer, message As String)
            MyBase.New(message)
            Me.Code = code
        End Sub
    End Class

    Public NotInheritable Class SmspEntry
        Public Property PhoneNumber As String
        Public Property Status As DeliveryStatus
        ''' <summary>As the server spelt it.</summary>
        Public Property StatusText As String
        Public Property StopSms As Boolean
        ''' <summary>Seconds since 1970, UTC; 0: none.</summary>
        Public Property UnixTime As Long
    End Class

    ''' <summary>A copy of a result: nothing in it needs the library any more.</summary>
    Public NotInheritable Class SmspReport
        Public ReadOnly Property Entries As IReadOnlyList(Of SmspEntry)
        Friend ReadOnly Property ErrorCode As Integer
        Friend ReadOnly Property ErrorMessage As String
        Private ReadOnly counts As New Dictionary(Of DeliveryStatus, Integer)

        Friend Sub New(result As IntPtr)
            ErrorCode = Native.smsp_result_error_code(result)
            ErrorMessage = Native.FromUtf8(Native.smsp_result_error_message(result))
            Dim copied As New List(Of SmspEntry)
            For index = 0 To Native.smsp_result_count(result) - 1
                copied.Add(New SmspEntry With {
                    .PhoneNumber = Native.FromUtf8(Native.smsp_result_phone_number(result, index)),
                    .Status = CType(Native.smsp_result_status(result, index), DeliveryStatus),
                    .StatusText = Native.FromUtf8(Native.smsp_result_status_text(result, index)),
                    .StopSms = Native.smsp_result_stop_sms(result, index) <> 0,
                    .UnixTime = Native.smsp_result_date(result, index)
                })
            Next
            Entries = copied
            For number = CInt(DeliveryStatus.Unknown) To CInt(DeliveryStatus.NotSent)
                counts.Add(CType(number, DeliveryStatus), Native.smsp_result_count_status(result, number))
            Next
        End Sub

        Public Function CountOf(status As DeliveryStatus) As Integer
            Return counts(status)
        End Function
    End Class

    ''' <summary>Any number of threads may share one.</summary>
    Public NotInheritable Class SmspClient
        Implements IDisposable

        Private ReadOnly handle As ClientHandle

        Public Sub New(apiKey As String, Optional baseUrl As String = Nothing,
                       Optional firstPollMs As Long = 2000, Optional longestPollMs As Long = 300000)
            Using options = Native.smsp_options_new()
                If baseUrl IsNot Nothing Then
                    Check(Native.smsp_options_set_base_url(options, Native.ToUtf8(baseUrl)))
                End If
                Check(Native.smsp_options_set_poll_interval_ms(options, firstPollMs, longestPollMs))
                handle = Native.smsp_client_new(Native.ToUtf8(apiKey), options)
            End Using
        End Sub

        Public Function BulkStatus(messageId As String) As SmspReport
            Return Taken(Native.smsp_client_bulk_status(handle, Native.ToUtf8(messageId)))
        End Function

        ''' <summary>Asks until no recipient is waiting; onPoll returns False to stop.</summary>
        Public Function WaitFor(messageId As String, maxWait As TimeSpan,
                                onPoll As Func(Of SmspReport, Boolean)) As SmspReport
            ' An exception that crossed C would end the process: it is kept, the
            ' wait is stopped, and it is thrown again here.
            Dim thrown As ExceptionDispatchInfo = Nothing
            Dim poll As Native.ProgressFunction =
                Function(result As IntPtr, userData As IntPtr) As Integer
                    Try
                        Return If(onPoll(New SmspReport(result)), 1, 0)
                    Catch problem As Exception
                        thrown = ExceptionDispatchInfo.Capture(problem)
                        Return 0
                    End Try
                End Function
            Dim last = Native.smsp_client_wait(handle, Native.ToUtf8(messageId),
                                               CLng(maxWait.TotalMilliseconds), poll, IntPtr.Zero)
            GC.KeepAlive(poll) ' C does not keep the delegate from being collected
            If thrown IsNot Nothing Then
                last.Dispose()
                thrown.Throw()
            End If
            Return Taken(last)
        End Function

        Public Sub Dispose() Implements IDisposable.Dispose
            handle.Dispose()
        End Sub

        Public Shared Function StatusName(status As DeliveryStatus) As String
            Return Native.FromUtf8(Native.smsp_status_name(CInt(status)))
        End Function

        Private Shared Function Taken(result As ResultHandle) As SmspReport
            Using result
                Dim report As New SmspReport(result.DangerousGetHandle())
                If report.ErrorCode <> 0 Then
                    Throw New SmspException(report.ErrorCode, report.ErrorMessage)
                End If
                Return report
            End Using
        End Function

        Private Shared Sub Check(code As Integer)
            If code <> 0 Then
                Throw New SmspException(code, Native.FromUtf8(Native.smsp_error_text(code)))
            End If
        End Sub
    End Class

    ' A SafeHandle frees what it holds once, even where nobody disposes of it, and
    ' not while a call is using it.
    Friend MustInherit Class SmspHandle
        Inherits SafeHandle

        Protected Sub New()
            MyBase.New(IntPtr.Zero, True)
        End Sub

        Public Overrides ReadOnly Property IsInvalid As Boolean
            Get
                Return handle = IntPtr.Zero
            End Get
        End Property
    End Class

    Friend NotInheritable Class OptionsHandle
        Inherits SmspHandle

        Protected Overrides Function ReleaseHandle() As Boolean
            Native.smsp_options_free(handle)
            Return True
        End Function
    End Class

    Friend NotInheritable Class ClientHandle
        Inherits SmspHandle

        Protected Overrides Function ReleaseHandle() As Boolean
            Native.smsp_client_free(handle)
            Return True
        End Function
    End Class

    Friend NotInheritable Class ResultHandle
        Inherits SmspHandle

        Protected Overrides Function ReleaseHandle() As Boolean
            Native.smsp_result_free(handle)
            Return True
        End Function
    End Class

    Friend NotInheritable Class Native
        Private Const Library As String = "libsmsp.so.1" ' on Windows "smsp"
        Private Const C As CallingConvention = CallingConvention.Cdecl

        <UnmanagedFunctionPointer(C)>
        Public Delegate Function ProgressFunction(result As IntPtr, userData As IntPtr) As Integer

        <DllImport(Library, CallingConvention:=C)>
        Public Shared Function smsp_options_new() As OptionsHandle
        End Function

        <DllImport(Library, CallingConvention:=C)>
        Public Shared Function smsp_options_set_base_url(options As OptionsHandle, url As Byte()) As Integer
        End Function

        <DllImport(Library, CallingConvention:=C)>
        Public Shared Function smsp_options_set_poll_interval_ms(options As OptionsHandle, first As Long, longest As Long) As Integer
        End Function

        <DllImport(Library, CallingConvention:=C)>
        Public Shared Sub smsp_options_free(options As IntPtr)
        End Sub

        <DllImport(Library, CallingConvention:=C)>
        Public Shared Function smsp_client_new(apiKey As Byte(), options As OptionsHandle) As ClientHandle
        End Function

        <DllImport(Library, CallingConvention:=C)>
        Public Shared Function smsp_client_bulk_status(client As ClientHandle, messageId As Byte()) As ResultHandle
        End Function

        <DllImport(Library, CallingConvention:=C)>
        Public Shared Function smsp_client_wait(client As ClientHandle, messageId As Byte(), maxWaitMs As Long, onPoll As ProgressFunction, userData As IntPtr) As ResultHandle
        End Function

        <DllImport(Library, CallingConvention:=C)>
        Public Shared Sub smsp_client_free(client As IntPtr)
        End Sub

        <DllImport(Library, CallingConvention:=C)>
        Public Shared Function smsp_result_error_code(result As IntPtr) As Integer
        End Function

        <DllImport(Library, CallingConvention:=C)>
        Public Shared Function smsp_result_error_message(result As IntPtr) As IntPtr
        End Function

        <DllImport(Library, CallingConvention:=C)>
        Public Shared Function smsp_result_count(result As IntPtr) As Integer
        End Function

        <DllImport(Library, CallingConvention:=C)>
        Public Shared Function smsp_result_count_status(result As IntPtr, status As Integer) As Integer
        End Function

        <DllImport(Library, CallingConvention:=C)>
        Public Shared Function smsp_result_phone_number(result As IntPtr, index As Integer) As IntPtr
        End Function

        <DllImport(Library, CallingConvention:=C)>
        Public Shared Function smsp_result_status(result As IntPtr, index As Integer) As Integer
        End Function

        <DllImport(Library, CallingConvention:=C)>
        Public Shared Function smsp_result_status_text(result As IntPtr, index As Integer) As IntPtr
        End Function

        <DllImport(Library, CallingConvention:=C)>
        Public Shared Function smsp_result_stop_sms(result As IntPtr, index As Integer) As Integer
        End Function

        <DllImport(Library, CallingConvention:=C)>
        Public Shared Function smsp_result_date(result As IntPtr, index As Integer) As Long
        End Function

        <DllImport(Library, CallingConvention:=C)>
        Public Shared Sub smsp_result_free(result As IntPtr)
        End Sub

        <DllImport(Library, CallingConvention:=C)>
        Public Shared Function smsp_status_name(status As Integer) As IntPtr
        End Function

        <DllImport(Library, CallingConvention:=C)>
        Public Shared Function smsp_error_text(code As Integer) As IntPtr
        End Function

        ' Takes the library that SMSP_LIBRARY names, before the first call.
        Shared Sub New()
            NativeLibrary.SetDllImportResolver(GetType(Native).Assembly, AddressOf Resolve)
        End Sub

        Private Shared Function Resolve(name As String, caller As Reflection.Assembly,
                                        search As DllImportSearchPath?) As IntPtr
            Dim path = Environment.GetEnvironmentVariable("SMSP_LIBRARY")
            ' Zero: .NET goes on to look as it does without a resolver.
            Return If(path Is Nothing, IntPtr.Zero, NativeLibrary.Load(path))
        End Function

        ' .NET would pass a string in the code page of the system, and would free
        ' one that C returns: texts go as UTF-8 by hand.
        Public Shared Function ToUtf8(text As String) As Byte()
            Return Encoding.UTF8.GetBytes(text & ChrW(0))
        End Function

        Public Shared Function FromUtf8(text As IntPtr) As String
            Dim length = 0
            While Marshal.ReadByte(text, length) <> 0
                length += 1
            End While
            Dim bytes(length - 1) As Byte
            Marshal.Copy(text, bytes, 0, length)
            Return Encoding.UTF8.GetString(bytes)
        End Function
    End Class
End Namespace
