// The program that examples/c/lines.c describes.
//
// Build it: CGO_CFLAGS=-I/path/to/include CGO_LDFLAGS=-L/path/to/lib go build -o lines .
// Run it:   LD_LIBRARY_PATH=/path/to/lib ./lines your-key 123456
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"example.org/smsp/smsp"
)

func ask(out io.Writer, key, messageID string, wait bool) (*smsp.Report, error) {
	options := []smsp.Option{smsp.PollInterval(50*time.Millisecond, 200*time.Millisecond)}
	if url, set := os.LookupEnv("SMSP_BASE_URL"); set {
		options = append(options, smsp.BaseURL(url))
	}
	client, err := smsp.NewClient(key, options...)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	if !wait {
		return client.BulkStatus(messageID)
	}

	watch := client.Watch(messageID, time.Minute)
	defer watch.Close()
	for watch.Next() {
		fmt.Fprintf(out, "poll: %d waiting\n", watch.Report().Count(smsp.StatusWaiting))
	}
	return watch.Report(), watch.Err()
}

func print(out io.Writer, report *smsp.Report) {
	stops := 0
	for _, entry := range report.Entries {
		status, stop := entry.Status.String(), 0
		if entry.Status == smsp.StatusUnknown {
			status = entry.StatusText
		}
		if entry.StopSMS {
			stop = 1
		}
		fmt.Fprintf(out, "%s|%s|%d|%d\n", entry.PhoneNumber, status, stop, entry.Date)
		stops += stop
	}
	fmt.Fprintf(out, "%d recipients, %d delivered, %d not delivered, %d waiting, %d stop\n",
		len(report.Entries), report.Count(smsp.StatusDelivered),
		report.Count(smsp.StatusNotDelivered), report.Count(smsp.StatusWaiting), stops)
}

func run(arguments []string) int {
	wait := len(arguments) == 3 && arguments[2] == "wait"
	if len(arguments) != 2 && !wait {
		fmt.Fprintln(os.Stderr, "usage: lines KEY MESSAGE_ID [wait]")
		return 2
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	report, err := ask(out, arguments[0], arguments[1], wait)
	var failure *smsp.Error
	switch {
	case errors.As(err, &failure):
		fmt.Fprintf(out, "error %d: %s\n", failure.Code, failure.Message)
		return 1
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	print(out, report)
	return 0
}

func main() {
	os.Exit(run(os.Args[1:]))
}
