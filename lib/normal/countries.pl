#!/usr/bin/perl
# Write countries.def anew: the spellings of countries.
#
# usage: countries.pl > countries.def
#
# Reads Debian 12's packages iso-codes 4.15.0 (LGPL-2.1-or-later: names of
# ISO 3166-1 and their translations) and unicode-cldr-core 41 (Unicode License).
# Other versions have other spellings, and are refused; so is a machine without
# them, with status 77. What neither has stands at the end of this file.
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use JSON::PP;
use Unicode::Normalize qw(NFKD);
use File::Basename qw(dirname);

my $codes = '/usr/share/iso-codes/json/iso_3166-1.json';
my $cldr = '/usr/share/unicode/cldr/common/main';
my @languages = qw(de fr es it pt pt_BR nl sv da nb fi pl cs sk hu ro hr sl bg
    el tr et lv lt ca vi id uk ru he ar ja ko zh_CN zh_TW zh_HK);
my @cldr = qw(de fr es it pt nl sv da no fi pl cs ja zh zh_Hant ko ru ar);

sub missing
{
	print STDERR "countries.pl: $_[0]\n";
	exit 77;
}

sub slurp
{
	my ($path, $layer) = @_;
	open my $in, "<$layer", $path or missing("$path is not there");
	local $/;
	return <$in>;
}

sub check_version
{
	my ($package, $want) = @_;
	my $have = `dpkg-query -W -f '\${Version}' $package 2>&1` // '';

	missing("$package is not $want but: $have")
	    if $have !~ /^\Q$want\E(?:[-+]|$)/;
}

check_version('iso-codes', '4.15.0');
check_version('unicode-cldr-core', '41');

# The translations of a catalogue of gettext, in its binary form.
sub read_mo
{
	my $language = shift;
	my $mo = slurp("/usr/share/locale/$language/LC_MESSAGES/iso_3166-1.mo",
	    ':raw');
	my (undef, undef, $num, $from, $to) = unpack 'V5', $mo;
	my %text;

	for my $i (0 .. $num - 1) {
		my ($len, $at) = unpack 'V2', substr $mo, $from + 8 * $i, 8;
		my $id = substr $mo, $at, $len;
		($len, $at) = unpack 'V2', substr $mo, $to + 8 * $i, 8;
		my $value = substr $mo, $at, $len;
		utf8::decode($id);
		utf8::decode($value);
		$text{$id} = $value;
	}
	return \%text;
}

# Nearly what country.c compares, to leave out what it would find anyway.
my %same;
for (slurp(dirname($0) . '/han.def', ':utf8') =~ /HAN\((.*?)\)/g) {
	my ($from, $to) = /0x(\w+), 0x(\w+)/;
	$same{chr hex $from} = chr hex $to;
}
for (slurp(dirname($0) . '/fold.def', ':utf8') =~ /^FOLD\((.*?)\)/mg) {
	my ($from, $to) = /0x(\w+), "(.*)"/;
	$same{chr hex $from} = $to;
}
sub fold
{
	my $text = lc shift;

	$text =~ s/й/y/g;
	$text = NFKD($text);
	$text =~ s/\p{Mn}//g;
	$text =~ s/ου/ou/g;
	$text =~ s/(.)/$same{$1} \/\/ $1/ge;
	$text =~ s/[^\p{L}\p{N}]//g;
	$text =~ s/^the(?=.{4})|(?<=.{4})the$//;
	return $text;
}

my $list = decode_json(slurp($codes, ':raw'))->{'3166-1'};
my %own;
while (<DATA>) {
	chomp;
	my ($code, @names) = split /\|/;
	push @{ $own{$code} }, @names;
}
push @$list, { alpha_2 => 'XK', alpha_3 => 'XKX', name => 'Kosovo' };

my (%names, %owner, %twice);
sub add
{
	my ($code, @names) = @_;

	# "Korea, Republic of" is "Republic of Korea" too.
	@names = map { ($_, /^([^,]+), ([^,]+)$/ ? "$2 $1" : ()) } @names;
	for my $name (@names) {
		my $key = fold($name);

		next if length $key < 2 || $name =~ /[|"\\]/;
		if (defined $owner{$key}) {
			$twice{$key} = 1 if $owner{$key} ne $code;
			next;
		}
		$owner{$key} = $code;
		push @{ $names{$code} }, [$key, $name];
	}
}

# Codes are found without the table.
for my $c (@$list) {
	$owner{ lc $c->{$_} } = $c->{alpha_2} for qw(alpha_2 alpha_3);
}
my @fields = qw(name common_name official_name);
for my $c (@$list) {
	add($c->{alpha_2}, map { $c->{$_} // () } @fields);
	add($c->{alpha_2}, @{ $own{ $c->{alpha_2} } // [] });
	add($c->{alpha_2}, $c->{numeric} // ());
}
# English names and our own are nobody else's.
my %settled = map { $_ => 1 } keys %owner;
for my $language (@cldr) {
	my $xml = slurp("$cldr/$language.xml", ':utf8');

	while ($xml =~ m{<territory type="([A-Z]{2})"[^>]*>([^<]+)<}g) {
		add($1, $2) if grep { $_->{alpha_2} eq $1 } @$list;
	}
}
for my $language (@languages) {
	my $text = read_mo($language);

	for my $c (@$list) {
		add($c->{alpha_2}, map { $text->{$_} // () }
		    map { $c->{$_} // () } @fields, 'inverted_name');
	}
}

print <<'END';
/*
 * Made by countries.pl; not to be edited. Countries: ISO 3166-1 alpha-2,
 * alpha-3, and names separated by "|": short, common and official ones, numbers,
 * and their translations into some thirty languages, of iso-codes 4.15.0 (domain
 * iso_3166-1) and of the Unicode CLDR 41; abbreviations and former names of our
 * own. A spelling of two countries is left out. XK is the code that ISO 3166
 * leaves to its users and everybody uses for Kosovo.
 */
END
for my $c (sort { $a->{alpha_2} cmp $b->{alpha_2} } @$list) {
	my @good = map { $_->[1] } grep { $settled{ $_->[0] } || !$twice{ $_->[0] } }
	    @{ $names{ $c->{alpha_2} } };
	my ($line, @lines) = ('');

	for my $i (0 .. $#good) {
		my $part = $good[$i] . ($i < $#good ? '|' : '');

		if ($line ne '' && length($line . $part) > 66) {
			push @lines, $line;
			$line = '';
		}
		$line .= $part;
	}
	print qq({ "$c->{alpha_2}", "$c->{alpha_3}",\n),
	    join("\n", map { qq(    "$_") } @lines, $line), " },\n";
}
__DATA__
AE|UAE|Emirates|Dubai|Abu Dhabi|EAU|VAE|ОАЭ|BAE|ZEA|SAE|الإمارات|الامارات|دولة الإمارات|دولة الإمارات العربية المتحدة|الامارات العربية المتحدة|Emirate|Die Emirate|Emiratos|Émirats|Emirati|Emiraten|Emiraty|Emirados|Эмираты|Arab Emirates|U. Arab Emirates|Un. Arab Emirates|UAE (Dubai)|دبي|أبو ظبي|Emiraty Arabskie|Emiratos Árabes|Émirats arabes|Emirati Arabi|Emirados Árabes|Арабские Эмираты|Ver. Arab. Emirate|V.A. Emirate
AG|Antigua|Antigua & Barbuda
AL|Shqipëri
AM|Հայաստան|Armenia (Republic of)
AT|Oesterreich|Österreich|Österr.|Oesterr.|Rep. Österreich|Österreich (Austria)
AU|Commonwealth of Australia|Aust.|Austral.
AZ|Azərbaycan
BA|Bosnia|Bosnien|Bosnien-Herzegowina|Bosnia & Herzegovina|Bosnie|Bosnia e Erz.|Bosnien u. Herzegowina|Bosnien und Herz.|Bosnia Herz.|Bosna
BD|বাংলাদেশ
BE|Königreich Belgien|Belg.|Roy. de Belgique
BQ|Caribbean Netherlands|신트외스타티위스, 사바 섬 보네르
BT|འབྲུག
BY|Byelorussia|Weißrussland|Белоруссия
CC|Cocos Islands
CD|DRC|DR Congo|Zaire|Kongo|Congo, Dem. Rep.|RDC|RD Congo|R.D. Congo|Rép. dém. du Congo|RD du Congo|ДРК|DR Kongo|D.R. of the Congo|Dem. Rep. Congo|Dem. Rep. of Congo|Demokr. Rep. Kongo
CF|Central African Rep.|RCA (Centrafrique)|Rép. centrafricaine|ЦАР
CG|Congo, Rep.
CH|Svizra|Confoederatio Helvetica|Confédération suisse|Schweizerische Eidgenossenschaft|Confederazione svizzera|Schweiz/Suisse/Svizzera
CI|Ivory Coast
CK|о-ва Кука
CN|Mainland China|PRC|P.R. China|China (Mainland)|Rép. pop. de Chine|VR China|中国大陆|ÇHC|КНР|VRC|RPC|R.P. Chine|RP China|R.P. China|Rep. Pop. Cinese|Rep. Popolare Cinese|Rep. Popular China|ChRL|ChRL Chiny|ČLR|China PRC|People's Rep. of China|Peoples Republic of China|Volksrep. China|Volksrepublik China|Китайская Народная Республика|Çin Halk Cumhuriyeti
CV|Cape Verde
CZ|Czech Rep.|Tschechei|Rep. Ceca|Rép. tchèque|Rep. Checa|Tschech. Republik|Tschech. Rep.|R. Checa|Rep. Czeska|Tsjechische Rep.|Česká rep.|Чешская Респ.
DE|BRD|Germany (Federal Republic)|Fed. Rep. of Germany|Germany, Federal Republic of|RFA|ФРГ|Deutschl.|BR Deutschland|Bundesrep. Deutschland|Bundesrepublik|RFN|NRF|SRN|R. F. Alemania|Rep. Fed. Alemana|Rép. Féd. d'Allemagne|Rép. Fédérale d'Allemagne|المانيا الاتحادية
DO|Rep. Dominicana|R. Dominicana|Rep. Dom.|República Dom.|Dominican Rep.|Rép. dominicaine|Dom. Rep.|Dominik. Republik
EG|Egypt, Arab Rep.
ES|Espainia
ET|ኢትዮጵያ
FK|Falkland Islands|Falklands|Malvinas
FR|France (Metropolitan)|Metropolitan France|Frañs|France métropolitaine|Frankr.|Rép. française
GB|Great Britain|England|Scotland|Wales|Northern Ireland|Britain|Cymru|Grossbritannien|Vereinigtes Koenigreich|Great Britain and Northern Ireland|GB and NI|Y Deyrnas Unedig|DU|An Rìoghachd Aonaichte|RA|Angleterre|Engeland|Gran Bretagna|Gran Bretaña|Grande-Bretagne|Groot-Brittannië|Großbritannien und Nordirland|Grã-Bretanha|Inglaterra|Англия|Verein. Königreich|Vereinigt. Königreich|Ver. Königreich|W. Brytania|Zjednoczone Królestwo|Velká Británie|Veľká Británia|İngiltere|بريطانيا|بريطانيا العظمى|إنجلترا|انجلترا|Escocia|Schottland|Écosse|Scozia|Schotland|Szkocja|Skottland|Шотландия|Irlande du Nord|Nordirland|Noord-Ierland|Irlanda del Norte|Irlanda del Nord|Irlanda do Norte|Irlandia Północna|Pays de Galles|Gales|País de Gales|Galles|Walia|Уэльс|Anglia|Anglie|Inghilterra|Британия|イングランド|スコットランド|英格兰|苏格兰|Reino Unido (UK)|Gr. Britannien|Gt. Britain
GE|საქართველო
GR|EL
GS|South Georgia & South Sandwich Islands
HK|Hong Kong SAR China|Hong Kong, China|HKSAR|HK SAR|HK China|Hong Kong (SAR)
HM|Heard & McDonald Islands
HU|Magyaro.
ID|Republik Indonesia
IE|Eire|Republic of Ireland|Ireland (Republic of)|Rep. of Ireland|Rep. Irlanda|ROI|S. Ireland|Southern Ireland|Irish Rep.|Rep. Irland|Rép. d'Irlande
IN|Bharat|भारत
IR|ایران|Iran, Islamic Rep.|Persia
JP|Nippon|Nihon|日本国|日本
KG|Кыргызстан
KH|កម្ពុជា
KN|St Kitts and Nevis|Saint Kitts|St. Kitts & Nevis
KP|Korea DPR|DPRK|Korea (North)|Korea, Dem. Rep.|Nordkorea|КНДР|KRLD|RPDC
KR|Korea|Korea (South)|S. Korea|Korea, Republic|한국|Corea|Coreia|Corée|Korea, Rep.|ROK|Rep. of Korea|Südkorea|Corée du Sud|Kore|Korea Płd.|Rep. Korea|Rep. de Corea|Rép. de Corée|Республика Корея|Корея
KY|Cayman|о-ва Кайман
KZ|Қазақстан|Kasachstan
LA|Lao PDR|ລາວ
LI|Liechtenst.|Fstm. Liechtenstein
LK|Ceylon|ශ්‍රී ලංකාව|இலங்கை
LU|Lëtzebuerg|Luxemb.|Grand-Duché|Gr.-D. Luxembourg|G.D. Luxembourg|Grand Duché de Luxembourg|Großherzogtum|GH Luxemburg
MD|Moldawien
ME|Црна Гора
MH|Маршалловы о-ва
MK|Macedonia|FYROM|The former Yugoslav Republic of Macedonia|Северна Македонија|Macedonia, the former Yugoslav Republic of|BJRM|N. Macedonia|Rep. of North Macedonia|Ehem. jugosl. Rep. Mazedonien|EJR Mazedonien
MM|မြန်မာ|Burma|Birma
MN|Монгол
MO|Macau SAR|Macao SAR China
MX|Estados Unidos Mexicanos|Méjico
MY|West Malaysia|East Malaysia
NL|Netherlands (Kingdom of the)|Nederlandene|Holanda|Hollande|Голландия|Holland|Paesi Bassi|Koninkrijk der Nederlanden|Niederl.|P. Bassi|P. Bajos|Pays Bas (NL)
NO|Noreg
NP|नेपाल
NZ|Aotearoa|N.Z.|Nouv.-Zélande|Nouv. Zélande|N. Zealand|N. Zélande|N. Zelanda|N. Zelandia
PH|Pilipinas|Phils.|Phil.|Filipinas (PH)
PK|پاکستان
PL|RP Polska|RP (Polska)|Rzeczpospolita
PM|St. Pierre & Miquelon
PN|Pitcairn Islands
PR|Puerto Rico (US)
PS|Palestinian Territory|West Bank|Palestinian Territories
PT|Portug.
RS|Србија
RU|Federación de Rusia|Federazione Russa|Russian Fed.|РФ|Р. Ф.|Rusya|Федерация Российская|Fédération de Russie|Fed. Russa|Fed. Rusa|Föderation Russland|Russische Föd.
SA|KSA|Saudi|Saudi Arab|Arabie Séoudite|Ar. Saudita|Arabie saoud.|A. Saudita|المملكه السعودية|Kingdom of S. Arabia|S. Arabia
SB|Соломоновы о-ва
SC|Сейшельские о-ва
SG|S'pore|Rep. of Singapore
SH|Ascension, dan Tristan da Cunha Saint Helena
SJ|Svalbard & Jan Mayen|Huippuvuoret ja Jan Mayen
SK|Slovak Rep.|Slow. Republik|Rep. Eslovaca|Rép. slovaque|Rep. Slovacca|Slovenská rep.|Słowacka Rep.
SO|Soomaaliya
ST|São Tomé & Príncipe
SZ|Swaziland
TC|Turks & Caicos Islands|Тёркс и Кайкос
TF|프랑스령 남방 지역
TH|ไทย|ประเทศไทย
TJ|Тоҷикистон
TL|East Timor
TM|Туркмения
TR|Turkey|Republic of Turkey|Turkiye
TT|Trinidad|Trinidad & Tobago
TW|Chinese Taipei|Taiwan ROC|Republic of China|R.O.C.
UM|U.S. Outlying Islands|Isole Minori Esterne degli Stati Uniti
US|America|U.S. of A.|United States (USA)|US of America|U.S. of America|The States|EEUU|E.E.U.U.|Etats Unis|США|Amerika|ABD|САЩ|SAD|ZDA|ΗΠΑ|VSA|V.St.|V.St.A.|Verein. Staaten|S.U.A.|St. Zjednoczone|Förenta staterna|De forenede stater|De forente stater|أمريكا|الولايات المتحدة الأمريكية|امريكا|Сполучені Штати|JAV|ASV|AEB|Hoa Kỳ|É.-U. d'Amérique|États-Unis (USA)|Stati Uniti (USA)|Spojené štáty|Vereinigte Staaten (USA)|EE.UU. de América|EUA (Estados Unidos)|Соединённые Штаты|Америка (США)
UZ|Oʻzbekiston
VA|Holy See|Vatican City
VC|St Vincent|St Vincent and the Grenadines|St. Vincent & Grenadines
VE|Venezuela, RB
VG|BVI
VI|USVI
VN|S.R. Vietnam|Viet Nam|Việt Nam|CHXHCN Việt Nam|SR Vietnam
WF|Wallis & Futuna
XK|Republic of Kosovo|Kosovë
YE|Yemen, Rep.
ZA|RSA|Suid-Afrika|iNingizimu Afrika|ЮАР|RPA|JAR|S. Africa|So. Africa|Rep. of South Africa|Rep. Südafrika|Afr. du Sud|Südafr. Republik
