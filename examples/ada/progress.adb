with Ada.Strings.Fixed;
with Ada.Text_IO;

package body Progress is

   function On_Poll (Polled : Smsp.Result) return Boolean is
   begin
      Ada.Text_IO.Put_Line
        ("poll: " & Image (Polled.Count_Status (Smsp.Waiting)'Image) & " waiting");
      return True;
   end On_Poll;

   function Image (Padded : String) return String is
     (Ada.Strings.Fixed.Trim (Padded, Ada.Strings.Left));

end Progress;
