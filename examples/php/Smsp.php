<?php
// libsmsp for PHP 8.1 and later, through its FFI extension, which reads its
// declarations from smsp_ffi.h:
//
//   $client = new Smsp\Client($apiKey);
//   foreach ($client->bulkStatus($messageId) as $entry) {
//       echo $entry->phoneNumber, ' ', $entry->statusText, "\n";
//   }
//
// The library is looked for as SMSP_LIBRARY says, or else as libsmsp.so.1 where
// the system looks for libraries. A web server needs ffi.enable=1 or preloading.

declare(strict_types=1);

namespace Smsp;

use FFI;
use FFI\CData;

/** Where libsmsp is not found, or PHP came without FFI. */
final class LibraryMissing extends \RuntimeException {}

/** Why a call failed: getCode() is one of the SMSP_ERROR_ numbers of smsp.h. */
final class Error extends \RuntimeException {}

enum Status: int
{
    case Unknown = 0;
    case Delivered = 1;
    case NotDelivered = 2;
    case Waiting = 3;
    case NotSent = 4;

    public function name(): string
    {
        return library()->smsp_status_name($this->value);
    }
}

final class Entry
{
    public function __construct(
        public readonly string $phoneNumber,
        public readonly Status $status,
        public readonly string $statusText, // as the server spelt it
        public readonly bool $stopSms,
        public readonly int $date, // seconds since 1970, UTC; 0: none
    ) {}
}

function library(): FFI
{
    static $library = null;
    $header = __DIR__ . '/../../include/smsp_ffi.h';
    $path = getenv('SMSP_LIBRARY') ?: 'libsmsp.so.1';
    try {
        return $library ??= FFI::cdef(file_get_contents($header), $path);
    } catch (\Throwable $reason) { // an Error where the extension is missing
        throw new LibraryMissing('libsmsp cannot be loaded (' . $reason->getMessage() . '). '
            . 'Set SMSP_LIBRARY=/path/to/libsmsp.so.1, or install the library.');
    }
}

/** What a call answered; owns its result. */
final class Report implements \Countable, \IteratorAggregate
{
    public function __construct(private CData $result) {}

    public function __destruct()
    {
        library()->smsp_result_free($this->result);
    }

    public function count(): int
    {
        return library()->smsp_result_count($this->result);
    }

    public function countStatus(Status $status): int
    {
        return library()->smsp_result_count_status($this->result, $status->value);
    }

    /** @return \Generator<Entry> */
    public function getIterator(): \Generator
    {
        $smsp = library();
        for ($i = 0, $count = count($this); $i < $count; $i++) {
            yield new Entry(
                $smsp->smsp_result_phone_number($this->result, $i),
                Status::tryFrom($smsp->smsp_result_status($this->result, $i)) ?? Status::Unknown,
                $smsp->smsp_result_status_text($this->result, $i),
                $smsp->smsp_result_stop_sms($this->result, $i) !== 0,
                $smsp->smsp_result_date($this->result, $i),
            );
        }
    }

    /** Throws Error where the call failed. */
    public function checked(): self
    {
        $code = library()->smsp_result_error_code($this->result);
        if ($code !== 0) {
            throw new Error(library()->smsp_result_error_message($this->result), $code);
        }
        return $this;
    }
}

final class Client
{
    private CData $client;

    /** @param array{int, int}|null $pollIntervalMs the first and the longest pause of a watch */
    public function __construct(
        #[\SensitiveParameter] string $apiKey,
        ?string $baseUrl = null,
        ?array $pollIntervalMs = null,
    ) {
        $smsp = library();
        $options = $smsp->smsp_options_new();
        try {
            if ($baseUrl !== null) {
                self::accepted($smsp->smsp_options_set_base_url($options, $baseUrl));
            }
            if ($pollIntervalMs !== null) {
                self::accepted($smsp->smsp_options_set_poll_interval_ms($options, ...$pollIntervalMs));
            }
            $this->client = $smsp->smsp_client_new($apiKey, $options);
        } finally {
            $smsp->smsp_options_free($options);
        }
    }

    public function __destruct()
    {
        if (isset($this->client)) {
            library()->smsp_client_free($this->client);
        }
    }

    public function bulkStatus(string $messageId): Report
    {
        return (new Report(library()->smsp_client_bulk_status($this->client, $messageId)))->checked();
    }

    /**
     * One report after each poll, until no recipient is waiting any more; a poll
     * that failed gives one too, see checked(). No callback from C is needed,
     * and PHP has none that may throw.
     *
     * @return \Generator<Report>
     */
    public function watch(string $messageId, int $maxWaitMs): \Generator
    {
        $watch = library()->smsp_watch_new($this->client, $messageId, $maxWaitMs);
        try {
            while (($result = library()->smsp_watch_next($watch)) !== null) {
                yield new Report($result);
            }
        } finally { // where the caller breaks off, too
            library()->smsp_watch_free($watch);
        }
    }

    private static function accepted(int $code): void
    {
        if ($code !== 0) {
            throw new Error(library()->smsp_error_text($code), $code);
        }
    }
}
