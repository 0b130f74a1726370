/* lib/normal/country. */
#include "support/cm.h"

#include <string.h>

#include "normal/country.h"

static struct psi_countries *countries;

static int
set_up(void **state)
{
	(void)state;
	return psi_countries_new(&countries, NULL);
}

static int
tear_down(void **state)
{
	(void)state;
	psi_countries_free(countries);
	return 0;
}

static void
expect(const char *text, const char *want)
{
	char code[PSI_COUNTRY_CHARS] = "";

	if (!psi_country_find(countries, code, text, strlen(text)))
		fail_msg("%s is no country", text);
	assert_string_equal(code, want);
}

static void
refuse(const char *text)
{
	char code[PSI_COUNTRY_CHARS] = "";

	assert_false(psi_country_find(countries, code, text, strlen(text)));
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
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	refuse(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes),
		cmocka_unit_test(names),
		cmocka_unit_test(none),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
