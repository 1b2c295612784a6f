--  The program that examples/c/lines.c describes. Build and run, from the root of the repository
--  (where target/release has libsmsp.so and its name libsmsp.so.1):
--    gnatmake -D /tmp -o /tmp/lines examples/ada/lines.adb \
--      -largs -L"$PWD/target/release" -lsmsp -Wl,-rpath,"$PWD/target/release"
--    /tmp/lines KEY MESSAGE_ID [wait]
with Ada.Command_Line;
with Ada.Environment_Variables;
with Ada.Exceptions;
with Ada.Text_IO;
with Progress;
with Smsp;

procedure Lines is

   use Ada.Command_Line;
   use Ada.Text_IO;
   use type Smsp.Error;

   package Environment renames Ada.Environment_Variables;

   procedure Fail (Code : Smsp.Error; Message : String) is
   begin
      Put_Line ("error " & Progress.Image (Code'Image) & ": " & Message);
      Set_Exit_Status (1);
   end Fail;

   procedure Print (Report : Smsp.Result) is
      function Image (Number : Natural) return String is
        (Progress.Image (Number'Image));
      Stops : Natural := 0;
   begin
      for Number in 1 .. Report.Count loop
         declare
            Stop : constant Natural := Boolean'Pos (Report.Stop_Sms (Number));
         begin
            Put_Line
              (Report.Phone_Number (Number) & '|' & Report.Status_Name (Number)
               & '|' & Image (Stop) & '|'
               & Progress.Image (Report.Date (Number)'Image));
            Stops := Stops + Stop;
         end;
      end loop;
      Put_Line
        (Image (Report.Count) & " recipients, "
         & Image (Report.Count_Status (Smsp.Delivered)) & " delivered, "
         & Image (Report.Count_Status (Smsp.Not_Delivered)) & " not delivered, "
         & Image (Report.Count_Status (Smsp.Waiting)) & " waiting, "
         & Image (Stops) & " stop");
   end Print;

   Waiting : constant Boolean := Argument_Count = 3;

   Options : Smsp.Options;
   Client  : Smsp.Client;
   Report  : Smsp.Result;

begin
   if Argument_Count not in 2 .. 3 or else (Waiting and then Argument (3) /= "wait")
   then
      Put_Line (Standard_Error, "usage: lines KEY MESSAGE_ID [wait]");
      Set_Exit_Status (2);
      return;
   end if;

   if Environment.Exists ("SMSP_BASE_URL") then
      Options.Set_Base_Url (Environment.Value ("SMSP_BASE_URL"));
   end if;
   if Waiting then
      Options.Set_Poll_Interval_Ms (50, 200);
   end if;

   Client.Open (Argument (1), Options);
   if Waiting then
      Client.Wait (Argument (2), 60_000, Progress.On_Poll'Access, Report);
   else
      Client.Bulk_Status (Argument (2), Report);
   end if;

   if Report.Error_Code = Smsp.Ok then
      Print (Report);
   else
      Fail (Report.Error_Code, Report.Error_Message);
   end if;

exception
   when Refused : Smsp.Failed =>
      Fail (Smsp.Failed_Code, Ada.Exceptions.Exception_Message (Refused));
end Lines;
