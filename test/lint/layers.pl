#!/usr/bin/perl
# The floors: who may include what, and which file may call which library.
# lib/README.md draws the picture; this makes it a law.
#
# usage: layers.pl TOP FILE...
use strict;
use warnings;

my $top = shift or die "usage: layers.pl TOP FILE...\n";

# Rooms of the library and their floors. A room sees lower floors and itself.
my %floor = (
	base => 1,
	group => 2, terms => 2,
	normal => 3, table => 3, wire => 3,
	list => 4, mapping => 4, trust => 4,
	session => 5,
);

# Rooms of the programs and their floors; the programs themselves, cli/tool_*.c,
# stand above them.
my %cli_floor = (
	kit => 1, xlsx => 1,
	table => 2,
	agree => 3, report => 3,
	step => 4,
	run => 5,
);

# One file per foreign library: header => files that may include it.
my @headers = (
	[qr{^csv\.h$}, qr{^lib/table/csv_\w+\.c$}],
	[qr{^iconv\.h$}, qr{^lib/table/code_page\.c$}],
	# What the public-suffix list is compared with, in tests alone.
	[qr{^libpsl\.h$}, qr{^test/}],
	# The same for the ASCII forms of host names.
	[qr{^idn2\.h$}, qr{^test/}],
	[qr{^uni(?!std)\w*\.h$|^unistring/}, qr{^lib/normal/text(?:_host)?\.c$|^test/}],
	[qr{^xlsxwriter\.h$},
	    qr{^cli/report/(?:workbook\.c|workbook_sheet\.[ch])$}],
	[qr{^zip\.h$}, qr{^cli/xlsx/xlsx_package\.c$}],
	[qr{^expat\.h$}, qr{^cli/xlsx/xlsx_xml\.c$}],
	[qr{^openssl/(?:evp|sha)\.h$},
	    qr{^lib/(?:base/digest\.[ch]|group/p256\w*\.c)$}],
	[qr{^openssl/}, qr{^lib/group/p256\w*\.c$}],
	# The commands wipe passphrases and the text they hold.
	[qr{^sodium\.h$}, qr{^lib/|^cli/}],
	[qr{^pthread\.h$|^threads\.h$}, qr{^lib/base/workers\.c$|^cli/}],
	[qr{^valgrind/}, qr{^lib/base/ctcheck\.h$}],
	[qr{intrin\.h$}, qr{^lib/group/}],
	[qr{^sys/random\.h$}, qr{^lib/base/random\.c$}],
	[qr{^(?:unistd|fcntl|dirent|locale|termios|sys/stat)\.h$}, qr{^cli/}],
);

# The same for functions: name => files that may use it.
my @calls = (
	[qr{crypto_(?:core|scalarmult)_ristretto255\w*},
	    qr{^lib/group/ristretto255\w*\.c$}],
	[qr{(?:EC|BN)_[A-Za-z_]+(?=\s*\()}, qr{^lib/group/p256\w*\.c$}],
	[qr{randombytes\w*|getrandom|getentropy}, qr{^lib/base/random\.c$|^cli/}],
	[qr{sodium_(?:malloc|allocarray|free|mlock|munlock|memzero|memcmp|init|mprotect\w*)},
	    qr{^lib/base/secret\.c$|^cli/}],
	[qr{crypto_(?:hash|generichash)\w*},
	    qr{^lib/base/digest\.[ch]$|^cli/(?:run/fingerprint|agree/agree_list|table/restore)\.c$}],
	[qr{psl_\w+(?=\s*\()}, qr{^test/}],
	[qr{idn2_\w+}, qr{^test/}],
);

my $bad = 0;
my %seen;
# Module => modules that it includes => where. A .c and the header of its name
# are one module.
my %uses;

sub complain
{
	my ($file, $line, $words) = @_;
	print "$file:$line: $words\n";
	$bad++;
}

sub module
{
	my ($file) = @_;
	return $file =~ s/\.\w+$//r;
}

# Remember an include of the same half of the house.
sub remember
{
	my ($file, $n, $name) = @_;
	my ($half) = $file =~ m{^(lib|cli)/};
	return unless defined $half && -e "$top/$half/$name";
	my ($from, $to) = (module($file), module("$half/$name"));
	$uses{$from}{$to} //= [$file, $n] if $from ne $to;
}

# A way from one module to another, or nothing.
sub find_way
{
	my ($at, $goal, $been) = @_;
	return ($at) if $at eq $goal;
	return if $been->{$at}++;
	for my $next (sort keys %{$uses{$at}}) {
		my @way = find_way($next, $goal, $been);
		return ($at, @way) if @way;
	}
	return;
}

# Each circle once, at its first include.
sub check_circles
{
	my %told;
	for my $from (sort keys %uses) {
		for my $to (sort keys %{$uses{$from}}) {
			my @way = find_way($to, $from, {});
			next unless @way;
			next if $told{join ' ', sort @way}++;
			complain(@{$uses{$from}{$to}}, "modules include each "
			    . "other in a circle: " . join(' -> ', $from, @way));
		}
	}
}

# Blank out comments and, where asked, strings; lines keep their numbers.
sub strip
{
	my ($text) = @_;
	$text =~ s{(/\*.*?\*/)|("(?:\\.|[^"\\\n])*")}
	    {defined $1 ? $1 =~ s/[^\n]//gr : $2}gse;
	return $text;
}

sub check_quoted
{
	my ($file, $n, $name) = @_;

	if ($name =~ m{^psi(?:/\w+)?\.h$}) {
		return;
	}
	if ($file =~ m{^include/}) {
		complain($file, $n, "a public header includes \"$name\"");
	} elsif ($file =~ m{^cli/(?:(\w+)/)?}) {
		my $room = $1;
		my ($other) = $name =~ m{^(\w+)/\w+\.h$};
		if (!defined $other || !exists $cli_floor{$other}
		    || !-e "$top/cli/$name") {
			complain($file, $n, "cli includes \"$name\", which is neither "
			    . "public nor a header of a room of cli");
		} elsif (defined $room && $other ne $room
		    && $cli_floor{$other} >= ($cli_floor{$room} // 0)) {
			complain($file, $n,
			    "cli/$room may not include \"$name\" of $other");
		}
	} elsif ($file =~ m{^lib/(\w+)/}) {
		my $room = $1;
		my ($other) = $name =~ m{^(\w+)/};
		if (!defined $other || !exists $floor{$other}) {
			complain($file, $n,
			    "\"$name\" does not name the room of lib it is in");
		} elsif ($other ne $room && $floor{$other} >= $floor{$room}) {
			complain($file, $n,
			    "$room may not include \"$name\" of $other");
		}
	} elsif ($file =~ m{^examples/}) {
		complain($file, $n, "an example includes \"$name\"")
		    unless -e "$top/examples/$name";
	}
}

sub check_angled
{
	my ($file, $n, $name) = @_;

	if ($name =~ m{^psi(?:/|\.h)}) {
		return if $file =~ m{^(?:examples|test)/};
		complain($file, $n, "our own header in angle brackets");
		return;
	}
	for my $rule (@headers) {
		next unless $name =~ $rule->[0] && $file !~ m{^examples/};
		complain($file, $n, "<$name> does not belong here")
		    unless $file =~ $rule->[1];
		last;
	}
	complain($file, $n, "a public header includes <$name>") if
	    $file =~ m{^include/} && $name !~ m{^std(?:def|int|bool)\.h$};
}

for my $file (@ARGV) {
	next unless $file =~ /\.[ch]$|\.inc$/;
	if ($file =~ m{^(?:lib|cli)/.*?([^/]+\.c)$}) {
		complain($file, 1, "there is another $1: $seen{$1}")
		    if exists $seen{$1};
		$seen{$1} = $file;
	}
	next if $file =~ m{^test/};
	open my $in, '<', "$top/$file" or die "$file: $!\n";
	my $text = strip(do { local $/; <$in> });
	close $in;
	my $n = 0;
	for my $line (split /\n/, $text, -1) {
		$n++;
		if ($line =~ /^\s*#\s*include\s*"([^"]+)"/) {
			check_quoted($file, $n, $1);
			remember($file, $n, $1);
		} elsif ($line =~ /^\s*#\s*include\s*<([^>]+)>/) {
			check_angled($file, $n, $1);
		} elsif ($line =~ /^\s*#\s*include/) {
			complain($file, $n, "an include by macro");
		}
		$line =~ s/"(?:\\.|[^"\\])*"/""/g;
		for my $rule (@calls) {
			while ($line =~ /\b($rule->[0])/g) {
				complain($file, $n, "$1 does not belong here")
				    unless $file =~ $rule->[1];
			}
		}
	}
}
check_circles();
exit($bad == 0 ? 0 : 1);
