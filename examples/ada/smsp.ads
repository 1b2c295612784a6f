--  libsmsp for Ada: controlled types that free their handles. What a call
--  answered, a failure too, is read from its Result.
with Ada.Finalization;
with Interfaces;

private with System;

package Smsp is

   use type Interfaces.Integer_32;

   subtype Error is Interfaces.Integer_32;
   Ok : constant Error := 0;

   type Status is (Unknown, Delivered, Not_Delivered, Waiting, Not_Sent);
   --  In the order of the SMSP_STATUS_ constants, from 0.

   type Options is new Ada.Finalization.Limited_Controlled with private;

   procedure Set_Base_Url (Self : in out Options; Url : String);
   procedure Set_Poll_Interval_Ms
     (Self : in out Options; First, Longest : Interfaces.Integer_64);
   --  Each raises Failed with the reason, and leaves the old value.

   Failed : exception;
   Failed_Code : constant Error := -1;
   --  What Failed stands for: SMSP_ERROR_INVALID_ARGUMENT.

   type Result is new Ada.Finalization.Limited_Controlled with private;

   function Error_Code (Self : Result) return Error;
   function Error_Message (Self : Result) return String;
   function Count (Self : Result) return Natural;
   function Count_Status (Self : Result; Of_Status : Status) return Natural;

   --  Entries are numbered from 1 to Count.
   function Phone_Number (Self : Result; Number : Positive) return String;
   function Status_Name (Self : Result; Number : Positive) return String;
   --  The server's text, where the library knows no name.
   function Stop_Sms (Self : Result; Number : Positive) return Boolean;
   function Date (Self : Result; Number : Positive) return Interfaces.Integer_64;
   --  Seconds since 1970, UTC; 0 where there is none.

   type Client is new Ada.Finalization.Limited_Controlled with private;

   procedure Open
     (Self : in out Client; Api_Key : String; Settings : Options'Class);
   procedure Bulk_Status
     (Self : Client; Message_Id : String; Answer : in out Result'Class);

   type Progress is access function (Polled : Result) return Boolean;
   --  Returns whether to go on. An exception in it reaches the caller of Wait.
   --  It is of library level: the address of a nested function would need an
   --  executable stack.

   procedure Wait
     (Self        : Client;
      Message_Id  : String;
      Max_Wait_Ms : Interfaces.Integer_64;
      On_Poll     : not null Progress;
      Answer      : in out Result'Class);

private

   type Options is new Ada.Finalization.Limited_Controlled with record
      Handle : System.Address := System.Null_Address;
   end record;
   overriding procedure Initialize (Self : in out Options);
   overriding procedure Finalize (Self : in out Options);

   type Client is new Ada.Finalization.Limited_Controlled with record
      Handle : System.Address := System.Null_Address;
   end record;
   overriding procedure Finalize (Self : in out Client);

   type Result is new Ada.Finalization.Limited_Controlled with record
      Handle : System.Address := System.Null_Address;
      Lent   : Boolean := False;
      --  In a callback: the library frees it.
   end record;
   overriding procedure Finalize (Self : in out Result);

end Smsp;
