{ The program that examples/c/lines.c describes. Build and run, from the root of the repository
  (where target/release has libsmsp.so and its name libsmsp.so.1):
    fpc -FU/tmp -o/tmp/lines -Fltarget/release -k"-rpath $PWD/target/release" examples/pascal/lines.pas
    /tmp/lines KEY MESSAGE_ID [wait] }
program Lines;

{$ifdef FPC}{$mode delphi}{$endif}
{$H+}

uses
  SysUtils, Smsp;

type
  TProgress = class
    function OnPoll(const Report: TSmspReport): Boolean;
  end;

function TProgress.OnPoll(const Report: TSmspReport): Boolean;
begin
  WriteLn('poll: ', Report.Counts[SMSP_STATUS_WAITING], ' waiting');
  Result := True;
end;

{ The bytes of an argument or a variable, which are UTF-8 here, as they are. }
function Raw(const S: RawByteString): UTF8String;
begin
  SetString(Result, PAnsiChar(S), Length(S));
end;

function Ask(const ApiKey, MessageId: UTF8String; Waiting: Boolean): TSmspReport;
var
  Options: TSmspOptions;
  Client: TSmspClient;
  Progress: TProgress;
begin
  Client := nil;
  Progress := TProgress.Create;
  Options := TSmspOptions.Create;
  try
    if GetEnvironmentVariable('SMSP_BASE_URL') <> '' then
      Options.SetBaseUrl(Raw(GetEnvironmentVariable('SMSP_BASE_URL')));
    if Waiting then
      Options.SetPollInterval(50, 200);
    Client := TSmspClient.Create(ApiKey, Options);
    if Waiting then
      Result := Client.Wait(MessageId, 60000, Progress.OnPoll)
    else
      Result := Client.BulkStatus(MessageId);
  finally
    Client.Free;
    Options.Free;
    Progress.Free;
  end;
end;

procedure Print(const Report: TSmspReport);
var
  I, Stops: Integer;
begin
  Stops := 0;
  for I := 0 to High(Report.Entries) do
    with Report.Entries[I] do
    begin
      WriteLn(PhoneNumber, '|', StatusName, '|', Ord(StopSms), '|', Date);
      Inc(Stops, Ord(StopSms));
    end;
  WriteLn(Length(Report.Entries), ' recipients, ', Report.Counts[SMSP_STATUS_DELIVERED],
    ' delivered, ', Report.Counts[SMSP_STATUS_NOT_DELIVERED], ' not delivered, ',
    Report.Counts[SMSP_STATUS_WAITING], ' waiting, ', Stops, ' stop');
end;

begin
  { Written as it is, whatever the code page of the system. }
  SetTextCodePage(Output, CP_UTF8);
  if (ParamCount < 2) or (ParamCount > 3) or ((ParamCount = 3) and (ParamStr(3) <> 'wait')) then
  begin
    WriteLn(StdErr, 'usage: lines KEY MESSAGE_ID [wait]');
    Halt(2);
  end;
  try
    Print(Ask(Raw(ParamStr(1)), Raw(ParamStr(2)), ParamCount = 3));
  except
    on E: ESmspError do
    begin
      WriteLn('error ', E.Code, ': ', E.Text);
      ExitCode := 1;
    end;
  end;
end.
