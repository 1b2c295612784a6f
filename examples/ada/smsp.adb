with Ada.Exceptions;
with Interfaces.C.Strings;

package body Smsp is

   use Interfaces;
   use Interfaces.C;
   use Interfaces.C.Strings;

   --  The functions of smsp.h that are used here. Texts of the library are
   --  never NULL, for which Value would raise an exception.

   function Options_New return System.Address
     with Import, Convention => C, External_Name => "smsp_options_new";
   function Options_Set_Base_Url
     (Options : System.Address; Url : char_array) return Error
     with Import, Convention => C, External_Name => "smsp_options_set_base_url";
   function Options_Set_Poll_Interval_Ms
     (Options : System.Address; First, Longest : Integer_64) return Error
     with Import, Convention => C,
          External_Name => "smsp_options_set_poll_interval_ms";
   procedure Options_Free (Options : System.Address)
     with Import, Convention => C, External_Name => "smsp_options_free";

   function Client_New
     (Api_Key : char_array; Options : System.Address) return System.Address
     with Import, Convention => C, External_Name => "smsp_client_new";
   function Client_Bulk_Status
     (Client : System.Address; Message_Id : char_array) return System.Address
     with Import, Convention => C, External_Name => "smsp_client_bulk_status";
   type Progress_Fn is access function
     (Polled, User_Data : System.Address) return Integer_32
     with Convention => C;
   function Client_Wait
     (Client      : System.Address;
      Message_Id  : char_array;
      Max_Wait_Ms : Integer_64;
      On_Poll     : Progress_Fn;
      User_Data   : System.Address) return System.Address
     with Import, Convention => C, External_Name => "smsp_client_wait";
   procedure Client_Free (Client : System.Address)
     with Import, Convention => C, External_Name => "smsp_client_free";

   function Result_Error_Code (Result : System.Address) return Error
     with Import, Convention => C, External_Name => "smsp_result_error_code";
   function Result_Error_Message (Result : System.Address) return chars_ptr
     with Import, Convention => C, External_Name => "smsp_result_error_message";
   function Result_Count (Result : System.Address) return Integer_32
     with Import, Convention => C, External_Name => "smsp_result_count";
   function Result_Count_Status
     (Result : System.Address; Status : Integer_32) return Integer_32
     with Import, Convention => C, External_Name => "smsp_result_count_status";
   function Result_Phone_Number
     (Result : System.Address; Index : Integer_32) return chars_ptr
     with Import, Convention => C, External_Name => "smsp_result_phone_number";
   function Result_Status
     (Result : System.Address; Index : Integer_32) return Integer_32
     with Import, Convention => C, External_Name => "smsp_result_status";
   function Result_Status_Text
     (Result : System.Address; Index : Integer_32) return chars_ptr
     with Import, Convention => C, External_Name => "smsp_result_status_text";
   function Result_Stop_Sms
     (Result : System.Address; Index : Integer_32) return Integer_32
     with Import, Convention => C, External_Name => "smsp_result_stop_sms";
   function Result_Date
     (Result : System.Address; Index : Integer_32) return Integer_64
     with Import, Convention => C, External_Name => "smsp_result_date";
   procedure Result_Free (Result : System.Address)
     with Import, Convention => C, External_Name => "smsp_result_free";

   function C_Status_Name (Status : Integer_32) return chars_ptr
     with Import, Convention => C, External_Name => "smsp_status_name";
   function C_Error_Text (Code : Error) return chars_ptr
     with Import, Convention => C, External_Name => "smsp_error_text";

   procedure Check (Code : Error) is
   begin
      --  The library's setters answer with this code only.
      pragma Assert (Code in Ok | Failed_Code);
      if Code /= Ok then
         raise Failed with Value (C_Error_Text (Code));
      end if;
   end Check;

   overriding procedure Initialize (Self : in out Options) is
   begin
      Self.Handle := Options_New;
   end Initialize;

   --  Finalize may be called more than once, and NULL may be freed.

   overriding procedure Finalize (Self : in out Options) is
   begin
      Options_Free (Self.Handle);
      Self.Handle := System.Null_Address;
   end Finalize;

   overriding procedure Finalize (Self : in out Client) is
   begin
      Client_Free (Self.Handle);
      Self.Handle := System.Null_Address;
   end Finalize;

   overriding procedure Finalize (Self : in out Result) is
   begin
      if not Self.Lent then
         Result_Free (Self.Handle);
      end if;
      Self.Handle := System.Null_Address;
   end Finalize;

   procedure Set_Base_Url (Self : in out Options; Url : String) is
   begin
      Check (Options_Set_Base_Url (Self.Handle, To_C (Url)));
   end Set_Base_Url;

   procedure Set_Poll_Interval_Ms
     (Self : in out Options; First, Longest : Integer_64) is
   begin
      Check (Options_Set_Poll_Interval_Ms (Self.Handle, First, Longest));
   end Set_Poll_Interval_Ms;

   procedure Open
     (Self : in out Client; Api_Key : String; Settings : Options'Class) is
   begin
      Self.Finalize;
      Self.Handle := Client_New (To_C (Api_Key), Settings.Handle);
   end Open;

   procedure Bulk_Status
     (Self : Client; Message_Id : String; Answer : in out Result'Class) is
   begin
      Answer.Finalize;
      Answer.Handle := Client_Bulk_Status (Self.Handle, To_C (Message_Id));
   end Bulk_Status;

   --  What the callback is handed as user data.
   type Polling is limited record
      On_Poll : Progress;
      Raised  : Ada.Exceptions.Exception_Occurrence;
   end record;

   function Polled (Handle, User_Data : System.Address) return Integer_32
     with Convention => C;

   --  Called by the library. An exception must not pass through its frames: it
   --  is kept, the polling is stopped, and Wait raises it again.
   function Polled (Handle, User_Data : System.Address) return Integer_32 is
      Now : Polling with Import, Address => User_Data;
      Lent : Result;
   begin
      Lent.Handle := Handle;
      Lent.Lent := True;
      return Boolean'Pos (Now.On_Poll (Lent));
   exception
      when Occurrence : others =>
         Ada.Exceptions.Save_Occurrence (Now.Raised, Occurrence);
         return 0;
   end Polled;

   procedure Wait
     (Self        : Client;
      Message_Id  : String;
      Max_Wait_Ms : Integer_64;
      On_Poll     : not null Progress;
      Answer      : in out Result'Class)
   is
      Now : Polling;
   begin
      Now.On_Poll := On_Poll;
      Answer.Finalize;
      Answer.Handle := Client_Wait
        (Self.Handle, To_C (Message_Id), Max_Wait_Ms, Polled'Access, Now'Address);
      --  Nothing happens where nothing was raised.
      Ada.Exceptions.Reraise_Occurrence (Now.Raised);
   end Wait;

   function Error_Code (Self : Result) return Error is
     (Result_Error_Code (Self.Handle));

   function Error_Message (Self : Result) return String is
     (Value (Result_Error_Message (Self.Handle)));

   function Count (Self : Result) return Natural is
     (Natural (Result_Count (Self.Handle)));

   function Count_Status (Self : Result; Of_Status : Status) return Natural is
     (Natural (Result_Count_Status (Self.Handle, Status'Pos (Of_Status))));

   function Phone_Number (Self : Result; Number : Positive) return String is
     (Value (Result_Phone_Number (Self.Handle, Integer_32 (Number - 1))));

   function Status_Name (Self : Result; Number : Positive) return String is
      Index : constant Integer_32 := Integer_32 (Number - 1);
      Known : constant Integer_32 := Result_Status (Self.Handle, Index);
   begin
      return Value
        (if Known = Status'Pos (Unknown)
         then Result_Status_Text (Self.Handle, Index)
         else C_Status_Name (Known));
   end Status_Name;

   function Stop_Sms (Self : Result; Number : Positive) return Boolean is
     (Result_Stop_Sms (Self.Handle, Integer_32 (Number - 1)) /= 0);

   function Date (Self : Result; Number : Positive) return Integer_64 is
     (Result_Date (Self.Handle, Integer_32 (Number - 1)));

end Smsp;
