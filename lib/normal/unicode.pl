#!/usr/bin/perl
# Write unicode.def anew: the repertoire of Unicode 14.0 and what kind of
# character each code point is.
#
# usage: unicode.pl > unicode.def
#
# Perl carries the Unicode Character Database (UnicodeData.txt and
# DerivedCoreProperties.txt, https://www.unicode.org/Public/14.0.0/ucd/): Perl
# 5.36, which Debian 12 has, that of 14.0. Another one is refused, since a
# later database may put characters of 14.0 into other categories.
use strict;
use warnings;
use Unicode::UCD qw(charprop);

my $version = Unicode::UCD::UnicodeVersion();
if ($version ne '14.0.0') {
	print STDERR "unicode.pl: this Perl has Unicode $version, not 14.0.0\n";
	exit 77;
}

# The first that fits; see codepoint.h.
sub kind
{
	my $c = shift;
	my $char = chr $c;

	return 'UNASSIGNED' if $char =~ /\p{Gc=Cn}|\p{Gc=Cs}/;
	return 'IGNORABLE' if $char =~ /\p{Default_Ignorable_Code_Point}/;
	return 'ENCLOSING' if $char =~ /\p{Gc=Me}/;
	return 'MARK' if $char =~ /\p{Gc=M}/;
	return 'DIGIT' if $char =~ /\p{Gc=Nd}/;
	return 'NUMBER' if $char =~ /\p{Gc=N}/;
	return 'LETTER' if $char =~ /\p{Gc=L}/;
	return 'SIGN';
}

print <<'END';
/*
 * Made by unicode.pl; not to be edited. Where each kind of character begins
 * in Unicode 14.0; it reaches to the next row. From the general category of
 * UnicodeData.txt and Default_Ignorable_Code_Point of
 * DerivedCoreProperties.txt (https://www.unicode.org/Public/14.0.0/ucd/).
 */
END

my ($last, $zero) = ('', 0);
no warnings qw(surrogate nonchar);
for my $c (0 .. 0x10FFFF) {
	my $kind = kind($c);

	if ($kind ne $last) {
		printf "KIND(0x%04X, %s)\n", $c, $kind;
		$zero = $c;
		$last = $kind;
	}
	# Digits come as tens from 0 to 9, so that their place is their value.
	die sprintf("U+%04X is out of order\n", $c)
	    if $kind eq 'DIGIT' && ($c - $zero) % 10 != charprop($c, 'nv');
}
