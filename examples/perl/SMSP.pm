package SMSP;

# libsmsp for Perl, with FFI::Platypus. What a call answers is copied into
# plain Perl data and freed at once; failures are thrown as SMSP::Error.
use strict;
use warnings;
use Encode qw(decode encode);
use FFI::Platypus 2.00;
use FFI::Platypus::DL qw(dlopen dlerror RTLD_PLATYPUS_DEFAULT);

use constant { UNKNOWN => 0, DELIVERED => 1, NOT_DELIVERED => 2, WAITING => 3, NOT_SENT => 4 };

my $path = $ENV{SMSP_LIBRARY} // 'libsmsp.so.1';
dlopen($path, RTLD_PLATYPUS_DEFAULT)
    or die "Cannot load $path (" . dlerror() . "). Set SMSP_LIBRARY=/path/to/libsmsp.so.1, "
    . "or LD_LIBRARY_PATH to its folder.\n";

my $ffi = FFI::Platypus->new(api => 2, lib => $path);
$ffi->type(opaque => $_) for qw(options client watch result);

# The functions of smsp.h that are used here.
my @functions = (
    [options_new                  => []                              => 'options'],
    [options_set_base_url         => ['options', 'string']           => 'sint32'],
    [options_set_poll_interval_ms => ['options', 'sint64', 'sint64'] => 'sint32'],
    [options_free                 => ['options']                     => 'void'],
    [client_new                   => ['string', 'options']           => 'client'],
    [client_bulk_status           => ['client', 'string']            => 'result'],
    [client_free                  => ['client']                      => 'void'],
    [watch_new                    => ['client', 'string', 'sint64']  => 'watch'],
    [watch_next                   => ['watch']                       => 'result'],
    [watch_free                   => ['watch']                       => 'void'],
    [result_error_code            => ['result']                      => 'sint32'],
    [result_error_message         => ['result']                      => 'string'],
    [result_count                 => ['result']                      => 'sint32'],
    [result_count_status          => ['result', 'sint32']            => 'sint32'],
    [result_phone_number          => ['result', 'sint32']            => 'string'],
    [result_status                => ['result', 'sint32']            => 'sint32'],
    [result_status_text           => ['result', 'sint32']            => 'string'],
    [result_stop_sms              => ['result', 'sint32']            => 'sint32'],
    [result_date                  => ['result', 'sint32']            => 'sint64'],
    [result_free                  => ['result']                      => 'void'],
    [status_name                  => ['sint32']                      => 'string'],
    [error_text                   => ['sint32']                      => 'string'],
);
for (@functions) {
    my ($name, $arguments, $answer) = @$_;
    my @texts = grep { $arguments->[$_] eq 'string' } 0 .. $#$arguments;
    # Texts are characters on the Perl side and UTF-8 on the other.
    $ffi->attach(["smsp_$name" => "_$name"], $arguments => $answer, sub {
        my ($call, @values) = @_;
        $_ = encode('UTF-8', $_) for @values[@texts];
        my $value = $call->(@values);
        return $answer eq 'string' ? decode('UTF-8', $value) : $value;
    });
}

# Copies a result and frees it.
sub _take {
    my ($result) = @_;
    my @entries = map {
        my $status = _result_status($result, $_);
        {
            phone_number => _result_phone_number($result, $_),
            status       => $status,
            status_name  => $status == UNKNOWN
                ? _result_status_text($result, $_)
                : _status_name($status),
            stop_sms => _result_stop_sms($result, $_),
            date     => _result_date($result, $_),
        }
    } 0 .. _result_count($result) - 1;
    my $report = {
        code    => _result_error_code($result),
        message => _result_error_message($result),
        entries => \@entries,
        counts  => [map { _result_count_status($result, $_) } UNKNOWN .. NOT_SENT],
    };
    _result_free($result);
    return $report;
}

package SMSP::Error {
    sub throw { my ($class, %self) = @_; die bless {%self}, $class }
    sub code    { $_[0]{code} }
    sub message { $_[0]{message} }
}

package SMSP::Client {
    # SMSP::Client->new($api_key, base_url => ..., poll_interval_ms => [first, longest])
    sub new {
        my ($class, $api_key, %settings) = @_;
        my $options = SMSP::_options_new();
        my $code = 0;
        $code = SMSP::_options_set_base_url($options, $settings{base_url})
            if defined $settings{base_url};
        $code ||= SMSP::_options_set_poll_interval_ms($options, @{ $settings{poll_interval_ms} })
            if $settings{poll_interval_ms};
        my $self = bless { handle => SMSP::_client_new($api_key, $options) }, $class;
        SMSP::_options_free($options);
        SMSP::Error->throw(code => $code, message => SMSP::_error_text($code)) if $code;
        return $self;
    }

    sub DESTROY { SMSP::_client_free($_[0]{handle}) }

    sub bulk_status {
        my ($self, $message_id) = @_;
        return _succeeded(SMSP::_take(SMSP::_client_bulk_status($self->{handle}, $message_id)));
    }

    # Calls $on_poll with each report until nobody is waiting any more; returns
    # the last. A die in a closure that C calls turns into a warning and a
    # return value of 0, so this is smsp_watch: $on_poll runs between two calls.
    sub wait {
        my ($self, $message_id, $max_wait_ms, $on_poll) = @_;
        my $watch = SMSP::_watch_new($self->{handle}, $message_id, $max_wait_ms);
        my $last;
        my $fine = eval {
            while (my $result = SMSP::_watch_next($watch)) {
                $last = SMSP::_take($result);
                $on_poll->($last);
            }
            1;
        };
        my $problem = $@;
        SMSP::_watch_free($watch);
        die $problem unless $fine;
        return _succeeded($last);
    }

    sub _succeeded {
        my ($report) = @_;
        SMSP::Error->throw(%$report{qw(code message)}) if $report->{code};
        return $report;
    }
}

1;
