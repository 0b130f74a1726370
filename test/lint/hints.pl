#!/usr/bin/perl
# What messages tell people to type can be typed: every option that a text of a
# program or of the library names is one of the program that the text names, by
# the table that the program's own parser reads (--dump-options).
#
# usage: hints.pl TOP TOOL...
use strict;
use warnings;

my ($top, @tools) = @ARGV;
my %has;
for my $path (@tools) {
	my ($tool) = $path =~ m{([^/]+)$};
	open my $table, '-|', $path, '--dump-options' or die "$path: $!\n";
	while (<$table>) {
		my ($name, $letter) = /^option\t(\S+)\t(\S+)\t/ or next;
		$has{$tool}{"--$name"} = 1;
		$has{$tool}{"-$letter"} = 1 if $letter ne '-';
	}
	close $table;
	$has{$tool}{$_} = 1 for qw(--help -h --version -V --quiet -q --dump-options);
}
die "hints.pl: no program told its options\n" if !%has;

# The texts of a source: adjacent literals are one; macros such as PRIu64 stand
# between them.
sub texts
{
	my ($file) = @_;
	my @texts;

	open my $in, '<', $file or die "$file: $!\n";
	my $source = do { local $/; <$in> };
	$source =~ s{/\*.*?\*/}{ }gs;
	while ($source =~ m{((?:"(?:\\.|[^"\\\n])*"|PRI\w+)(?:\s*(?:"(?:\\.|[^"\\\n])*"|PRI\w+))*)}g) {
		my $text = $1;
		$text =~ s{"\s*(?:PRI\w+\s*)?"}{}g;
		$text =~ s{\\n}{\n}g;
		push @texts, $text;
	}
	return @texts;
}

# The program of a file that is one program's own.
sub own_tool
{
	my ($file) = @_;

	return "psi-$1" if $file =~ m{/tool_(\w+)\.c$};
	return 'psi-agree' if $file =~ m{/agree_\w+\.c$};
	return 'psi-run' if $file =~ m{/cli/run/};
	return undef;
}

# What is no message: the names of colours in a style sheet; the option of the
# program with a clock, which is for the tests.
my %other = map { $_ => 1 } ('cli/tool_run.c --today');

my $bad = 0;
my $num = 0;
for my $file (sort(split /\n/, `find '$top/cli' '$top/lib' -name '*.[ch]'`)) {
	my $own = own_tool($file);
	(my $short = $file) =~ s{^\Q$top\E/}{};
	next if $short eq 'cli/report/page_parts.c';
	for my $text (texts($file)) {
		# An option alone is an argument, or looked for.
		next if $text =~ m{^"?--[a-z-]+"?$};
		my $tool = undef;
		# A program is meant until another is named, or the sentence
		# or the quoted command ends.
		while ($text =~ m{(psi-[a-z]+)|(?<![\w-])(--[a-z][a-z-]*[a-z])|([.;:]\s|'(?=\s|$|,)|\n)}g) {
			if (defined $1) {
				$tool = $has{$1} ? $1 : undef;
			} elsif (defined $3) {
				$tool = undef;
			} else {
				my $option = $2;
				my @may = $tool ? ($tool) :
				    $own ? ($own) : keys %has;
				$num++;
				next if $other{"$short $option"} ||
				    grep { $has{$_}{$option} } @may;
				print "$short: '$option' is no option of ",
				    $tool // $own // 'any program', "\n";
				$bad++;
			}
		}
	}
}
die "hints.pl: only $num options were found in texts\n" if $num < 150;
exit($bad > 0);
