      *> libsmsp: numbers of smsp.h, and items of the widths of C's
      *> types, for WORKING-STORAGE. What RETURNING takes is an int
      *> (32 bits) or a pointer, so a date of 64 bits has to come from
      *> SMSP-ENTRY.
       78  SMSP-OK                      VALUE 0.
       78  SMSP-STATUS-UNKNOWN          VALUE 0.
       78  SMSP-STATUS-DELIVERED        VALUE 1.
       78  SMSP-STATUS-NOT-DELIVERED    VALUE 2.
       78  SMSP-STATUS-WAITING          VALUE 3.
       78  SMSP-STATUS-NOT-SENT         VALUE 4.

       01  SMSP-OPTIONS                 USAGE POINTER.
       01  SMSP-CLIENT                  USAGE POINTER.
       01  SMSP-WATCH                   USAGE POINTER.
       01  SMSP-RESULT                  USAGE POINTER.

       01  SMSP-CODE                    USAGE BINARY-LONG.
       01  SMSP-COUNT                   USAGE BINARY-LONG.
       01  SMSP-INDEX                   USAGE BINARY-LONG.
       01  SMSP-FOUND                   USAGE BINARY-LONG.

      *> struct smsp_entry: filled by smsp_result_entry BY REFERENCE.
       01  SMSP-ENTRY.
           05  SMSP-DATE                USAGE BINARY-DOUBLE.
           05  SMSP-STATUS              USAGE BINARY-LONG.
           05  SMSP-STOP                USAGE BINARY-LONG.
           05  SMSP-PHONE-NUMBER        USAGE POINTER.

      *> A text of the library, once SMSP-TEXT has fetched it.
       01  SMSP-TEXT-POINTER            USAGE POINTER.
       01  SMSP-TEXT-AREA.
           05  SMSP-TEXT-LENGTH         USAGE BINARY-LONG.
           05  SMSP-TEXT-VALUE          PIC X(1024).
