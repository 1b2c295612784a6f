--  What lines.adb shows while it waits; a package of its own, because a
--  callback has to be of library level.
with Smsp;

package Progress is

   function On_Poll (Polled : Smsp.Result) return Boolean;

   function Image (Padded : String) return String;
   --  A number as 'Image writes it, without the blank in the place of a sign.

end Progress;
