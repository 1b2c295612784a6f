{ libsmsp for Free Pascal, in the style of Delphi: classes whose destructors
  free, reports that are copies, and failures raised as ESmspError. }
unit Smsp;

{$ifdef FPC}{$mode delphi}{$endif}
{$H+}

interface

uses
  SysUtils;

const
  SMSP_OK = 0;
  SMSP_STATUS_UNKNOWN = 0;
  SMSP_STATUS_DELIVERED = 1;
  SMSP_STATUS_NOT_DELIVERED = 2;
  SMSP_STATUS_WAITING = 3;
  SMSP_STATUS_NOT_SENT = 4;

type
  ESmspError = class(Exception)
  private
    FCode: Integer;
    FText: UTF8String;
  public
    constructor Create(ACode: Integer; const AText: UTF8String);
    property Code: Integer read FCode;
    { Message as UTF-8, whatever the system's code page. }
    property Text: UTF8String read FText;
  end;

  TSmspEntry = record
    PhoneNumber: UTF8String;
    Status: Integer;
    StatusName: UTF8String; { the server's text, where the library knows no name }
    StopSms: Boolean;
    Date: Int64; { seconds since 1970, UTC }
  end;

  { A report: a copy, so it needs no freeing. }
  TSmspReport = record
    Entries: array of TSmspEntry;
    Counts: array[SMSP_STATUS_UNKNOWN..SMSP_STATUS_NOT_SENT] of Integer;
  end;

  { Returns whether to go on. }
  TSmspProgress = function(const Report: TSmspReport): Boolean of object;

  TSmspOptions = class
  private
    FHandle: Pointer;
  public
    constructor Create;
    destructor Destroy; override;
    procedure SetBaseUrl(const Url: UTF8String);
    procedure SetPollInterval(FirstMs, LongestMs: Int64);
  end;

  TSmspClient = class
  private
    FHandle: Pointer;
  public
    constructor Create(const ApiKey: UTF8String; Options: TSmspOptions = nil);
    destructor Destroy; override;
    function BulkStatus(const MessageId: UTF8String): TSmspReport;
    { OnPoll may raise: the exception reaches the caller of Wait. }
    function Wait(const MessageId: UTF8String; MaxWaitMs: Int64; OnPoll: TSmspProgress): TSmspReport;
  end;

implementation

const
{$ifdef MSWINDOWS}
  Lib = 'smsp.dll';
{$else}
  Lib = 'smsp';
{$endif}

type
  TProgressFn = function(Result_: Pointer; UserData: Pointer): Int32; cdecl;

{ Indices and counts are signed, so a loop to Count - 1 ends at once for 0. }
function smsp_options_new: Pointer; cdecl; external Lib;
function smsp_options_set_base_url(Options: Pointer; Url: PAnsiChar): Int32; cdecl; external Lib;
function smsp_options_set_poll_interval_ms(Options: Pointer; First, Longest: Int64): Int32; cdecl; external Lib;
procedure smsp_options_free(Options: Pointer); cdecl; external Lib;
function smsp_client_new(ApiKey: PAnsiChar; Options: Pointer): Pointer; cdecl; external Lib;
function smsp_client_bulk_status(Client: Pointer; MessageId: PAnsiChar): Pointer; cdecl; external Lib;
function smsp_client_wait(Client: Pointer; MessageId: PAnsiChar; MaxWaitMs: Int64; OnPoll: TProgressFn; UserData: Pointer): Pointer; cdecl; external Lib;
procedure smsp_client_free(Client: Pointer); cdecl; external Lib;
function smsp_result_error_code(R: Pointer): Int32; cdecl; external Lib;
function smsp_result_error_message(R: Pointer): PAnsiChar; cdecl; external Lib;
function smsp_result_count(R: Pointer): Int32; cdecl; external Lib;
function smsp_result_count_status(R: Pointer; Status: Int32): Int32; cdecl; external Lib;
function smsp_result_phone_number(R: Pointer; Index: Int32): PAnsiChar; cdecl; external Lib;
function smsp_result_status(R: Pointer; Index: Int32): Int32; cdecl; external Lib;
function smsp_result_status_text(R: Pointer; Index: Int32): PAnsiChar; cdecl; external Lib;
function smsp_result_stop_sms(R: Pointer; Index: Int32): Int32; cdecl; external Lib;
function smsp_result_date(R: Pointer; Index: Int32): Int64; cdecl; external Lib;
procedure smsp_result_free(R: Pointer); cdecl; external Lib;
function smsp_status_name(Status: Int32): PAnsiChar; cdecl; external Lib;
function smsp_error_text(Code: Int32): PAnsiChar; cdecl; external Lib;

type
  { What the callback is handed as user data. }
  TPolling = record
    OnPoll: TSmspProgress;
    Raised: TObject;
  end;
  PPolling = ^TPolling;

{ The bytes are UTF-8 already: they are labelled, not converted. }
function Text(P: PAnsiChar): UTF8String;
begin
  SetString(Result, P, StrLen(P));
end;

procedure Check(Code: Integer);
begin
  if Code <> SMSP_OK then
    raise ESmspError.Create(Code, Text(smsp_error_text(Code)));
end;

function Copied(R: Pointer): TSmspReport;
var
  I: Integer;
begin
  for I := Low(Result.Counts) to High(Result.Counts) do
    Result.Counts[I] := smsp_result_count_status(R, I);
  SetLength(Result.Entries, smsp_result_count(R));
  for I := 0 to High(Result.Entries) do
    with Result.Entries[I] do
    begin
      PhoneNumber := Text(smsp_result_phone_number(R, I));
      Status := smsp_result_status(R, I);
      if Status = SMSP_STATUS_UNKNOWN then
        StatusName := Text(smsp_result_status_text(R, I))
      else
        StatusName := Text(smsp_status_name(Status));
      StopSms := smsp_result_stop_sms(R, I) <> 0;
      Date := smsp_result_date(R, I);
    end;
end;

{ Copies a result and frees it; raises where it is a failure. }
function Taken(R: Pointer): TSmspReport;
begin
  try
    if smsp_result_error_code(R) <> SMSP_OK then
      raise ESmspError.Create(smsp_result_error_code(R), Text(smsp_result_error_message(R)));
    Result := Copied(R);
  finally
    smsp_result_free(R);
  end;
end;

{ Called by the library. An exception must not pass through its frames: it is
  kept, the polling is stopped, and Wait raises it again. }
function Polled(R: Pointer; UserData: Pointer): Int32; cdecl;
begin
  Result := 0;
  try
    if PPolling(UserData)^.OnPoll(Copied(R)) then
      Result := 1;
  except
    PPolling(UserData)^.Raised := TObject(AcquireExceptionObject);
  end;
end;

constructor ESmspError.Create(ACode: Integer; const AText: UTF8String);
begin
  inherited Create(string(AText));
  FCode := ACode;
  FText := AText;
end;

constructor TSmspOptions.Create;
begin
  FHandle := smsp_options_new;
end;

destructor TSmspOptions.Destroy;
begin
  smsp_options_free(FHandle);
  inherited;
end;

procedure TSmspOptions.SetBaseUrl(const Url: UTF8String);
begin
  Check(smsp_options_set_base_url(FHandle, PAnsiChar(Url)));
end;

procedure TSmspOptions.SetPollInterval(FirstMs, LongestMs: Int64);
begin
  Check(smsp_options_set_poll_interval_ms(FHandle, FirstMs, LongestMs));
end;

constructor TSmspClient.Create(const ApiKey: UTF8String; Options: TSmspOptions);
var
  Handle: Pointer;
begin
  Handle := nil;
  if Options <> nil then
    Handle := Options.FHandle;
  FHandle := smsp_client_new(PAnsiChar(ApiKey), Handle);
end;

destructor TSmspClient.Destroy;
begin
  smsp_client_free(FHandle);
  inherited;
end;

function TSmspClient.BulkStatus(const MessageId: UTF8String): TSmspReport;
begin
  Result := Taken(smsp_client_bulk_status(FHandle, PAnsiChar(MessageId)));
end;

function TSmspClient.Wait(const MessageId: UTF8String; MaxWaitMs: Int64; OnPoll: TSmspProgress): TSmspReport;
var
  Polling: TPolling;
  R: Pointer;
begin
  Polling.OnPoll := OnPoll;
  Polling.Raised := nil;
  R := smsp_client_wait(FHandle, PAnsiChar(MessageId), MaxWaitMs, Polled, @Polling);
  if Polling.Raised <> nil then
  begin
    smsp_result_free(R);
    raise Polling.Raised;
  end;
  Result := Taken(R);
end;

end.
