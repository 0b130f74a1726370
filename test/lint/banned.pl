#!/usr/bin/perl
# Calls, marks and paths that this project does not use; style.md of the
# project's design says why, and the words printed here say what instead.
#
# usage: banned.pl TOP FILE...
use strict;
use warnings;

my $top = shift or die "usage: banned.pl TOP FILE...\n";
my $bad = 0;

sub complain
{
	my ($file, $line, $words) = @_;
	print "$file:$line: $words\n";
	$bad++;
}

# In C, anywhere.
my $anywhere = qr{\b(strcpy|strcat|strncat|sprintf|vsprintf|strtok(?:_r)?|
	atoi|atol|atoll|atof|gets|alloca|system|popen|s?rand|random|srandom|
	drand48|tmpnam|mktemp|tempnam|signal|longjmp|setjmp|
	is(?:alpha|digit|alnum|space|upper|lower|punct|print|xdigit)|
	to(?:upper|lower)|strcasecmp|strncasecmp|strcoll|setlocale)\s*\(}x;
# In C of the library.
my $library = qr{(?<!->)(?<!\.)\b(v?f?printf|puts|putchar|fputs|perror|_?exit|abort|getenv|
	secure_getenv|fopen|freopen|open|openat|creat|time|gettimeofday|
	clock_gettime|localtime(?:_r)?|syslog)\s*\(}x;

# What sizeof is asked for as a type, and where its style is checked.
my $type = qr{(?:struct|enum|union|const|void|char|int|unsigned|long|short|
	bool|double|float|vec|number|\w+_t)\b}x;
my $one_sizeof = qr{^(?:cli|lib|test|examples)/};

# Marks and paths of a machine are put together here, so that this file does
# not find itself.
my $marks = join '|', map { join '', @$_ }
    ['TO', 'DO'], ['FIX', 'ME'], ['X', 'XX'];
my $paths = join '|', map { join '', @$_ } ['/wo', 'rk/'], ['/ro', 'ot/'],
    ['/ho', 'me/\w'], ['/far', 'm/'];

# Comments, strings and characters become blanks; lines keep their numbers.
sub code_only
{
	my ($text) = @_;
	$text =~ s{(/\*.*?\*/)|("(?:\\.|[^"\\\n])*")|('(?:\\.|[^'\\\n])+')}
	    {my $all = $&; $all =~ s/[^\n]/ /g; $all}gse;
	return $text;
}

sub check_c
{
	my ($file, $text) = @_;
	my @lines = split /\n/, $text, -1;
	my @code = split /\n/, code_only($text), -1;

	for my $i (0 .. $#code) {
		my $n = $i + 1;
		complain($file, $n, "$1 is not used here")
		    while $code[$i] =~ /$anywhere/g;
		if ($file =~ m{^lib/}) {
			complain($file, $n, "the library does not call $1")
			    while $code[$i] =~ /$library/g;
		}
		# One way: sizeof x for a thing.
		complain($file, $n, "sizeof x without parentheses, unless " .
		    "x is a type")
		    if $file =~ $one_sizeof && $code[$i] !~ /^\s*#|\\$/ &&
			$code[$i] =~ /\bsizeof\((?!$type)\**\w[\w.>\[\]-]*\)(?!->|\.)/;
		complain($file, $n, "// begins a comment")
		    if $code[$i] =~ m{//};
		next unless $file =~ m{^lib/(?:base|group|session|trust|wire)/};
		next unless $code[$i] =~ /\bmemcmp\s*\(/;
		my $from = $i < 6 ? 0 : $i - 6;
		my $near = join "\n", @lines[$from .. $i];
		complain($file, $n, "memcmp without a comment that says that "
		    . "the data is public; secrets: psi_secret_equal")
		    unless $near =~ m{(?:/|\s)\*.*\bpublic\b}i;
	}
}

for my $file (@ARGV) {
	open my $in, '<', "$top/$file" or die "$file: $!\n";
	my $text = do { local $/; <$in> };
	close $in;
	my $n = 0;
	for my $line (split /\n/, $text) {
		$n++;
		complain($file, $n, "an unfinished mark: $1")
		    if $line =~ /\b($marks)\b/;
		complain($file, $n, "a path of some machine: $1")
		    if $line =~ m{(?:^|[^A-Za-z0-9_.])($paths)};
		complain($file, $n, "a conflict mark")
		    if $line =~ /^(?:<{7}|>{7}) /;
		complain($file, $n, "white space at the end of the line")
		    if $line =~ /[ \t]$/ && $file !~ /\.(?:csv|md|txt)$/;
	}
	check_c($file, $text) if $file =~ /\.(?:c|h|inc)$/;
}
exit($bad == 0 ? 0 : 1);
