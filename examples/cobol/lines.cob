      *> The program that examples/c/lines.c describes. Build and run it
      *> in this folder, where ../../target/release has libsmsp.so and
      *> its name libsmsp.so.1:
      *>   LIB="$PWD/../../target/release"
      *>   cobc -x -fstatic-call -o /tmp/lines lines.cob smsp.cob \
      *>     -L"$LIB" -lsmsp -Q "-Wl,-rpath,$LIB"
      *>   /tmp/lines KEY MESSAGE_ID [wait]
       IDENTIFICATION DIVISION.
       PROGRAM-ID. LINES-OF-REPORT.

       DATA DIVISION.
       WORKING-STORAGE SECTION.
       COPY "smsp.cpy".

      *> Arguments, ended by the NUL that C needs.
       01  ARGUMENT-COUNT           USAGE BINARY-LONG.
       01  API-KEY                  PIC X(1025).
       01  MESSAGE-ID               PIC X(1025).
       01  ASK-MODE                 PIC X(1025).
           88  ONCE                 VALUE SPACES.
           88  WAITING              VALUE "wait".
       01  BASE-URL                 PIC X(1025).

      *> BY VALUE hands over 4 bytes of a number, whatever its item, if
      *> it does not say SIZE 8.
       01  FIRST-MS                 USAGE BINARY-DOUBLE VALUE 50.
       01  LONGEST-MS               USAGE BINARY-DOUBLE VALUE 200.
       01  MAX-WAIT-MS              USAGE BINARY-DOUBLE VALUE 60000.
       01  NEXT-RESULT              USAGE POINTER.

       01  DELIVERED                USAGE BINARY-LONG.
       01  NOT-DELIVERED            USAGE BINARY-LONG.
       01  STILL-WAITING            USAGE BINARY-LONG.
       01  STOPS                    USAGE BINARY-LONG VALUE 0.

       01  NUMBER-IN                USAGE BINARY-DOUBLE.
       01  NUMBER-EDITED            PIC -(19)9.
       01  OUTPUT-LINE              PIC X(4096).
       01  OUTPUT-END               USAGE BINARY-LONG.

       PROCEDURE DIVISION.
      *> A CALL of a function without a result needs RETURNING OMITTED:
      *> otherwise what a register happened to hold is the RETURN-CODE.
       MAIN-PARAGRAPH.
           PERFORM READ-ARGUMENTS
           CALL "smsp_options_new" RETURNING SMSP-OPTIONS
           PERFORM SET-OPTIONS
           IF SMSP-CODE NOT = SMSP-OK
               CALL "smsp_error_text" USING BY VALUE SMSP-CODE
                   RETURNING SMSP-TEXT-POINTER
               PERFORM PRINT-ERROR
           ELSE
               PERFORM ASK
           END-IF
           CALL "smsp_options_free" USING BY VALUE SMSP-OPTIONS
               RETURNING OMITTED
           IF SMSP-CODE NOT = SMSP-OK
               MOVE 1 TO RETURN-CODE
           END-IF
           GOBACK.

       READ-ARGUMENTS.
           ACCEPT ARGUMENT-COUNT FROM ARGUMENT-NUMBER
           MOVE SPACES TO ASK-MODE
           IF ARGUMENT-COUNT >= 2 AND ARGUMENT-COUNT <= 3
               ACCEPT API-KEY FROM ARGUMENT-VALUE
               ACCEPT MESSAGE-ID FROM ARGUMENT-VALUE
               IF ARGUMENT-COUNT = 3
                   ACCEPT ASK-MODE FROM ARGUMENT-VALUE
               END-IF
           END-IF
           IF ARGUMENT-COUNT < 2 OR > 3
              OR (ARGUMENT-COUNT = 3 AND NOT WAITING)
               DISPLAY "usage: lines KEY MESSAGE_ID [wait]" UPON SYSERR
               MOVE 2 TO RETURN-CODE
               GOBACK
           END-IF
           MOVE FUNCTION CONCATENATE(
               FUNCTION TRIM(API-KEY TRAILING), X"00")
               TO API-KEY
           MOVE FUNCTION CONCATENATE(
               FUNCTION TRIM(MESSAGE-ID TRAILING), X"00")
               TO MESSAGE-ID.

       SET-OPTIONS.
           CALL "smsp_options_set_poll_interval_ms"
               USING BY VALUE SMSP-OPTIONS
                     BY VALUE SIZE 8 FIRST-MS
                     BY VALUE SIZE 8 LONGEST-MS
               RETURNING SMSP-CODE
           MOVE SPACES TO BASE-URL
           ACCEPT BASE-URL FROM ENVIRONMENT "SMSP_BASE_URL"
               ON EXCEPTION CONTINUE
           END-ACCEPT
           IF SMSP-CODE = SMSP-OK AND BASE-URL NOT = SPACES
               MOVE FUNCTION CONCATENATE(
                   FUNCTION TRIM(BASE-URL TRAILING), X"00")
                   TO BASE-URL
               CALL "smsp_options_set_base_url"
                   USING BY VALUE SMSP-OPTIONS BY REFERENCE BASE-URL
                   RETURNING SMSP-CODE
           END-IF.

       ASK.
           CALL "smsp_client_new"
               USING BY REFERENCE API-KEY BY VALUE SMSP-OPTIONS
               RETURNING SMSP-CLIENT
           IF WAITING
               PERFORM WAIT-FOR-REPORT
           ELSE
               CALL "smsp_client_bulk_status"
                   USING BY VALUE SMSP-CLIENT BY REFERENCE MESSAGE-ID
                   RETURNING SMSP-RESULT
           END-IF

           CALL "smsp_result_error_code" USING BY VALUE SMSP-RESULT
               RETURNING SMSP-CODE
           IF SMSP-CODE = SMSP-OK
               PERFORM PRINT-REPORT
           ELSE
               CALL "smsp_result_error_message"
                   USING BY VALUE SMSP-RESULT
                   RETURNING SMSP-TEXT-POINTER
               PERFORM PRINT-ERROR
           END-IF
           CALL "smsp_result_free" USING BY VALUE SMSP-RESULT
               RETURNING OMITTED
           CALL "smsp_client_free" USING BY VALUE SMSP-CLIENT
               RETURNING OMITTED.

      *> smsp_watch gives each poll's result without a callback; the
      *> last one is kept.
       WAIT-FOR-REPORT.
           SET SMSP-RESULT TO NULL
           CALL "smsp_watch_new"
               USING BY VALUE SMSP-CLIENT BY REFERENCE MESSAGE-ID
                     BY VALUE SIZE 8 MAX-WAIT-MS
               RETURNING SMSP-WATCH
           PERFORM NEXT-POLL
           PERFORM UNTIL NEXT-RESULT = NULL
               CALL "smsp_result_free" USING BY VALUE SMSP-RESULT
                   RETURNING OMITTED
               SET SMSP-RESULT TO NEXT-RESULT
               PERFORM COUNT-STATUSES
               MOVE STILL-WAITING TO NUMBER-IN
               PERFORM BEGIN-LINE
               STRING "poll: " DELIMITED BY SIZE
                   INTO OUTPUT-LINE POINTER OUTPUT-END
               PERFORM ADD-NUMBER
               STRING " waiting" DELIMITED BY SIZE
                   INTO OUTPUT-LINE POINTER OUTPUT-END
               PERFORM PRINT-LINE
               PERFORM NEXT-POLL
           END-PERFORM
           CALL "smsp_watch_free" USING BY VALUE SMSP-WATCH
               RETURNING OMITTED.

       NEXT-POLL.
           CALL "smsp_watch_next" USING BY VALUE SMSP-WATCH
               RETURNING NEXT-RESULT.

       COUNT-STATUSES.
           CALL "smsp_result_count_status"
               USING BY VALUE SMSP-RESULT SMSP-STATUS-DELIVERED
               RETURNING DELIVERED
           CALL "smsp_result_count_status"
               USING BY VALUE SMSP-RESULT SMSP-STATUS-NOT-DELIVERED
               RETURNING NOT-DELIVERED
           CALL "smsp_result_count_status"
               USING BY VALUE SMSP-RESULT SMSP-STATUS-WAITING
               RETURNING STILL-WAITING.

       PRINT-REPORT.
           CALL "smsp_result_count" USING BY VALUE SMSP-RESULT
               RETURNING SMSP-COUNT
           PERFORM PRINT-ENTRY VARYING SMSP-INDEX FROM 0 BY 1
               UNTIL SMSP-INDEX >= SMSP-COUNT

           PERFORM COUNT-STATUSES
           PERFORM BEGIN-LINE
           MOVE SMSP-COUNT TO NUMBER-IN
           PERFORM ADD-NUMBER
           STRING " recipients, " DELIMITED BY SIZE
               INTO OUTPUT-LINE POINTER OUTPUT-END
           MOVE DELIVERED TO NUMBER-IN
           PERFORM ADD-NUMBER
           STRING " delivered, " DELIMITED BY SIZE
               INTO OUTPUT-LINE POINTER OUTPUT-END
           MOVE NOT-DELIVERED TO NUMBER-IN
           PERFORM ADD-NUMBER
           STRING " not delivered, " DELIMITED BY SIZE
               INTO OUTPUT-LINE POINTER OUTPUT-END
           MOVE STILL-WAITING TO NUMBER-IN
           PERFORM ADD-NUMBER
           STRING " waiting, " DELIMITED BY SIZE
               INTO OUTPUT-LINE POINTER OUTPUT-END
           MOVE STOPS TO NUMBER-IN
           PERFORM ADD-NUMBER
           STRING " stop" DELIMITED BY SIZE
               INTO OUTPUT-LINE POINTER OUTPUT-END
           PERFORM PRINT-LINE.

       PRINT-ENTRY.
           CALL "smsp_result_entry"
               USING BY VALUE SMSP-RESULT SMSP-INDEX
                     BY REFERENCE SMSP-ENTRY
               RETURNING SMSP-FOUND
           PERFORM BEGIN-LINE
           SET SMSP-TEXT-POINTER TO SMSP-PHONE-NUMBER
           PERFORM ADD-TEXT
           PERFORM ADD-BAR
           IF SMSP-STATUS = SMSP-STATUS-UNKNOWN
               CALL "smsp_result_status_text"
                   USING BY VALUE SMSP-RESULT SMSP-INDEX
                   RETURNING SMSP-TEXT-POINTER
           ELSE
               CALL "smsp_status_name" USING BY VALUE SMSP-STATUS
                   RETURNING SMSP-TEXT-POINTER
           END-IF
           PERFORM ADD-TEXT
           PERFORM ADD-BAR
           MOVE SMSP-STOP TO NUMBER-IN
           PERFORM ADD-NUMBER
           ADD SMSP-STOP TO STOPS
           PERFORM ADD-BAR
           MOVE SMSP-DATE TO NUMBER-IN
           PERFORM ADD-NUMBER
           PERFORM PRINT-LINE.

       PRINT-ERROR.
           PERFORM BEGIN-LINE
           STRING "error " DELIMITED BY SIZE
               INTO OUTPUT-LINE POINTER OUTPUT-END
           MOVE SMSP-CODE TO NUMBER-IN
           PERFORM ADD-NUMBER
           STRING ": " DELIMITED BY SIZE
               INTO OUTPUT-LINE POINTER OUTPUT-END
           PERFORM ADD-TEXT
           PERFORM PRINT-LINE.

       BEGIN-LINE.
           MOVE 1 TO OUTPUT-END.

       ADD-TEXT.
           CALL "SMSP-TEXT" USING SMSP-TEXT-POINTER SMSP-TEXT-AREA
           IF SMSP-TEXT-LENGTH > 0
               STRING SMSP-TEXT-VALUE(1:SMSP-TEXT-LENGTH)
                   DELIMITED BY SIZE
                   INTO OUTPUT-LINE POINTER OUTPUT-END
           END-IF.

       ADD-NUMBER.
           MOVE NUMBER-IN TO NUMBER-EDITED
           STRING FUNCTION TRIM(NUMBER-EDITED) DELIMITED BY SIZE
               INTO OUTPUT-LINE POINTER OUTPUT-END.

       ADD-BAR.
           STRING "|" DELIMITED BY SIZE
               INTO OUTPUT-LINE POINTER OUTPUT-END.

       PRINT-LINE.
           SUBTRACT 1 FROM OUTPUT-END
           DISPLAY OUTPUT-LINE(1:OUTPUT-END).
       END PROGRAM LINES-OF-REPORT.
