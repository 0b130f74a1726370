#!/usr/bin/perl
# Add up what gcov --json-format says, one document a line, and print lines
# and branches by room. A line of a header counts once, and as run if it ran
# anywhere; so does each of its branches. What is left out is said in the end:
#
#   objects whose name matches LEFT_OUT: kernels for another processor
#   the branches that lead to psi_error_nomem, and its call: what an allocation
#   that fails comes to is played by the tests of the label `fault`
#
# usage: coverage.pl TOP WITH_FILES LEFT_OUT WHY < DOCUMENTS
use strict;
use warnings;
use JSON::PP;

my ($top, $with_files, $left_out, $why) = @ARGV;
my (%lines, %branches);
# The same of objects that were left out.
my (%out_lines, %out_branches);

while (my $text = <STDIN>) {
	next unless $text =~ /^\{/;
	my $document = decode_json($text);
	my $is_out = $left_out ne '' && $document->{data_file} =~ /$left_out/;

	for my $file (@{ $document->{files} }) {
		my $name = $file->{file};

		$name =~ s{^.*?/(?=(?:lib|cli)/)}{} if $name !~ m{^(?:lib|cli)/};
		next unless -f "$top/$name" && $name =~ m{^(?:lib|cli)/};
		my $lines = ($is_out ? \%out_lines : \%lines)->{$name} ||= {};
		my $branches =
		    ($is_out ? \%out_branches : \%branches)->{$name} ||= {};
		for my $line (@{ $file->{lines} }) {
			my $n = $line->{line_number};
			my $i = 0;

			$lines->{$n} ||= 0;
			$lines->{$n} += $line->{count};
			for my $branch (@{ $line->{branches} }) {
				my $key = "$n/" . $i++;

				$branches->{$key} ||= 0;
				$branches->{$key} += $branch->{count};
			}
		}
	}
}
die "coverage: gcov told nothing\n" unless %lines;

# The lines of a file that call psi_error_nomem, and those of the condition that
# stands in front of it.
sub nomem
{
	my ($name) = @_;
	my (%call, %condition);

	open(my $in, '<', "$top/$name") or die "coverage: $name: $!\n";
	my @text = ('', <$in>);
	close $in;
	for my $n (1 .. $#text) {
		next unless $text[$n] =~ /\bpsi_error_nomem\(err\)/;
		my $begin = $text[$n] =~ /\?/ ? qr/\breturn\b|[^=!<>]=[^=]/
		    : qr/\bif \(/;

		$call{$n} = 1 if $text[$n] !~ /\?/;
		for (my $at = $n; $at > 0 && $at > $n - 6; $at--) {
			$condition{$at} = 1;
			last if $text[$at] =~ $begin;
		}
	}
	return (\%call, \%condition);
}

my ($nomem_lines, $nomem_branches) = (0, 0);

for my $name (keys %lines) {
	my ($call, $condition) = nomem($name);

	for my $n (keys %$call) {
		$nomem_lines++ if defined delete $lines{$name}{$n};
	}
	for my $key (keys %{ $branches{$name} }) {
		my ($n) = split m{/}, $key;

		next unless $condition->{$n};
		delete $branches{$name}{$key};
		$nomem_branches++;
	}
}

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
printf "%-34s %7s %7s  %8s %7s\n", '', 'lines', 'of', 'branches', 'of';
my @sums = map { [$_, @{ $sum{$_} }] } sort keys %sum;

for my $row (($with_files ? @rows : ()), @sums) {
	printf "%-34s %7s %7d  %8s %7d\n", $row->[0],
	    share($row->[1], $row->[2]), $row->[2],
	    share($row->[3], $row->[4]), $row->[4];
}

my ($only, $only_lines, $only_branches) = (0, 0, 0);

for my $name (keys %out_lines) {
	next if $lines{$name};
	$only++;
	$only_lines += keys %{ $out_lines{$name} };
	$only_branches += keys %{ $out_branches{$name} };
}
print "left out: $only files, $only_lines lines, $only_branches branches, $why\n"
    if $only > 0;
print "left out: $nomem_lines lines, $nomem_branches branches of allocations that fail (tests of the label fault)\n";
print "left out: what only runs while building (lib/normal/make_tables.c and what it alone uses)\n";
