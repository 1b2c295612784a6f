# The program that examples/c/lines.c describes. Run, from the root of the repository:
#   SMSP_LIBRARY=target/release/libsmsp.so perl examples/perl/lines.pl KEY MESSAGE_ID [wait]
use strict;
use warnings;
use Encode qw(decode);
use FindBin;
use lib $FindBin::Bin;

binmode STDOUT, ':encoding(UTF-8)';

my ($api_key, $message_id, $mode) = map { decode('UTF-8', $_) } @ARGV;
if (@ARGV < 2 || @ARGV > 3 || ($mode // 'wait') ne 'wait') {
    print STDERR "usage: perl lines.pl KEY MESSAGE_ID [wait]\n";
    exit 2;
}

# At run time, not with `use`, so that a missing library is no compile error.
if (!eval { require SMSP }) {
    print STDERR $@ =~ /^(.*\n)/; # without where Perl was when it heard
    exit 3;
}

my $report = eval {
    my $client = SMSP::Client->new(
        $api_key,
        base_url         => $ENV{SMSP_BASE_URL},
        poll_interval_ms => $mode && [50, 200],
    );
    $mode
        ? $client->wait($message_id, 60_000,
            sub { print "poll: $_[0]{counts}[SMSP::WAITING()] waiting\n" })
        : $client->bulk_status($message_id);
};
if (my $error = $@) {
    die $error unless ref $error && $error->isa('SMSP::Error');
    printf "error %d: %s\n", $error->code, $error->message;
    exit 1;
}

my @entries = @{ $report->{entries} };
print join('|', @$_{qw(phone_number status_name stop_sms date)}), "\n" for @entries;
printf "%d recipients, %d delivered, %d not delivered, %d waiting, %d stop\n",
    scalar @entries, @{ $report->{counts} }[SMSP::DELIVERED(), SMSP::NOT_DELIVERED(), SMSP::WAITING()],
    scalar grep { $_->{stop_sms} } @entries;
