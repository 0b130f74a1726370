#!/usr/bin/perl
# Add up what gcov --json-format says, one document a line, and print lines
# and branches by room. A line of a header counts once, and as run if it ran
# anywhere; so does each of its branches.
#
# usage: coverage.pl TOP WITH_FILES < DOCUMENTS
use strict;
use warnings;
use JSON::PP;

my ($top, $with_files) = @ARGV;
my (%lines, %branches);

while (my $text = <STDIN>) {
	next unless $text =~ /^\{/;
	for my $file (@{ decode_json($text)->{files} }) {
		my $name = $file->{file};

		$name =~ s{^.*?/(?=(?:lib|cli)/)}{} if $name !~ m{^(?:lib|cli)/};
		next unless -f "$top/$name" && $name =~ m{^(?:lib|cli)/};
		for my $line (@{ $file->{lines} }) {
			my $n = $line->{line_number};
			my $i = 0;

			$lines{$name}{$n} ||= 0;
			$lines{$name}{$n} += $line->{count};
			for my $branch (@{ $line->{branches} }) {
				my $key = "$n/" . $i++;

				$branches{$name}{$key} ||= 0;
				$branches{$name}{$key} += $branch->{count};
			}
		}
	}
}
die "coverage: gcov told nothing\n" unless %lines;

sub share
{
	my ($hit, $all) = @_;
	return $all == 0 ? '     -' : sprintf '%5.1f%%', 100 * $hit / $all;
}

my (%sum, @rows);

for my $name (sort keys %lines) {
	my @line = values %{ $lines{$name} };
	my @branch = values %{ $branches{$name} || {} };
	my @count = (scalar(grep { $_ > 0 } @line), scalar @line,
	    scalar(grep { $_ > 0 } @branch), scalar @branch);
	my ($room) = $name =~ m{^(lib/[^/]+|cli)/};

	push @rows, [$name, @count];
	for my $to ($room, 'lib') {
		next if $to eq 'lib' && $room eq 'cli';
		$sum{$to}[$_] += $count[$_] for 0 .. 3;
	}
}
printf "%-28s %7s %7s  %8s %7s\n", '', 'lines', 'of', 'branches', 'of';
my @sums = map { [$_, @{ $sum{$_} }] } sort keys %sum;

for my $row (($with_files ? @rows : ()), @sums) {
	printf "%-28s %7s %7d  %8s %7d\n", $row->[0],
	    share($row->[1], $row->[2]), $row->[2],
	    share($row->[3], $row->[4]), $row->[4];
}
