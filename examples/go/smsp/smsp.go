// Package smsp is libsmsp for Go, through cgo: what became of my SMS?
//
//	client, err := smsp.NewClient(apiKey)
//	...
//	defer client.Close()
//	report, err := client.BulkStatus(messageID)
//
// A report is a copy in Go's own memory: nothing of it has to be closed.
package smsp

/*
#cgo LDFLAGS: -lsmsp
#include <stdlib.h>
#include <smsp.h>
*/
import "C"

import (
	"time"
	"unsafe"
)

// Status is the delivery status of one recipient. A newer library may give
// values that are not listed here: treat them as StatusUnknown.
type Status int32

const (
	StatusUnknown      Status = C.SMSP_STATUS_UNKNOWN
	StatusDelivered    Status = C.SMSP_STATUS_DELIVERED
	StatusNotDelivered Status = C.SMSP_STATUS_NOT_DELIVERED
	StatusWaiting      Status = C.SMSP_STATUS_WAITING
	StatusNotSent      Status = C.SMSP_STATUS_NOT_SENT
)

func (s Status) String() string {
	return C.GoString(C.smsp_status_name(C.smsp_status(s)))
}

// Error is why a call failed; take it out of an error with errors.As.
type Error struct {
	Code    int32 // one of the SMSP_ERROR_ numbers of smsp.h
	Message string
}

func (e *Error) Error() string { return e.Message }

func check(code C.smsp_error) error {
	if code == C.SMSP_OK {
		return nil
	}
	return &Error{int32(code), C.GoString(C.smsp_error_text(code))}
}

// Entry is what became of the SMS to one recipient.
type Entry struct {
	PhoneNumber string
	Status      Status
	StatusText  string // as the server spelt it
	StopSMS     bool
	Date        int64 // seconds since 1970, UTC; 0: none
}

// Report has an entry for each recipient.
type Report struct {
	Entries []Entry
	counts  map[Status]int
}

// Count tells how many entries have this status.
func (r *Report) Count(status Status) int { return r.counts[status] }

// take copies a result and frees it. The report is never nil.
func take(result *C.smsp_result) (*Report, error) {
	defer C.smsp_result_free(result)
	report := &Report{counts: map[Status]int{}}
	if code := C.smsp_result_error_code(result); code != C.SMSP_OK {
		return report, &Error{int32(code), C.GoString(C.smsp_result_error_message(result))}
	}
	for i := C.int32_t(0); i < C.smsp_result_count(result); i++ {
		report.Entries = append(report.Entries, Entry{
			PhoneNumber: C.GoString(C.smsp_result_phone_number(result, i)),
			Status:      Status(C.smsp_result_status(result, i)),
			StatusText:  C.GoString(C.smsp_result_status_text(result, i)),
			StopSMS:     C.smsp_result_stop_sms(result, i) != 0,
			Date:        int64(C.smsp_result_date(result, i)),
		})
	}
	for status := StatusUnknown; status <= StatusNotSent; status++ {
		report.counts[status] = int(C.smsp_result_count_status(result, C.smsp_status(status)))
	}
	return report, nil
}

// Option changes a setting of a client.
type Option func(*C.smsp_options) error

// BaseURL asks another server than the provider's.
func BaseURL(url string) Option {
	return func(options *C.smsp_options) error {
		text := C.CString(url)
		defer C.free(unsafe.Pointer(text))
		return check(C.smsp_options_set_base_url(options, text))
	}
}

// PollInterval sets the first and the longest pause of a watch.
func PollInterval(first, longest time.Duration) Option {
	return func(options *C.smsp_options) error {
		return check(C.smsp_options_set_poll_interval_ms(options,
			C.int64_t(first.Milliseconds()), C.int64_t(longest.Milliseconds())))
	}
}

// Client may be shared by any number of goroutines.
type Client struct{ handle *C.smsp_client }

// NewClient makes a client; nothing is sent yet.
func NewClient(apiKey string, settings ...Option) (*Client, error) {
	options := C.smsp_options_new()
	defer C.smsp_options_free(options)
	for _, set := range settings {
		if err := set(options); err != nil {
			return nil, err
		}
	}
	key := C.CString(apiKey)
	defer C.free(unsafe.Pointer(key))
	return &Client{C.smsp_client_new(key, options)}, nil
}

// Close frees the client; no call and no watch may be under way any more.
func (c *Client) Close() {
	C.smsp_client_free(c.handle)
	c.handle = nil
}

// BulkStatus asks what became of one message.
func (c *Client) BulkStatus(messageID string) (*Report, error) {
	id := C.CString(messageID)
	defer C.free(unsafe.Pointer(id))
	return take(C.smsp_client_bulk_status(c.handle, id))
}

// Watch asks again and again until no recipient is waiting any more:
//
//	for watch.Next() {
//		watch.Report().Count(smsp.StatusWaiting)
//	}
//
// It needs no callback from C into Go, where a panic could not be let through.
type Watch struct {
	handle *C.smsp_watch
	report *Report
	err    error
}

// Watch begins one, which must be closed before the client.
func (c *Client) Watch(messageID string, maxWait time.Duration) *Watch {
	id := C.CString(messageID)
	defer C.free(unsafe.Pointer(id))
	return &Watch{handle: C.smsp_watch_new(c.handle, id, C.int64_t(maxWait.Milliseconds()))}
}

// Next sleeps until the next poll is due and polls; false after the last one.
func (w *Watch) Next() bool {
	result := C.smsp_watch_next(w.handle)
	if result == nil {
		return false
	}
	w.report, w.err = take(result)
	return true
}

// Report is the newest one; empty where the poll failed.
func (w *Watch) Report() *Report { return w.report }

// Err is why the newest poll failed; nil where it did not.
func (w *Watch) Err() error { return w.err }

// Close frees the watch; its reports stay.
func (w *Watch) Close() {
	C.smsp_watch_free(w.handle)
	w.handle = nil
}
