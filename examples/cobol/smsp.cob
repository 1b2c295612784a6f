      *> libsmsp for COBOL: what CALL cannot do by itself. The rest of
      *> the library is called directly, with the items of smsp.cpy.
       IDENTIFICATION DIVISION.
       PROGRAM-ID. SMSP-TEXT.
      *> Copies a text that the library points to. It is cut where it is
      *> longer than the area.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  C-POINTER                USAGE POINTER.
       LINKAGE SECTION.
       01  TEXT-POINTER             USAGE POINTER.
       01  TEXT-AREA.
           05  TEXT-LENGTH          USAGE BINARY-LONG.
           05  TEXT-VALUE           PIC X(1024).
       01  C-CHARACTER              PIC X.
       PROCEDURE DIVISION USING TEXT-POINTER TEXT-AREA.
           MOVE 0 TO TEXT-LENGTH
           MOVE SPACES TO TEXT-VALUE
           SET C-POINTER TO TEXT-POINTER
           SET ADDRESS OF C-CHARACTER TO C-POINTER
           PERFORM UNTIL C-CHARACTER = LOW-VALUE
                   OR TEXT-LENGTH = LENGTH OF TEXT-VALUE
               ADD 1 TO TEXT-LENGTH
               MOVE C-CHARACTER TO TEXT-VALUE(TEXT-LENGTH:1)
               SET C-POINTER UP BY 1
               SET ADDRESS OF C-CHARACTER TO C-POINTER
           END-PERFORM
           GOBACK.
       END PROGRAM SMSP-TEXT.
