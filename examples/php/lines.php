<?php
// The program that examples/c/lines.c describes.
// Run it: SMSP_LIBRARY=/path/to/libsmsp.so.1 php lines.php your-key 123456

declare(strict_types=1);

require __DIR__ . '/Smsp.php';

use Smsp\Status;

function printReport(Smsp\Report $report): void
{
    $stops = 0;
    foreach ($report as $entry) {
        $status = $entry->status === Status::Unknown ? $entry->statusText : $entry->status->name();
        printf("%s|%s|%d|%d\n", $entry->phoneNumber, $status, $entry->stopSms, $entry->date);
        $stops += (int) $entry->stopSms;
    }
    printf(
        "%d recipients, %d delivered, %d not delivered, %d waiting, %d stop\n",
        count($report),
        $report->countStatus(Status::Delivered),
        $report->countStatus(Status::NotDelivered),
        $report->countStatus(Status::Waiting),
        $stops,
    );
}

function main(array $arguments): int
{
    $wait = count($arguments) === 3 && $arguments[2] === 'wait';
    if (count($arguments) !== 2 && !$wait) {
        fwrite(STDERR, "usage: lines.php KEY MESSAGE_ID [wait]\n");
        return 2;
    }
    [$key, $messageId] = $arguments;
    $baseUrl = getenv('SMSP_BASE_URL');
    try {
        $client = new Smsp\Client($key, $baseUrl === false ? null : $baseUrl, [50, 200]);
        if ($wait) {
            foreach ($client->watch($messageId, 60_000) as $report) {
                printf("poll: %d waiting\n", $report->countStatus(Status::Waiting));
            }
            printReport($report->checked());
        } else {
            printReport($client->bulkStatus($messageId));
        }
        return 0;
    } catch (Smsp\Error $error) {
        printf("error %d: %s\n", $error->getCode(), $error->getMessage());
        return 1;
    } catch (Smsp\LibraryMissing $reason) {
        fwrite(STDERR, $reason->getMessage() . "\n");
        return 3;
    }
}

exit(main(array_slice($argv, 1)));
