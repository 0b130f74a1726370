/* lib/normal/country. */
#include "support/cm.h"

#include <string.h>

#include "normal/country.h"

static void
expect(const char *text, const char *want)
{
	char code[PSI_COUNTRY_CHARS] = "";

	if (psi_country_find(code, text, strlen(text)) != PSI_REJECT_NONE)
		fail_msg("%s is no country", text);
	assert_string_equal(code, want);
}

static void
refuse(const char *text)
{
	char code[PSI_COUNTRY_CHARS] = "";

	assert_int_equal(
	    psi_country_find(code, text, strlen(text)), PSI_REJECT_COUNTRY);
}

static void
codes(void **state)
{
	(void)state;
	expect("GB", "GB");
	expect("gb", "GB");
	expect("UK", "GB");
	expect("EL", "GR");
	expect("DEU", "DE");
	expect("usa", "US");
	expect("US-CA", "US");
	expect("GB-ENG", "GB");
	expect("XK", "XK");
	refuse("ZZ");
	refuse("XYZ");
	refuse("ZZ-CA");
}

static void
names(void **state)
{
	(void)state;
	expect("Germany", "DE");
	expect("GERMANY", "DE");
	expect("Deutschland", "DE");
	expect("Allemagne", "DE");
	expect("\xe5\xbe\xb7\xe5\x9b\xbd", "DE");
	expect("\xe3\x83\x89\xe3\x82\xa4\xe3\x83\x84", "DE");
	expect("Federal Republic of Germany", "DE");
	expect("United States of America", "US");
	expect("The United States", "US");
	expect("U.S.A.", "US");
	expect("U.S.", "US");
	expect("Great Britain", "GB");
	expect("England", "GB");
	expect("Northern Ireland", "GB");
	expect("United Kingdom", "GB");
	expect("Ireland", "IE");
	expect("The Netherlands", "NL");
	expect("Netherlands (the)", "NL");
	expect("Holland", "NL");
	expect("Korea, Republic of", "KR");
	expect("South Korea", "KR");
	expect("Czech Republic", "CZ");
	expect("Czechia", "CZ");
	expect("Viet Nam", "VN");
	expect("Vietnam", "VN");
	expect("Russian Federation", "RU");
	expect("\xd0\xa0\xd0\xbe\xd1\x81\xd1\x81\xd0\xb8\xd1\x8f", "RU");
	expect("C\xc3\xb4te d'Ivoire", "CI");
	expect("Cote d\xe2\x80\x99Ivoire", "CI");
	expect("Ivory Coast", "CI");
	expect("T\xc3\xbcrkiye", "TR");
	expect("Turkey", "TR");
	expect("Espa\xc3\xb1"
	       "a",
	    "ES");
	expect("Espan\xcc\x83"
	       "a",
	    "ES");
	expect("\xc3\x96sterreich", "AT");
	expect("Oesterreich", "AT");
	expect("Hong Kong SAR", "HK");
	expect("Taiwan", "TW");
	expect("Burma", "MM");
	expect("Swaziland", "SZ");
	expect("Brasil", "BR");
	expect("People's Republic of China", "CN");
	expect("  France  ", "FR");
}

static void
none(void **state)
{
	char text[400];

	(void)state;
	refuse("");
	refuse("-");
	refuse("the");
	refuse("Atlantis");
	refuse("Atlantis (Q)");
	refuse("France / Germany");
	refuse("Europe");
	refuse("\xff\xfe");
	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	refuse(text);
}

/* As exports write them: official, translated, decorated, numeric. */
static void
spellings_of_exports(void **state)
{
	static const char *const rows[][2] = {
		{ "Germany (DE)", "DE" },
		{ "[DE] Germany", "DE" },
		{ "DE|Germany", "DE" },
		{ "Germany, DE", "DE" },
		{ "DE, Germany", "DE" },
		{ "276 - Germany", "DE" },
		{ "Germany (276)", "DE" },
		{ "Deutschland / Germany", "DE" },
		{ "USA - United States of America", "US" },
		{ "United States of America (the)", "US" },
		{ "🇩🇪 Germany", "DE" },
		{ "Germany 🇩🇪", "DE" },
		{ "France métropolitaine", "FR" },
		{ "Russia (Russian Federation)", "RU" },
		{ "Korea, South", "KR" },
		{ "South Korea (Republic of Korea)", "KR" },
		{ "Korea (the Republic of)", "KR" },
		{ "Viet Nam", "VN" },
		{ "Vietnam (Viet Nam)", "VN" },
		{ "Côte d'Ivoire (Ivory Coast)", "CI" },
		{ "Kingdom of Saudi Arabia", "SA" },
		{ "P.R.C.", "CN" },
		{ "PR China", "CN" },
		{ "People's Republic of China", "CN" },
		{ "Taiwan, Province of China", "TW" },
		{ "Hong Kong SAR", "HK" },
		{ "Macedonia (FYROM)", "MK" },
		{ "North Macedonia", "MK" },
		{ "Czechia (Czech Republic)", "CZ" },
		{ "Türkiye (Turkey)", "TR" },
		{ "Swaziland", "SZ" },
		{ "Burma", "MM" },
		{ "Great Britain (UK)", "GB" },
		{ "United Kingdom of Great Britain and Northern Ireland",
		    "GB" },
		{ "The Bahamas", "BS" },
		{ "Gambia, The", "GM" },
		{ "Netherlands, The", "NL" },
		{ "Holland", "NL" },
		{ "840", "US" },
		{ "276.0", "DE" },
		{ "Federal Republic of Germany", "DE" },
		{ "Bundesrepublik Deutschland", "DE" },
		{ "République française", "FR" },
		{ "Repubblica Italiana", "IT" },
		{ "Reino de España", "ES" },
		{ "Rzeczpospolita Polska", "PL" },
		{ "Российская Федерация", "RU" },
		{ "中华人民共和国", "CN" },
		{ "中華民國", "TW" },
		{ "臺灣", "TW" },
		{ "대한민국", "KR" },
		{ "日本国", "JP" },
		{ "Ελλάδα", "GR" },
		{ "Ελληνική Δημοκρατία", "GR" },
		{ "Республика Казахстан", "KZ" },
		{ "Саудовская Аравия", "SA" },
		{ "المملكة العربية السعودية", "SA" },
		{ "مصر", "EG" },
		{ "ประเทศไทย", "TH" },
		{ "ไทย", "TH" },
		{ "भारत", "IN" },
		{ "ישראל", "IL" },
		{ "Konungariket Sverige", "SE" },
		{ "Schweiz/Suisse/Svizzera", "CH" },
		{ "Suisse", "CH" },
		{ "Confédération suisse", "CH" },
		{ "Kingdom of the Netherlands", "NL" },
		{ "Éire", "IE" },
		{ "Ireland, Republic of", "IE" },
		{ "Deutschland (BRD)", "DE" },
		{ "Germany/DE", "DE" },
		{ "DE/Germany", "DE" },
		{ "Germany-DE", "DE" },
		{ "Germany: DE", "DE" },
		{ "Germany;DE", "DE" },
		{ "DEU - Germany", "DE" },
		{ "Germany [DEU]", "DE" },
		{ "Brasil (BR)", "BR" },
		{ "Estados Unidos de América", "US" },
		{ "EE.UU.", "US" },
		{ "EEUU", "US" },
		{ "États-Unis d'Amérique", "US" },
		{ "Stati Uniti d'America", "US" },
		{ "Vereinigte Staaten von Amerika", "US" },
		{ "Vereinigte Staaten (USA)", "US" },
		{ "Соединенные Штаты Америки", "US" },
		{ "США", "US" },
		{ "美国", "US" },
		{ "美國", "US" },
		{ "アメリカ合衆国", "US" },
		{ "アメリカ", "US" },
		{ "英国", "GB" },
		{ "Великобритания", "GB" },
		{ "Royaume-Uni", "GB" },
		{ "UAE", "AE" },
		{ "U.A.E.", "AE" },
		{ "Emirates", "AE" },
		{ "Украина", "UA" },
		{ "Україна", "UA" },
		{ "Беларусь", "BY" },
		{ "Republic of Moldova", "MD" },
		{ "Bosnia & Herzegovina", "BA" },
		{ "Trinidad & Tobago", "TT" },
		{ "St. Lucia", "LC" },
		{ "Saint Lucia", "LC" },
		{ "São Tomé and Príncipe", "ST" },
		{ "Curaçao", "CW" },
		{ "Reunion", "RE" },
		{ "Kosovo", "XK" },
		{ "Cabo Verde", "CV" },
		{ "Timor Leste", "TL" },
		{ "Palestine", "PS" },
		{ "Syria", "SY" },
		{ "Iran", "IR" },
		{ "Laos", "LA" },
		{ "Tanzania", "TZ" },
		{ "Bolivia", "BO" },
		{ "Venezuela", "VE" },
		{ "Micronesia", "FM" },
		{ "Brunei", "BN" },
		{ "Congo (DRC)", "CD" },
		{ "DR Congo", "CD" },
		{ "Republic of the Congo", "CG" },
		{ "Guinea", "GN" },
		{ "Republic of Guinea", "GN" },
		{ "Niger", "NE" },
		{ "Nigeria", "NG" },
		{ "Dominica", "DM" },
		{ "Dominican Republic", "DO" },
		{ "Georgia", "GE" },
		{ "Jersey", "JE" },
		{ "Isle of Man", "IM" },
		{ "Guernsey", "GG" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		expect(rows[i][0], rows[i][1]);
	refuse("Georgia, USA");
	refuse("France / Germany");
	refuse("Foo-Bar");
	refuse("1.0");
}

/* Every spelling of the table is that of its own country. */
static void
table_finds_itself(void **state)
{
	static const struct {
		const char *alpha2;
		const char *alpha3;
		const char *names;
	} table[] = {
#include "normal/countries.def"
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		const char *name = table[i].names;

		expect(table[i].alpha3, table[i].alpha2);
		while (*name != '\0') {
			char code[PSI_COUNTRY_CHARS] = "";
			size_t len = strcspn(name, "|");

			if (psi_country_find(code, name, len) !=
				PSI_REJECT_NONE ||
			    memcmp(code, table[i].alpha2, 2) != 0)
				fail_msg("%.*s is not %s", (int)len, name,
				    table[i].alpha2);
			name += len + (name[len] == '|' ? 1 : 0);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes),
		cmocka_unit_test(spellings_of_exports),
		cmocka_unit_test(table_finds_itself),
		cmocka_unit_test(names),
		cmocka_unit_test(none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
